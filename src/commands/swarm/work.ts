/** A worker of a swarm: takes jobs one after the other until all are done. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Job, WaitingError, Worker } from 'bullmq';
import { savedStatesOf } from '../../checkpoint/resumed.ts';
import { InputError, unlessRefused } from '../../errors.ts';
import type { JobProgress, PlannedKind } from '../../jobs/job.ts';
import type { JobRunner } from '../../jobs/job-runner.ts';
import type { Plan, PlannedJob } from '../../jobs/plan/plan.ts';
import { storedText } from '../../jobs/plan/results.ts';
import { plannedKindOf, runPlanned } from '../../jobs/plan/run-planned.ts';
import type { Subject } from '../../subject/subject.ts';
import { connection, type JobReport, keyOf, queueName, type Swarm, tries } from './queue.ts';

export interface SwarmWork {
  readonly swarm: Swarm;
  readonly plan: Plan;
  readonly kinds: readonly PlannedKind<unknown, unknown>[];
  readonly subject: Subject;
  readonly runJob: JobRunner;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Jobs at a time. */
  readonly concurrency: number;
  /** Time limit of one job. */
  readonly elapsedMsMax: number;
  /** After this silence of a worker, its job is given to another one. */
  readonly stalledMs: number;
  /** A folder that all workers see; null if there is none. */
  readonly checkpoints: string | null;
  /** Between two saves of a long search. */
  readonly savedEveryMs: number;
  readonly onDone: (job: PlannedJob, done: number) => void;
  /** Another worker has saved the job. */
  readonly onResume: (job: PlannedJob, states: number) => void;
  readonly onError: (text: string) => void;
}

const pollMs = 500;
const reportEveryMs = 1_000;

/** Number of jobs that this worker has done. */
export async function workInSwarm(work: SwarmWork): Promise<number> {
  const { swarm, plan, signal: interrupt, concurrency, stalledMs, onError, onDone } = work;
  const { redis, prefix } = swarm.address;
  for (const job of plan.jobs) plannedKindOf(work.kinds, job);
  const jobs = new Map(plan.jobs.map((job) => [keyOf(job.id), job]));
  const replaced = new AbortController();
  const signal = AbortSignal.any([interrupt, replaced.signal]);
  const own = connection(redis, onError);
  let done = 0;
  const worker = new Worker(
    queueName,
    async (job: Job, token?: string) => {
      const planned = jobs.get(job.id ?? '');
      if (planned === undefined && !(await swarm.hasAnother(plan))) {
        throw new Error('the job is not in the plan');
      }
      const result = planned === undefined ? null : await run({ ...work, signal }, planned, job);
      if (result !== null) return result;
      // Another worker takes the job, and this try does not count.
      await job.moveToWait(token);
      throw new WaitingError();
    },
    {
      connection: own,
      prefix,
      concurrency,
      lockDuration: stalledMs,
      stalledInterval: stalledMs,
      // A job that ends its worker each time is given up.
      maxStalledCount: tries - 1,
      // By default it blocks for five seconds, which would delay the end of a worker.
      drainDelay: 1,
    },
  );
  worker.on('error', (error) => onError(error.message));
  worker.on('completed', (job) => {
    const planned = jobs.get(job.id ?? '');
    if (planned !== undefined) onDone(planned, ++done);
  });
  try {
    while (!signal.aborted) {
      if (await swarm.hasAnother(plan)) {
        replaced.abort();
        throw new InputError('another plan was started: start the worker again to work on it');
      }
      if (await swarm.isFinished(plan)) break;
      await pause(signal);
    }
  } finally {
    await worker.close();
    own.disconnect();
  }
  return done;
}

/** Null if it was interrupted. */
async function run(work: SwarmWork, planned: PlannedJob, job: Job): Promise<string | null> {
  const { plan, kinds, subject, runJob, now, signal, elapsedMsMax, checkpoints } = work;
  const file = checkpoints === null ? null : join(checkpoints, `${planned.id}.checkpoint`);
  const savedBefore = savedAt(file);
  const saved = file === null || savedBefore === null ? null : statesIn(file);
  if (saved !== null) work.onResume(planned, saved);
  let isSaved = false;
  let toldAt = now();
  const onProgress = ({ stateCount, transitionCount, elapsedMs }: JobProgress): void => {
    if (now() - toldAt < reportEveryMs) return;
    toldAt = now();
    const states = Math.max(stateCount, stateCount === 0 ? transitionCount : 0);
    const report: JobReport = { states, statesPerSecond: (1000 * states) / Math.max(1, elapsedMs) };
    // A lost report is followed by another one.
    job.updateProgress(report).catch(() => undefined);
    if (isSaved || savedAt(file) === savedBefore) return;
    isSaved = true;
    work.swarm.forgetStalls(planned).catch(() => undefined);
  };
  const end = await runPlanned(planned, {
    kinds,
    runJob,
    control: { subject, now, signal, onProgress },
    elapsedMsMax,
    checkpoint: file === null ? null : { file, everyMs: work.savedEveryMs },
  });
  return end === null ? null : storedText({ id: planned.id, plan: plan.id, end });
}

/** Null if there is no such file. */
function savedAt(file: string | null): number | null {
  if (file === null) return null;
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** Null for a file that is not a whole checkpoint: then the search starts again. */
function statesIn(file: string): number | null {
  return unlessRefused(
    () => savedStatesOf(file),
    () => null,
  );
}

/** Ends early when the worker is to stop. */
async function pause(signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(pollMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
