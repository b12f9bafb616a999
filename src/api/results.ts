/** What comes of a question about vmem.c: one of three outcomes, and what breaks which claim. */
import type { Stop } from '../commands/check/result.ts';
import type { Counterexample } from './counterexample.ts';

/** A claim about vmem.c that does not hold. */
export interface KernelViolation {
  /** The id of the claim. */
  readonly invariant: string;
  /** The operations that break it, executed a second time on a machine that was written apart. */
  readonly counterexample: Counterexample;
  /** Where its file was written to; null if it was not. */
  readonly file: string | null;
  /** Why its file could not be written; absent if it was written, or if no folder was named. */
  readonly unwritten?: string;
  /** What happens, step by step in kernel words: lines of at most 72 columns. */
  readonly story: string;
}

/** What became of one claim about vmem.c. */
export interface KernelInvariantResult {
  /** The id of the claim. */
  readonly invariant: string;
  /** `not-judged`: it was never put to the test, which proves nothing. */
  readonly verdict: 'holds' | 'violated' | 'undecided' | 'not-judged';
  /** A strict reading that was not asked for by name: it does not decide the verdict. */
  readonly isAside: boolean;
}

/** What a search or walks have in common. */
export interface KernelResult {
  /** `undecided` proves nothing: a limit came first, or walks were taken. */
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** One for each broken claim, in the order in which they should be read. */
  readonly violations: readonly KernelViolation[];
  /** One for each claim that was asked for. */
  readonly invariants: readonly KernelInvariantResult[];
  /** Transitions that were taken and judged; each is a whole operation. */
  readonly transitions: number;
  /** Operations of the longest run. */
  readonly depth: number;
  /** Why it ended early; null if it did not. */
  readonly stop: KernelStop | null;
  /** Who calls, and how: what the verdict is about. */
  readonly contract: string;
  /** What the verdict rests on. */
  readonly assumptions: readonly string[];
  /** Milliseconds. */
  readonly elapsedMs: number;
  /** The result in lines of at most 72 columns, with the first violation step by step. */
  readonly text: string;
}

/** What ended a search or walks early. */
export interface KernelStop {
  /** The bound that was reached; `not-started` for a world that the search never came to. */
  readonly limit: Stop['limit'];
  /** The bound; null if there is no number to it. */
  readonly value: number | null;
}

/** What `check` found. */
export interface KernelCheckResult extends KernelResult {
  /** Different states at rest, of all worlds together. */
  readonly states: number;
  /** Every world was exhausted without a bound: the verdict covers runs of any length. */
  readonly isClosed: boolean;
  /** Upper bound of the probability that a state was taken for another one and lost; 0 with `exact`. */
  readonly collisionProbability: number;
}

/** What `sample` saw; its verdict is never `holds`. */
export interface KernelSampleResult extends KernelResult {
  /** The seed that gives the same walks again. */
  readonly seed: string;
  /** Walks that were begun. */
  readonly runs: number;
}
