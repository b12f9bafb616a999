/** Output is identical for any number of processors. */
import { expect, test } from 'vitest';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import { cli } from '../support/fake-io.ts';

const nine = ['--preset', 'standard', '--sections', '1,2'];

const recordings = [
  'base.t5-56-mixed',
  'linux-5.10.qemu-56-basic',
  'linux-5.10.qemu-56-failures',
].map((name) => `test/golden/${name}.jsonl.gz`);

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

/** Commands whose first parts run in this thread, and the rest elsewhere. */
const partly: readonly (readonly string[])[] = [
  ['replay', 'corpus'],
  ['replay', 'corpus', '--revision', 'linux-5.9'],
  ['replay', 'corpus', 'test/golden/linux-5.10.qemu-56-basic.jsonl.gz', 'README.md'],
  ['corpus', 'run', '--expect', 'reproduced'],
  ['corpus', 'run', '--reporter', 'junit'],
  ['conform', ...recordings],
  ['conform', ...recordings, '--source', 'test/c/own-vmem.c'],
  ['bisect', 'corpus/F02-mark-left-out--linux-5.10.json'],
  ['bisect', 'corpus/F02-mark-left-out--linux-5.10.json', '--json'],
];

test.each(partly)('%s %s %s: the same bytes', async (...argv) => {
  let jobs = 0;
  const outcome = async (processors: number) => {
    let time = 0;
    const { exitCode, stdout, stderr } = await cli(argv, {
      processors,
      now: () => (time += 100),
      runJob: async (kind, job, control) => {
        jobs++;
        return structuredClone(await runInThisThread(kind, structuredClone(job), control));
      },
    });
    return { exitCode, stdout, stderr };
  };
  const alone = await outcome(1);
  expect(jobs).toBe(0);
  expect(alone.stdout).not.toBe('');
  expect(await outcome(2)).toEqual(alone);
  expect(await outcome(5)).toEqual(alone);
  expect(jobs).toBeGreaterThan(2);
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
