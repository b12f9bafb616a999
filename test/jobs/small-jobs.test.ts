/** A small job runs in the thread of the command. */
import { expect, test } from 'vitest';
import type { JobKind } from '../../src/jobs/job.ts';
import { type JobControl, runInThreads } from '../../src/jobs/job-runner.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';

/** A thread with this script ends with an error. */
const noScript = new URL('file:///nowhere/job-thread.js');

/** Counts up to a number; at most to 10 if it is small, and to 5 after an interrupt. */
const counting: JobKind<{ readonly to: number }, number> = {
  name: 'counting',
  run({ to }, { shouldStop }) {
    return shouldStop() ? 5 : to;
  },
  small: ({ to }) => ({
    job: { to: Math.min(to, 10) },
    isWhole: (reached) => reached === to,
  }),
};

const alone: JobControl = {
  subject: vmem,
  now: () => 0,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  isAlone: true,
};

function run(to: number, control: Partial<JobControl>): Promise<number> {
  return runInThreads(noScript)(counting, { to }, { ...alone, ...control });
}

test('no thread starts', async () => {
  expect(await run(10, {})).toBe(10);
});

test.each<[string, number, Partial<JobControl>]>([
  ['the bound of small jobs is reached', 11, {}],
  ['other jobs run at the same time', 10, { isAlone: false }],
  ['it was interrupted', 10, { isInterrupted: () => true }],
  [
    'a step may take any time',
    10,
    { subject: { ...vmem, notReproduced: (what) => new Error(what) } },
  ],
])('a thread starts: %s', async (_, to, control) => {
  await expect(run(to, control)).rejects.toThrow('Cannot find module');
});
