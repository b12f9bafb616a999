/**
 * Findings of C sources: a source that behaves like a revision in a story has the finding of that
 * story.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../../support/fake-io.ts';
import { folderForEachTest } from '../../support/temporary-folder.ts';

const folder = folderForEachTest();
const text = readFileSync('test/c/own-vmem.c', 'utf8');

async function findings(
  source: string,
  ...flags: readonly string[]
): Promise<{ finding: string | null; title: string | null }[]> {
  const argv = ['check', '--source', source, ...flags, '--no-files', '--quiet', '--json'];
  return JSON.parse((await cli(argv)).stdout).findings;
}

test('known findings in an unknown source are named, with the revision', async () => {
  const found = await findings('test/c/own-vmem.c');
  expect(found.map(({ finding, title }) => `${finding}: ${title}`)).toEqual([
    'F01: a failed table allocation is reported as success (as in linux-5.10)',
    'F02: a never-onlined section loses its memmap with its neighbour (as in linux-5.10)',
  ]);
});

test('a mistake that no revision has is not a known finding, and its story comes first', async () => {
  const cleared = text.replace('\tpud_clear(holder);\n', '');
  expect(cleared).not.toBe(text);
  const source = folder.write('vmem.c', cleared);
  const unknown = (await findings(source)).filter(({ finding }) => finding === null);
  expect(unknown.length).toBeGreaterThan(0);
  const { stdout } = await cli(['check', '--source', source, '--no-files', '--quiet']);
  expect(stdout).toContain('in this C source; no revision has this story');
  expect(stdout).not.toMatch(/-{72}\n\S+ violates success-means-mapped/);
});

test('a mistake that violates the claim of a known finding in another way is not that finding', async () => {
  const inFront = text.replace(
    '(void *)part.from, 0',
    '(void *)(part.from - sizeof(struct page)), 0',
  );
  expect(inFront).not.toBe(text);
  const window = '--contract any --memmap-pages 3 --identity-pages 0 --fail-allocs 0'.split(' ');
  const flags = [...window, '--invariants', 'live-memmap-not-zeroed'];
  expect(await findings(folder.write('vmem.c', text), ...flags)).toMatchObject([
    { finding: 'F11', title: 'populating twice zeroes a live struct page (as in linux-5.10)' },
  ]);
  expect(await findings(folder.write('vmem.c', inFront), ...flags)).toMatchObject([
    { finding: null },
  ]);
});
