/** How to shrink a counterexample of a subject. */
import type { Draft } from './draft.ts';
import type { Execution } from './execution.ts';

/** A draft that was executed as far as possible, in manner `nearest`. */
export interface Trial<Any extends Draft = Draft, Executed extends Execution = Execution> {
  /** The executed operations: without impossible ones, and without those after the claim breaks. */
  readonly draft: Any;
  /** By operation of `draft`: its index in the executed schedule. */
  readonly executed: readonly number[];
  readonly execution: Executed;
  readonly isViolated: boolean;
}

/**
 * Yields drafts to execute, the most promising first, and receives the result of each: null if it has no
 * operation or its scope cannot be built. A draft that is smaller and violates the claim is kept, and the rest
 * is not requested.
 */
export type Candidates<
  Any extends Draft = Draft,
  Executed extends Execution = Execution,
> = Generator<Any, void, Trial<Any, Executed> | null>;

/** One way to make counterexamples smaller. */
export interface ShrinkDimension {
  /** Key in JSON documents. */
  readonly name: string;
  /** The kind of try, for a report: `narrower ranges`. */
  readonly text: string;
  /** True if it changes the scope; it is tried when nothing else can be removed, as long as it succeeds. */
  readonly isOfScope: boolean;
  candidates(best: Trial): Candidates;
}

export interface SubjectShrinking {
  /** In the order in which they are tried, after removing operations and preemptions. */
  readonly dimensions: readonly ShrinkDimension[];
  /** Compared from left to right, after the number of operations and of turns, before the number of steps. */
  sizeOf(draft: Draft): readonly number[];
}
