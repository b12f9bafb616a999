/** The progress of a series: the sum over its jobs. */

import type { JobProgress } from '../../jobs/job.ts';
import type { SeriesProgress } from '../../jobs/run-control.ts';
import type { SweepAnswer } from './job.ts';

/** The listener, and the interval. */
export interface ProgressControl {
  readonly now: () => number;
  readonly onProgress: (progress: SeriesProgress) => void;
}

/** Adds up the progress of running jobs. */
export class ProgressSum {
  private readonly states: number[];
  private readonly transitions: number[];
  private readonly control: ProgressControl;
  private readonly startedAt: number;
  private jobsDone = 0;

  constructor(jobCount: number, control: ProgressControl, startedAt: number) {
    this.states = new Array<number>(jobCount).fill(0);
    this.transitions = new Array<number>(jobCount).fill(0);
    this.control = control;
    this.startedAt = startedAt;
  }

  of(at: number): (progress: JobProgress) => void {
    return (progress) => {
      this.states[at] = progress.stateCount;
      this.transitions[at] = progress.transitionCount;
      this.report(progress);
    };
  }

  finish(at: number, { scopes }: SweepAnswer): void {
    this.jobsDone++;
    this.states[at] = scopes.reduce((sum, { stateCount }) => sum + stateCount, 0);
    this.transitions[at] = scopes.reduce((sum, scope) => sum + scope.transitionCount, 0);
    this.report({ depth: 0, frontierCount: 0, memoryBytes: 0 });
  }

  private report({
    depth,
    frontierCount,
    memoryBytes,
  }: Pick<JobProgress, 'depth' | 'frontierCount' | 'memoryBytes'>): void {
    this.control.onProgress({
      depth,
      frontierCount,
      memoryBytes,
      stateCount: this.states.reduce((sum, count) => sum + count, 0),
      transitionCount: this.transitions.reduce((sum, count) => sum + count, 0),
      elapsedMs: this.control.now() - this.startedAt,
      walkCount: 0,
      scopeIndex: this.jobsDone,
      scopeCount: this.states.length,
      jobsDone: this.jobsDone,
      jobCount: this.states.length,
    });
  }
}
