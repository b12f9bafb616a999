/** Seeded random mistakes in a C source: each result is either rejected or searched. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { mutatedText } from '../support/mutated-text.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const text = readFileSync('test/c/own-vmem.c', 'utf8');
const few = ['--sections', '1', '--max-states', '50', '--no-files', '--quiet'];

test('60 of them', async () => {
  for (let seed = 0; seed < 60; seed++) {
    folder.write('vmem.c', mutatedText(text, seed));
    const file = folder.at('vmem.c');
    const read = await cli(['source', file]);
    expect([seed, read.stderr, read.exitCode]).toEqual([
      seed,
      read.stderr,
      expect.toBeOneOf([0, 2]),
    ]);
    if (read.exitCode !== 0) continue;
    const { exitCode, stderr } = await cli(['check', '--source', file, ...few]);
    // Holds, violated, refused because the model has no answer, undecided.
    expect([seed, stderr, exitCode]).toEqual([seed, stderr, expect.toBeOneOf([0, 1, 2, 3])]);
  }
});
