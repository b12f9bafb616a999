/**
 * tablewalk diff with C sources: the shortest sequence of calls after which two sources, or a
 * revision and a source, differ.
 */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { ownText } from '../support/own-history.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const own = 'test/c/own-vmem.c';

/** The source with a bug: it frees a block that is partly in use. */
function sooner(): string {
  const place = 'if (!job.identity && leave_block(part)) {';
  expect(ownText.split(place)).toHaveLength(2);
  return folder.write(
    'sooner.c',
    ownText.replace(place, 'if (!job.identity && (leave_block(part) || true)) {'),
  );
}

test('two sources: an add, then a failing add that frees the block of its neighbour', async () => {
  const { exitCode, stdout } = await cli(['diff', own, sooner(), '--quiet']);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(
    'DIFFERENT: own-vmem.c@ec96d814bad3 and sooner.c@61928b956e43 differ\nafter 2 operations\n\n 1. add section 3: ok\n 2. add section 2 (allocation 1 fails)\n',
  );
  expect(stdout).toContain(
    [
      '       scan 0x90000 +16384: not all 0xFD, at sooner.c:99 leave_block()',
      '       free block b1, at sooner.c:54 give_back()',
      '',
    ].join('\n'),
  );
});

test('a revision and a source, in JSON', async () => {
  const small = ['--sections', '2', '--ops', '2', '--fail-allocs', '0'];
  const { exitCode, stdout } = await cli([
    'diff',
    'linux-5.10',
    own,
    ...small,
    '--json',
    '--quiet',
  ]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'same',
    a: 'linux-5.10',
    b: 'own-vmem.c@ec96d814bad3',
  });
});

test('a revision takes precedence over a file of the same name; any other name is refused', async () => {
  const messages: string[] = [];
  for (const [a, b, ...rest] of [
    ['linux-5.11', own],
    [own, 'nothing.c'],
    ['src/c', own],
    ['base', 'v2-1', '--with', own],
  ]) {
    const { exitCode, stderr } = await cli(['diff', a, b, ...rest]);
    expect(exitCode).toBe(2);
    messages.push(stderr);
  }
  expect(messages.join('')).toMatchInlineSnapshot(`
    "tablewalk: error: revision a is "linux-5.11"; it must be one of the 30 that tablewalk list revisions lists; did you mean linux-5.10?
    tablewalk: error: nothing.c: no such file or directory
    tablewalk: error: src/c/arch/s390/mm/vmem.c: no such file or directory
    tablewalk: error: --with is given without a C source: it adds helpers to a source
    "
  `);
});

test('unsupported code is refused with its line', async () => {
  const file = folder.write(
    'broken.c',
    ownText.replace('unsigned long rest;', 'unsigned long rest = (;'),
  );
  const { exitCode, stderr } = await cli(['diff', 'linux-5.10', file]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('broken.c:61:2: in fill_rest(): this is not understood as C');
});
