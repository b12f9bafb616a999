/** Searches of a system that a user defines: planned and run in shards, and walks with a store of seeds. */
import { expect, test } from 'vitest';
import { rememberingCli } from '../support/remembered-jobs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const lateFlag = 'test/toys/models/late-flag.ts';
const cli = rememberingCli();
const folder = folderForEachTest();

test('planned, run in two shards and merged, it is the run of one machine', async () => {
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
  // Both threads are away, looked or inside, in each combination.
  expect([document.states, document.verdict]).toEqual([9, 'violated']);
});

test('walks that found something are stored, and taken first the next time', async () => {
  const argv = ['sample', lateFlag, '--no-files', '--runs', '3', '--seeds', folder.at('seeds')];
  const first = await cli(argv);
  const second = await cli(argv);
  expect([first.exitCode, second.exitCode]).toEqual([1, 1]);
  expect(second.stdout).not.toBe(first.stdout);
  expect(folder.masked(second.stdout)).toContain(
    'Seeds     DIR/seeds: 1 stored walk replayed first',
  );
});
