/** Searches of a user-defined system: in shards, and as walks with a seed store. */
import { expect, test } from 'vitest';
import { rememberingCli } from '../support/remembered-jobs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const lateFlag = 'test/toys/models/late-flag.ts';
const cli = rememberingCli();
const folder = folderForEachTest();

test('two merged shards give the result of one run', async () => {
  const argv = ['check', lateFlag, '--no-files', '--json'];
  const plan = folder.at('plan.jsonl');
  const results = folder.at('results');
  expect((await cli(['plan', '--out', plan, ...argv])).exitCode).toBe(0);
  for (const shard of ['1/2', '2/2']) {
    const run = await cli(['run-jobs', plan, '--shard', shard, '--out', results, '--quiet']);
    expect([run.stderr, run.exitCode]).toEqual(['', 0]);
  }
  const merged = await cli(['merge', results]);
  expect(merged.exitCode).toBe(1);
  const document = JSON.parse(merged.stdout);
  expect(document).toEqual(JSON.parse((await cli(argv)).stdout));
  // Each of two threads is away, looked or inside, in every combination.
  expect([document.states, document.verdict]).toEqual([9, 'violated']);
});

test('walks that found a violation are stored, and run first the next time', async () => {
  const argv = ['sample', lateFlag, '--no-files', '--runs', '3', '--seeds', folder.at('seeds')];
  const first = await cli(argv);
  const second = await cli(argv);
  expect([first.exitCode, second.exitCode]).toEqual([1, 1]);
  expect(second.stdout).not.toBe(first.stdout);
  expect(folder.masked(second.stdout)).toContain(
    'Seeds     DIR/seeds: 1 stored walk replayed first',
  );
});
