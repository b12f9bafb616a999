/**
 * check --swarm: confirmed violations, never "holds", and the same output for any number of workers
 * and machines.
 */
import { expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();
const swarm = ['check', '--sections', '1,2', '--swarm', '3', '--max-states', '3000', '--no-files'];

test('violations are confirmed, and everything else is undecided', async () => {
  const { exitCode, stdout } = await cli([...swarm, '--json']);
  const document = JSON.parse(stdout);
  expect([exitCode, document.verdict]).toEqual([1, 'violated']);
  const verdicts = document.invariants.map((one: { verdict: string }) => one.verdict);
  expect(new Set(verdicts)).toEqual(new Set(['violated', 'undecided']));
  expect(document.limit).toEqual({ kind: 'swarm', value: 3 });
  const [covered] = document.swarm;
  expect(covered.gains).toHaveLength(3);
  const whole = await cli(['check', '--sections', '1,2', '--no-files', '--json']);
  const { states } = JSON.parse(whole.stdout);
  expect(Math.abs(covered.states - states)).toBeLessThanOrEqual(0.05 * states);
});

test('repaired code is undecided: a swarm proves nothing', async () => {
  const { exitCode, stdout } = await cli([...swarm, '--revision', 'repaired', '--json']);
  const { verdict, closed, invariants } = JSON.parse(stdout);
  expect([exitCode, verdict, closed]).toEqual([3, 'undecided', false]);
  const verdicts: string[] = invariants.map((one: { verdict: string }) => one.verdict);
  expect(verdicts).not.toContain('holds');
});

test('with threads, states cannot be compared', async () => {
  const threads = ['--geometry', 'tiny3', '--threads', 'hotplug,dcss'];
  const { stdout } = await cli([...swarm, ...threads]);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'states of two searches cannot be compared here',
  );
});

test('the output does not depend on the number of workers or machines, only on the seed', async () => {
  const alone = await cli(swarm);
  const both = await cli(swarm, { processors: 2 });
  expect(both.stdout).toBe(alone.stdout);
  for (const part of ['1/2', '2/2']) {
    await cli([...swarm, '--shard', part, '--results', folder.at('results')]);
  }
  const merged = await cli(['merge', folder.at('results')]);
  expect([merged.exitCode, merged.stdout]).toEqual([alone.exitCode, alone.stdout]);
  const other = await cli([...swarm, '--swarm-seed', 'other', '--json']);
  const same = await cli([...swarm, '--json']);
  expect(JSON.parse(other.stdout).transitions).not.toBe(JSON.parse(same.stdout).transitions);
});

test('merge counts searches that found the same story', async () => {
  const argv = ['check', '--sections', '1', '--swarm', '4', '--no-files'];
  await cli([...argv, '--shard', '1/1', '--results', folder.at('results')]);
  const merged = await cli(['merge', folder.at('results')]);
  expect(merged.stderr).toContain(
    'tablewalk: 12 counterexamples in the results: 3 stories, 9 duplicates\n',
  );
  const quiet = await cli(['merge', folder.at('results'), '--quiet']);
  expect(quiet.stderr).toBe('');
});
