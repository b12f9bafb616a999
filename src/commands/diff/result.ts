/** The result of comparing two revisions, for the reports and the JSON document. */

import type { ExecutedOperation } from '../../subjects/vmem/execution/execution.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { Stop } from '../../text/stop-text.ts';

export interface Difference {
  /** What differs: "return value", "pte tables" … */
  readonly what: string;
  /** What only the first revision has, and what only the second has; or "nothing". */
  readonly a: string;
  readonly b: string;
}

/** What an operation did in one revision. */
export type ComparedOperation = Omit<ExecutedOperation, 'index' | 'soFar' | 'attemptsBefore'>;

/** One operation of both revisions, with the same allocations failing. */
export interface DiffOperation {
  readonly a: ComparedOperation;
  readonly b: ComparedOperation;
}

/** What is compared in addition to the effects visible to a caller. */
export interface DiffOptions {
  /** The order of events too, with the names of tables and blocks. */
  readonly events: boolean;
  /** Bytes of 0xFD as they are, also in memmap that is in use, and without the remembered tail. */
  readonly strictMarks: boolean;
}

export interface DiffScope {
  readonly scope: ScopeConfig;
  readonly pairs: number;
  readonly transitions: number;
  readonly depth: number;
  /** Pairs found whose operations were not all executed. */
  readonly notExplored: number;
  /** Transitions in which a recycled content could go to only one of the two; they are skipped. */
  readonly leftOut: number;
  /** Transitions in which both crash. */
  readonly crashes: number;
  /** A call that maps returned 0, and both continued: else only failures and crashes were compared. */
  readonly maps: boolean;
  readonly stop: Stop | null;
}

export interface FoundDifference {
  readonly scope: ScopeConfig;
  readonly operations: readonly DiffOperation[];
  readonly differences: readonly Difference[];
}

/** Only failures and crashes were compared in the whole scope. */
export function isVacuous({ maps, stop }: DiffScope): boolean {
  return !maps && stop === null;
}

export interface DiffResult {
  readonly version: string;
  readonly command: string;
  readonly preset: string;
  readonly a: string;
  readonly b: string;
  readonly options: DiffOptions;
  /** Undecided without `stop`: the comparison was vacuous in all scopes. */
  readonly verdict: 'same' | 'different' | 'undecided';
  readonly scopes: readonly DiffScope[];
  readonly found: FoundDifference | null;
  readonly stop: Stop | null;
  readonly elapsedMs: number;
}
