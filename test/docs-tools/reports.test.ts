/**
 * The reports for the maintainers' list: plain text of 72 columns, with stories as printed by the
 * program.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printed } from '../support/fake-io.ts';

const folder = join('docs', 'reports');
/** The file in corpus/ that each page describes. */
const stories: Readonly<Record<string, string>> = {
  'F01.txt': 'F01-lost-error-code-no-edat--linux-5.10.json',
  'F02.txt': 'F02-mark-left-out-recycled--linux-5.10.json',
  'F26.txt': 'F26-failed-split--linux-7.2.json',
};

test('each report exists', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(stories));
});

test.each(Object.entries(stories))('%s', async (report, file) => {
  const text = readFileSync(join(folder, report), 'utf8');
  expect(text.split('\n').filter((line) => line.length > 72 || /[^ -~]/.test(line))).toEqual([]);
  for (const part of ['Subject: ', '\nSince when: ', '\nWho reaches it:', '\nProposed change']) {
    expect(text).toContain(part);
  }
  expect(text).toContain(`${storyIn(await printed('show', join('corpus', file)))}\n\n`);
});

/** The text from the first operation to the number of steps. */
function storyIn(shown: string): string {
  return /\n( 1\. [\s\S]*?steps shown[^)]*\))/.exec(shown)?.[1] ?? 'no story';
}
