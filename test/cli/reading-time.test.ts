/** The time to read a C source counts towards --time-limit. */
import { expect, test } from 'vitest';
import { type JobRunner, runInThisThread } from '../../src/jobs/job-runner.ts';
import { cli } from '../support/fake-io.ts';

const own = 'test/c/own-vmem.c';

test.each([
  ['a source', ['--source', own], 990],
  ['a revision', [], 999],
])('check of %s', async (_name, source, most) => {
  let time = 0;
  let left = Infinity;
  const runJob: JobRunner = (kind, job, control) => {
    left = Math.min(left, Object(job).limits.elapsedMsMax / 1000);
    return runInThisThread(kind, job, control);
  };
  const argv = ['check', '--sections', '2', '--fail-allocs', '0', '--no-files', '--quiet'];
  // The clock advances by a second at each call; reading a source calls it about a hundred times.
  const now = (): number => (time += 1000);
  await cli([...argv, ...source, '--time-limit', '1000s'], { now, runJob });
  expect(left).toBeLessThanOrEqual(most);
  expect(left).toBeGreaterThan(most - 200);
});

test('a limit that is reached while the source is read', async () => {
  let time = 0;
  const argv = ['diff', 'linux-5.10', own, '--time-limit', '5s'];
  const { exitCode, stderr } = await cli(argv, { now: () => (time += 1000) });
  expect(exitCode).toBe(3);
  expect(stderr).toContain('stopped by the time limit (5 s); nothing was finished');
});
