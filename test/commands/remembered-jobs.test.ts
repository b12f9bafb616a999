/** The caching runner: tests that need the same search share it. */
import { expect, test } from 'vitest';
import type { JobRunner } from '../../src/jobs/job-runner.ts';
import { cli } from '../support/fake-io.ts';
import { rememberedJobs } from '../support/remembered-jobs.ts';

const argv = ['check', '--sections', '1', '--fail-allocs', '0', '--no-files', '--json'];

test('an equal job gets the cached answer; a job that differs in one limit does not', async () => {
  const remembered = rememberedJobs();
  const answers: unknown[] = [];
  const runJob: JobRunner = async (kind, job, control) => {
    const answer = await remembered(kind, job, control);
    answers.push(answer);
    return answer;
  };
  const first = await cli(argv, { runJob });
  expect(await cli(argv, { runJob })).toEqual(first);
  const { exitCode } = await cli([...argv, '--max-states', '2'], { runJob });
  expect(exitCode).toBe(3);
  expect(answers[1]).toBe(answers[0]);
  expect(answers.at(-1)).not.toBe(answers[0]);
});

test('a stopped job is not cached', async () => {
  const runJob = rememberedJobs();
  const stopped = await cli(argv, { runJob, interrupts: 1 });
  const whole = await cli(argv, { runJob });
  expect([stopped.exitCode, whole.exitCode]).toEqual([130, 0]);
});
