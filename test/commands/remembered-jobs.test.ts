/** The runner that tests use to search once what several of them need. */
import { expect, test } from 'vitest';
import type { JobRunner } from '../../src/jobs/job-runner.ts';
import { cli } from '../support/fake-io.ts';
import { rememberedJobs } from '../support/remembered-jobs.ts';

const argv = ['check', '--sections', '1', '--fail-allocs', '0', '--no-files', '--json'];

test('an equal job has the answer of the first; a job that differs in one limit has its own', async () => {
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

test('a job that is stopped is searched again', async () => {
  const runJob = rememberedJobs();
  const stopped = await cli(argv, { runJob, interrupts: 1 });
  const whole = await cli(argv, { runJob });
  expect([stopped.exitCode, whole.exitCode]).toEqual([130, 0]);
});
