/** Output is identical for any number of processors. */
import { expect, test } from 'vitest';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import { cli } from '../support/fake-io.ts';

const nine = ['--preset', 'standard', '--sections', '1,2'];

const commands: readonly (readonly string[])[] = [
  ['check', ...nine, '--no-files', '--fail-allocs', '0'],
  ['check', ...nine, '--no-files', '--stop-at-first'],
  ['check', '--sections', '1,2', '--swarm', '3', '--max-states', '3000', '--no-files'],
  ['size', ...nine, '--max-states', '300'],
  ['size', '--sections', '1,2', '--max-states', '50'],
  ['claims', '--only', 'mutex,fallback,identity-freed'],
  ['diff', 'v1-9', 'v2-9', ...nine],
  ['diff', 'linux-5.9', 'linux-5.10', ...nine, '--fail-allocs', '0', '--fresh', 'zero'],
  ['diff', 'v2-8', 'v2-9', ...nine, '--fail-allocs', '0', '--fresh', 'zero'],
  ['series', 'v2', '--revisions', 'v2-9', '--invariants', 'freed-once', '--max-states', '5'],
  ['sample', '--runs', '2100', '--no-shrink', '--no-files'],
  ['mutate', '--mutants', 'drop-flush,no-mutex', '--max-states', '100'],
];

test.each(commands)('%s %s %s', async (...argv) => {
  const reported = async (processors: number) => {
    const { exitCode, stdout } = await cli([...argv, '--json'], { processors });
    return [exitCode, withoutTimes(JSON.parse(stdout))];
  };
  const alone = await reported(1);
  expect(await reported(2)).toEqual(alone);
  expect(await reported(4)).toEqual(alone);
});

const times = ['seconds', 'searchSeconds', 'statesPerSecond', 'elapsedMs'];

function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !times.includes(name));
  return Object.fromEntries(kept.map(([name, held]) => [name, withoutTimes(held)]));
}

test('diff: when a shorter difference is found, the comparison of a later scope ends and is repeated', async () => {
  const argv = ['diff', 'v1-9', 'v2-9', ...nine, '--json'];
  const alone = await cli(argv, { processors: 1 });
  // Later scopes are answered first: without a bound, or as if the search had been too deep.
  let started = 0;
  let answerFirst: () => void = () => undefined;
  const others = new Promise<void>((resolve) => {
    answerFirst = resolve;
  });
  const late = await cli(argv, {
    processors: 9,
    runJob: async (kind, job, control) => {
      const index = started++;
      if (index === 0) await others;
      else if (index === 8) answerFirst();
      return runInThisThread(kind, job, control);
    },
  });
  expect(withoutTimes(JSON.parse(late.stdout))).toEqual(withoutTimes(JSON.parse(alone.stdout)));
  expect(started).toBeGreaterThan(9);
});
