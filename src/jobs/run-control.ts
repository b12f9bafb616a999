/** How a command runs its jobs and reports progress. */
import type { Subject } from '../subject/subject.ts';
import type { JobProgress, JobsListener } from './job.ts';
import type { JobRunner } from './job-runner.ts';

export interface RunProgress extends JobProgress {
  readonly scopeIndex: number;
  readonly scopeCount: number;
}

export interface RunControl {
  readonly subject: Subject;
  readonly runJob: JobRunner;
  readonly now: () => number;
  /** When the command began to read what it checks; absent if it read nothing. */
  readonly startedAt?: number | undefined;
  readonly signal: AbortSignal;
  /** Like the signal, but also during work that does not return to the event loop. */
  readonly isInterrupted?: () => boolean;
  readonly onProgress: (progress: RunProgress) => void;
  /** Given if the jobs are planned, run elsewhere, or answered from files. */
  readonly onJobs?: JobsListener | undefined;
  /** A message for the user before the result. */
  readonly onNotice?: (text: string) => void;
}

/** Limits and reports count the time from here. */
export function startOf({ startedAt, now }: Pick<RunControl, 'startedAt' | 'now'>): number {
  return startedAt ?? now();
}

/** Progress of all running jobs together. */
export interface SeriesProgress extends RunProgress {
  readonly jobsDone: number;
  readonly jobCount: number;
}
