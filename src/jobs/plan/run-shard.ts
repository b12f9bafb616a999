/** Runs the jobs of a shard and stores each result; stored jobs are not run again. */
import { runAtOnce } from '../at-once.ts';
import type { JobProgress, PlannedKind } from '../job.ts';
import type { JobControl, JobRunner } from '../job-runner.ts';
import type { Plan, PlannedJob } from './plan.ts';
import type { JobEnd, ResultFolder } from './results.ts';
import { plannedKindOf, runPlanned, savedEveryMs } from './run-planned.ts';
import { jobsOfShard, type Shard } from './shard.ts';

export interface ShardRun {
  readonly plan: Plan;
  readonly folder: ResultFolder;
  readonly shard: Shard;
  readonly kinds: readonly PlannedKind<unknown, unknown>[];
  readonly runJob: JobRunner;
  readonly control: Omit<JobControl, 'onProgress'>;
  /** Jobs at a time. */
  readonly atOnce: number;
  /** Time limit of one job. */
  readonly elapsedMsMax: number;
  readonly onEnd: (job: PlannedJob, end: JobEnd) => void;
  readonly onProgress: (job: PlannedJob, progress: JobProgress) => void;
}

export interface ShardOutcome {
  /** Jobs of the shard. */
  readonly count: number;
  /** Jobs of the shard that already had a result. */
  readonly before: number;
  readonly ended: Readonly<Record<JobEnd['kind'], number>>;
  readonly isInterrupted: boolean;
}

export async function runShard(run: ShardRun): Promise<ShardOutcome> {
  const { plan, folder, shard, control, atOnce, onEnd } = run;
  const jobs = jobsOfShard(plan.jobs, shard);
  for (const job of jobs) plannedKindOf(run.kinds, job);
  folder.begin(plan);
  const open = jobs.filter(({ id }) => {
    const end = folder.read(id)?.end;
    return end === undefined || end.kind === 'failed';
  });
  const ended = { answered: 0, undecided: 0, refused: 0, failed: 0 };
  // Longest first, so that no processor waits long for the last one.
  const order = [...open].sort((a, b) => b.cost.states - a.cost.states);
  await runAtOnce(order, atOnce, control.signal, async (job, _, signal) => {
    if (signal.aborted) return;
    const end = await endOf(run, job, signal);
    if (end === null) return;
    folder.write({ id: job.id, plan: plan.id, end });
    ended[end.kind]++;
    onEnd(job, end);
  });
  const before = jobs.length - open.length;
  return { count: jobs.length, before, ended, isInterrupted: control.signal.aborted };
}

/** A job that fails does not stop the others. */
async function endOf(
  { kinds, runJob, control, folder, elapsedMsMax, onProgress }: ShardRun,
  job: PlannedJob,
  signal: AbortSignal,
): Promise<JobEnd | null> {
  const jobControl = {
    ...control,
    signal,
    onProgress: (progress: JobProgress) => onProgress(job, progress),
  };
  const checkpoint = { file: folder.checkpointOf(job.id), everyMs: savedEveryMs };
  try {
    return await runPlanned(job, { kinds, runJob, control: jobControl, elapsedMsMax, checkpoint });
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
