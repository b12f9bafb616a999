/** Failures of fast-check in a seed store: stored, replayed first, reported when they pass. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertStored } from '../../src/api/fast-check.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

test('a failure is stored, replayed first, and reported once it passes; it stays in the store', async () => {
  const seeds = folder.at('some.seeds');
  const property = (limit: number) => fc.property(fc.nat(1000), (value) => value < limit);
  const runs = { seeds, name: 'stays small', seed: 7 };
  await expect(assertStored(property(500), runs)).rejects.toThrow('Property failed after');
  const [line] = readFileSync(seeds, 'utf8')
    .split('\n')
    .filter((one) => /^fast/.test(one));
  expect(line).toMatch(/^fast-check-4\/1 7 \d+(:\d+)* 0 stays%20small$/);
  // One run with another seed would pass; the stored seed fails, with the same minimal value.
  const again = { ...runs, seed: 3, numRuns: 1 };
  await expect(assertStored(property(500), again)).rejects.toThrow('Counterexample: [500]');
  const passed = await assertStored(property(1001), again);
  expect(passed).toEqual({ taken: 1, lost: [line], otherGenerators: [] });
  expect(readFileSync(seeds, 'utf8')).toContain(line);
});

test('an async property, and unknown options', async () => {
  const property = fc.asyncProperty(fc.nat(), async (value) => value >= 0);
  const runs = { seeds: folder.at('some.seeds'), name: 'fine' };
  expect(await assertStored(property, runs)).toEqual({ taken: 0, lost: [], otherGenerators: [] });
  const wrong = { ...runs, path: '1' };
  await expect(assertStored(property, wrong)).rejects.toThrow('runs has unknown field "path"');
});
