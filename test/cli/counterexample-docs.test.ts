/** docs/COUNTEREXAMPLES.md shows what the programs print, whole. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

const crash = 'corpus/F03-pud-table-not-linked--v2-2.json';
const marks = 'corpus/F02-mark-left-out--linux-5.10.json';
const freed = 'corpus/F06-shared-table-freed--mainline.json';

/** The fenced blocks of one language. */
function examples(language: string): string[] {
  const text = readFileSync('docs/COUNTEREXAMPLES.md', 'utf8');
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return blocks.filter(([, name]) => name === language).map(([, , content]) => content);
}

async function printed(argv: readonly string[]): Promise<string> {
  return (await cli(argv)).stdout;
}

test.each([
  ['text', '', 0, ['show', marks]],
  ['mail', '', 1, ['show', crash, '--format', 'mail']],
  ['explain', '', 2, ['explain', freed]],
  ['mermaid', 'mermaid', 0, ['show', freed, '--format', 'mermaid']],
] as const)('%s', async (_, language, at, argv) => {
  expect(examples(language)[at]).toBe(await printed(argv));
});

test.each([
  ['show', 0, ['show', crash, '--json']],
  ['itf', 1, ['show', crash, '--format', 'itf', '--grain', 'operation']],
  ['explain', 2, ['explain', crash, '--json']],
] as const)('json of %s', async (_, at, argv) => {
  expect(JSON.parse(examples('json')[at])).toEqual(JSON.parse(await printed(argv)));
});
