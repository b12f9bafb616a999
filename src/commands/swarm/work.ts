/** A worker of a swarm: takes jobs one after the other until all are done. */
import { join } from 'node:path';
import { type Job, WaitingError, Worker } from 'bullmq';
import type { JobProgress, PlannedKind } from '../../jobs/job.ts';
import type { JobRunner } from '../../jobs/job-runner.ts';
import type { Plan, PlannedJob } from '../../jobs/plan/plan.ts';
import { storedText } from '../../jobs/plan/results.ts';
import { plannedKindOf, runPlanned } from '../../jobs/plan/run-planned.ts';
import type { Subject } from '../../subject/subject.ts';
import { connection, type JobReport, keyOf, queueName, type Swarm } from './queue.ts';

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
  readonly onDone: (job: PlannedJob, done: number) => void;
  readonly onError: (text: string) => void;
}

const pollMs = 500;
const reportEveryMs = 1_000;
/** A job that kills its worker each time is given up. */
const stalledMost = 10;

/** Number of jobs that this worker has done. */
export async function workInSwarm(work: SwarmWork): Promise<number> {
  const { swarm, plan, signal, concurrency, stalledMs, onError, onDone } = work;
  const { redis, prefix } = swarm.address;
  for (const job of plan.jobs) plannedKindOf(work.kinds, job);
  const jobs = new Map(plan.jobs.map((job) => [keyOf(job.id), job]));
  const own = connection(redis, onError);
  let done = 0;
  const worker = new Worker(
    queueName,
    async (job: Job, token?: string) => {
      const planned = jobs.get(job.id ?? '');
      if (planned === undefined) throw new Error('the job is not in the plan');
      const result = await run(work, planned, job);
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
      maxStalledCount: stalledMost,
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
    while (!signal.aborted && !(await swarm.isFinished(plan))) await pause(signal);
  } finally {
    await worker.close();
    own.disconnect();
  }
  return done;
}

/** Null if it was interrupted. */
async function run(
  { plan, kinds, subject, runJob, now, signal, elapsedMsMax, checkpoints }: SwarmWork,
  planned: PlannedJob,
  job: Job,
): Promise<string | null> {
  let toldAt = now();
  const onProgress = ({ stateCount, transitionCount, elapsedMs }: JobProgress): void => {
    if (now() - toldAt < reportEveryMs) return;
    toldAt = now();
    const states = Math.max(stateCount, stateCount === 0 ? transitionCount : 0);
    const report: JobReport = { states, statesPerSecond: (1000 * states) / Math.max(1, elapsedMs) };
    // A lost report is followed by another one.
    job.updateProgress(report).catch(() => undefined);
  };
  const end = await runPlanned(planned, {
    kinds,
    runJob,
    control: { subject, now, signal, onProgress },
    elapsedMsMax,
    checkpoint: checkpoints === null ? null : join(checkpoints, `${planned.id}.checkpoint`),
  });
  return end === null ? null : storedText({ id: planned.id, plan: plan.id, end });
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pollMs);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
