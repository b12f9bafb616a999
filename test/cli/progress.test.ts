/** Progress without a terminal: a line every few seconds of the injected clock. */
import { expect, test } from 'vitest';
import type { JobRunner } from '../../src/jobs/job-runner.ts';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import { cli } from '../support/fake-io.ts';

/** Reports progress at these milliseconds, then searches. */
function reportingAt(times: readonly number[], clock: { now: number }): JobRunner {
  return (kind, job, control) => {
    for (const elapsedMs of times) {
      clock.now = elapsedMs;
      control.onProgress({
        depth: 3,
        stateCount: 1000 * elapsedMs,
        transitionCount: 0,
        frontierCount: 7,
        memoryBytes: 0,
        elapsedMs,
        walkCount: elapsedMs,
      });
    }
    return runInThisThread(kind, job, control);
  };
}

async function progressLines(argv: readonly string[]): Promise<string[]> {
  const clock = { now: 0 };
  const runJob = reportingAt([100, 4999, 5000, 6000, 10_000], clock);
  const { stderr } = await cli(argv, { runJob, now: () => clock.now });
  return stderr.split('\n').filter((line) => /frontier|walks/.test(line));
}

const argv = ['check', '--no-files', '--invariants', 'freed-once'];

test('a line every five seconds', async () => {
  expect(await progressLines(argv)).toEqual([
    'tablewalk: 5,000,000 states, 1,000,000/s, frontier 7, depth 3',
    'tablewalk: 10,000,000 states, 1,000,000/s, frontier 7, depth 3',
  ]);
});

test('several scopes: shows which one is running', async () => {
  const [first] = await progressLines([...argv, '--preset', 'levels']);
  expect(first).toMatch(/^tablewalk: scope 1 of 3: /);
});

test('random walks: shows the percentage', async () => {
  const [first] = await progressLines(['sample', '--runs', '10', '--no-files']);
  expect(first).toBe('tablewalk: 5,000 of 10 walks, 0 operations, 0/s');
});

test('--quiet prints nothing', async () => {
  expect(await progressLines([...argv, '--quiet'])).toEqual([]);
});
