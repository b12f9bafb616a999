/** The record of a transition of interleaved threads. */

import type { TransitionRecord } from '../../../model/system.ts';
import type { OperationRecord } from '../environment/scope.ts';
import type { Request } from '../kernel/request.ts';

/** Content of a fresh block or page: runs of 0xFD bytes as [offset, length]. */
export interface BlockRecord {
  readonly attempt: number;
  readonly marked: readonly (readonly [number, number])[];
}

/** The request of one step, and the code of its answer. */
export interface TakenRequest {
  readonly request: Request;
  readonly code: number;
}

export interface TakenTransition extends TransitionRecord {
  /** Index of the thread: its place before the transition. */
  readonly thread: number;
  readonly threadName: string;
  readonly operation: string;
  readonly op: OperationRecord;
  /** True for the first transition of its operation. */
  readonly starts: boolean;
  /**
   * Numbers, from 1 in the operation, of the allocation attempts in the transition, and of the failed
   * ones.
   */
  readonly attempts: readonly number[];
  readonly failed: readonly number[];
  readonly contents: readonly BlockRecord[];
  readonly steps: number;
  /** Includes calls and returns, which are not steps. */
  readonly requests: readonly TakenRequest[];
  /** Set if equal threads changed places after it: for each place, the thread that was there before. */
  readonly places?: readonly number[];
}
