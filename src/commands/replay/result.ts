/** The outcome of each replayed file. */
import type { JudgedReplay } from '../../counterexample/judge-replay.ts';
import type { FileError } from '../../errors.ts';
import type { StoppedFiles } from '../../stop.ts';
import type { CodePlace } from '../../text/code-place.ts';

export interface ReplayOutcome {
  readonly file: string;
  readonly invariant: string;
  readonly revision: string;
  readonly operations: number;
  readonly outcome: JudgedReplay['outcome'];
  /** The operation that violates, or where the execution diverged; counted from 1. */
  readonly operation: number | null;
  readonly reason: string | null;
  /**
   * Parts of the file that do not match the replay; they do not affect the outcome. Null if all
   * match.
   */
  readonly note: string | null;
  /** The call stack where a C source breaks the claim, innermost function first. */
  readonly code?: readonly CodePlace[];
}

export interface ReplayRun {
  readonly results: readonly ReplayOutcome[];
  readonly unreadable: readonly FileError[];
  /** Null if all were executed. */
  readonly stopped: StoppedFiles | null;
}
