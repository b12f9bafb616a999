/** Results about vmem.c: one of three outcomes, and the violations. */
import type { Stop } from '../text/stop-text.ts';
import type { KernelCounterexample } from './counterexample.ts';

/** A claim about vmem.c that does not hold. */
export interface KernelViolation {
  /** The id of the claim. */
  readonly invariant: string;
  /** The operations that violate it, confirmed on a second, independently written machine. */
  readonly counterexample: KernelCounterexample;
  /** The path of its file; null if it was not written. */
  readonly file: string | null;
  /** Why its file could not be written; absent if it was written, or if no directory was given. */
  readonly unwritten?: string;
  /** The story, step by step in kernel terms: lines of at most 72 columns. */
  readonly story: string;
}

/** The verdict of one claim about vmem.c. */
export interface KernelInvariantResult {
  /** The id of the claim. */
  readonly invariant: string;
  /** `not-judged`: it was never put to the test, which proves nothing. */
  readonly verdict: 'holds' | 'violated' | 'undecided' | 'not-judged';
  /** A strict reading that was not requested by name: it does not affect the verdict. */
  readonly isAside: boolean;
}

/** Fields common to searches and walks. */
export interface KernelResult {
  /** `undecided` proves nothing: a limit was reached, or only walks were taken. */
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** One for each violated claim, in reading order. */
  readonly violations: readonly KernelViolation[];
  /** One for each requested claim. */
  readonly invariants: readonly KernelInvariantResult[];
  /** Transitions that were taken and judged; each is a whole operation. */
  readonly transitions: number;
  /** Operations of the longest run. */
  readonly depth: number;
  /** Why the search ended early; null if it did not. */
  readonly stop: KernelStop | null;
  /** The callers and their contract, which the verdict covers. */
  readonly contract: string;
  /** The assumptions of the verdict. */
  readonly assumptions: readonly string[];
  /** Milliseconds. */
  readonly elapsedMs: number;
  /** The result in lines of at most 72 columns, with the first violation step by step. */
  readonly text: string;
}

/** The limit that ended a search or walks early. */
export interface KernelStop {
  /** The kind of limit; `not-started` for a world that was not searched. */
  readonly limit: Stop['limit'];
  /** The value of the limit; null if it has none. */
  readonly value: number | null;
}

/** The result of `check`. */
export interface KernelCheckResult extends KernelResult {
  /** Number of different states at rest, in all worlds together. */
  readonly states: number;
  /** True if every world was searched completely without a bound: the verdict covers runs of any length. */
  readonly isClosed: boolean;
  /** Upper bound of the probability that a state was mistaken for another one and lost; 0 with `exact`. */
  readonly collisionProbability: number;
}

/** The result of `sample`; its verdict is never `holds`. */
export interface KernelSampleResult extends KernelResult {
  /** The seed that gives the same walks again. */
  readonly seed: string;
  /** Number of walks that were started. */
  readonly runs: number;
}
