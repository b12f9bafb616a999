/** A job runner that caches answers, so that tests of a file can share searches. */

import { serialize } from 'node:v8';
import type { CheckpointJob } from '../../src/checkpoint/search.ts';
import type { JobKind } from '../../src/jobs/job.ts';
import { type JobControl, type JobRunner, runInThisThread } from '../../src/jobs/job-runner.ts';
import { cli } from './fake-io.ts';

/**
 * Runs a job once, in this thread, and returns the cached answer for each equal job. Jobs that read
 * or write checkpoints, were stopped, failed or printed a notice are not cached. A cached job reports
 * no progress. Not suitable for tests that compare two runs of the same command or that move the
 * clock.
 */
export function rememberedJobs(): JobRunner {
  const answers = new Map<string, Promise<unknown>>();
  return <Job, Answer>(kind: JobKind<Job, Answer>, job: Job, control: JobControl) => {
    if (control.signal.aborted || usesFiles(job as CheckpointJob))
      return runInThisThread(kind, job, control);
    const key = keyOf([kind.name, job]);
    const known = answers.get(key);
    if (known !== undefined) return known as Promise<Answer>;
    let isWhole = true;
    const running = runInThisThread(kind, job, {
      ...control,
      onNotice: (text) => {
        isWhole = false;
        control.onNotice?.(text);
      },
    }).finally(() => {
      if (!isWhole || control.signal.aborted) answers.delete(key);
    });
    answers.set(key, running);
    running.catch(() => answers.delete(key));
    return running;
  };
}

/** The command line in this process, with its own caching runner. */
export function rememberingCli(): typeof cli {
  const runJob = rememberedJobs();
  return (argv, options) => cli(argv, { runJob, ...options });
}

function usesFiles(job: CheckpointJob): boolean {
  return job.checkpoint !== undefined || job.resume !== undefined;
}

/** Not JSON, which turns `Infinity` into `null`. */
function keyOf(job: unknown): string {
  return serialize(job).toString('latin1');
}
