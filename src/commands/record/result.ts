/** What a recording of a running kernel came to. */
import type { Evidence } from '../../subjects/vmem/recordings/evidence.ts';

/** What a running kernel did with a counterexample. */
export interface ReplayedStory {
  /** The counterexample. */
  readonly file: string;
  readonly invariant: string;
  /** The operation that breaks the claim on this machine, from 1; null if none does. */
  readonly brokenBy: number | null;
  readonly operations: number;
  /** `impossible`: the kernel did what the model says, and on this machine the claim holds. */
  readonly outcome: 'happened' | 'impossible' | 'diverged';
  /** Why it diverged. */
  readonly reason: string | null;
}

export interface RecordResult {
  /** The recording. */
  readonly file: string;
  readonly kernel: string;
  readonly revision: string;
  readonly evidence: Evidence;
  readonly edat1: boolean;
  /** Operations of the plan that were performed; null if a log was converted. */
  readonly performed: number | null;
  readonly planned: number | null;
  /** Calls of vmem.c, and events in them. */
  readonly operations: number;
  readonly events: number;
  /** Why the guest ended early. */
  readonly crash: string | null;
  /** With a counterexample. */
  readonly replayed?: ReplayedStory;
  /** The call that was under way when the log ended. It is not in the recording. */
  readonly unfinished: string | null;
}
