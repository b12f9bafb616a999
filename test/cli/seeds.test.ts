/**
 * Seed stores on the command line: seeds are stored, run first, reported if they find nothing, and
 * replayed unshrunk.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addSeeds, readSeedStore } from '../../src/commands/sample/seed-store.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const claim = 'success-means-mapped';
/** Seed 20200722 violates the claim in its first walks. */
const question = ['sample', '--invariants', claim, '--seed', '20200722', '--runs', '50', '--quiet'];

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

async function sampled(...more: string[]) {
  const { exitCode, stdout } = await cli([
    ...question,
    '--out',
    folder.at('out'),
    '--json',
    ...more,
  ]);
  return { exitCode, json: JSON.parse(stdout) };
}

test('a file records the walk that found it, and replay --from-seed repeats it unshrunk', async () => {
  await sampled();
  const file = join(folder.at('out'), readdirSync(folder.at('out'))[0]);
  const { found, operations } = readJson(file);
  expect(found).toMatchObject({ generator: 'walk/1', seed: '20200722' });
  expect(found.operations).toBe(found.transitions);
  expect(operations.length).toBeLessThanOrEqual(found.operations);
  const replayed = await cli(['replay', '--from-seed', file]);
  expect(replayed.exitCode).toBe(0);
  expect(replayed.stdout.replaceAll('\n', ' ')).toContain(
    `linux-5.10 violates ${claim} in operation ${found.operations} of ${found.operations}`,
  );
  const repaired = await cli(['replay', file, '--from-seed', '--revision', 'repaired', '--json']);
  expect(repaired.exitCode).toBe(5);
  expect(JSON.parse(repaired.stdout).results[0].outcome).not.toBe('reproduced');
});

test('a seed of another generator and a file without a seed are rejected by name', async () => {
  await sampled();
  const file = join(folder.at('out'), readdirSync(folder.at('out'))[0]);
  const json = readJson(file);
  writeFileSync(file, JSON.stringify({ ...json, found: { ...json.found, generator: 'walk/0' } }));
  const other = await cli(['replay', '--from-seed', file]);
  expect(other.exitCode).toBe(5);
  expect(other.stdout.replaceAll(/\s+/g, ' ')).toContain(
    'the seed is from generator walk/0; this version has walk/1, which draws another walk',
  );
  const { found: _, ...older } = json;
  writeFileSync(file, JSON.stringify(older));
  expect((await cli(['replay', file])).exitCode).toBe(0);
  const without = await cli(['replay', '--from-seed', file]);
  expect(without.exitCode).toBe(2);
  expect(without.stderr).toContain(
    'found is missing: the file does not record the seed that found it',
  );
});

test('seeds that found a violation are kept and run first the next time; none is added twice', async () => {
  const store = folder.at('store.seeds');
  const first = await sampled('--seeds', store);
  expect(first.exitCode).toBe(1);
  expect(first.json.seeds).toMatchObject({ taken: 0, lost: [], otherScopes: 0 });
  const [line, ...others] = linesOf(store);
  expect(others).toEqual([]);
  expect(first.json.seeds.added).toEqual([line]);
  expect(line).toMatch(/^walk\/1 20200722 \d+ \d+ success-means-mapped --revision linux-5\.10$/);
  // With another seed and a single walk of one operation, only the store can find the violation.
  const argv = ['sample', '--invariants', claim, '--quiet', '--no-files', '--json'];
  const again = [...argv, '--seeds', store, '--seed', 'none', '--runs', '1', '--depth', '1'];
  const { stdout } = await cli(again);
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'violated',
    seeds: { taken: 1, added: [], lost: [] },
  });
  expect(linesOf(store)).toEqual([line]);
});

test('seeds that find nothing are reported and kept; comments, other scopes and generators are kept', async () => {
  const content = [
    '# found by hand',
    `walk/1 x 7 1 ${claim} --revision linux-5.10`,
    `walk/0 20200722 3 9 ${claim} --revision linux-5.10`,
    `walk/1 20200722 3 9 ${claim} --revision linux-5.10 --ops 3`,
    `walk/1 y 7 1 ${claim} --revision repaired`,
    'fast-check-4/1 7 0:1 0 some%20name',
  ].join('\n');
  const store = folder.write('store.seeds', content);
  const { json } = await sampled('--seeds', store, '--revision', 'repaired');
  expect(json.seeds).toEqual({
    path: store,
    taken: 2,
    lost: [`walk/1 y 7 1 ${claim} --revision repaired`],
    otherGenerators: [`walk/0 20200722 3 9 ${claim} --revision linux-5.10`],
    otherScopes: 1,
    added: [],
  });
  expect(readFileSync(store, 'utf8')).toBe(content);
});

test('a directory contains a file for each revision', async () => {
  const store = `${folder.at('seeds')}/`;
  await sampled('--seeds', store);
  expect(readdirSync(store)).toEqual(['linux-5.10.seeds']);
  expect(readSeedStore(store).seeds).toHaveLength(1);
});

test('an unterminated last line is not joined with the next one', () => {
  const path = folder.write('store.seeds', 'walk/1 a 1 1 freed-once');
  const seed = { generator: 'walk/1', seed: 'b c', at: '2', length: 3, claim: 'd', scope: '' };
  addSeeds(readSeedStore(path), 'x', [seed]);
  expect(readFileSync(path, 'utf8')).toBe('walk/1 a 1 1 freed-once\nwalk/1 b%20c 2 3 d\n');
  expect(readSeedStore(path).seeds[1]).toEqual(seed);
});

test('invalid stores are refused before the search', async () => {
  const errors = [
    folder.write('a.seeds', 'walk/1 1\n'),
    folder.write('b.seeds', '\nwalk 1 2 3 freed-once\n'),
    folder.write('c.seeds', 'walk/1 %zz 2 3 freed-once\n'),
    '/dev/null',
    '/proc/none/here',
  ].map(async (path) => {
    const { exitCode, stderr } = await cli([...question, '--seeds', path]);
    return `${exitCode} ${folder.masked(stderr)}`;
  });
  expect(await Promise.all(errors)).toMatchInlineSnapshot(`
    [
      "2 tablewalk: error: DIR/a.seeds:1: the line is "walk/1 1"; it must be "generator seed number length claim scope", for example "walk/1 20200722 17 12 freed-once --revision linux-5.10"
    ",
      "2 tablewalk: error: DIR/b.seeds:2: the line is "walk 1 2 3 freed-once"; it must be "generator seed number length claim scope", for example "walk/1 20200722 17 12 freed-once --revision linux-5.10"
    ",
      "2 tablewalk: error: DIR/c.seeds:1: a word of the line has a % that does not start an escape
    ",
      "2 tablewalk: error: /dev/null: is neither a regular file nor a directory
    ",
      "2 tablewalk: error: the store of seeds is "/proc/none/here"; it cannot be created there
    ",
    ]
  `);
});
