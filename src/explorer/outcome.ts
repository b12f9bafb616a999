/** The result of an exhaustive search, and how it ended: complete, at a violation, or at a named limit. */
import type { Invariant } from '../invariants/invariant.ts';
import type { TransitionRecord } from '../model/system.ts';

/** What can end a search before it is complete. */
export type Limit = 'states' | 'memory' | 'heap' | 'depth' | 'time' | 'interrupted';

/** Only `exhausted` means that every reachable transition was judged. */
export type SearchEnd =
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'stopped-at-violation' }
  /** `value` is the bound that was reached; for `interrupted`, the milliseconds until then. */
  | { readonly kind: 'limit'; readonly limit: Limit; readonly value: number };

export interface Violation {
  readonly invariant: Invariant;
  /** Transitions from the initial state up to and including the violating one. */
  readonly depth: number;
  /** Number of indivisible steps of these transitions. */
  readonly steps: number;
  /** Ordinals of `System.next`, one per transition; a deadlock's schedule leads to the stuck state. */
  readonly schedule: readonly number[];
  /** Number of violating transitions seen (for a deadlock: stuck states), not only this one. */
  readonly count: number;
  /** The transitions of the schedule, if the system is an expensive one and the search recorded them. */
  readonly records?: readonly TransitionRecord[] | undefined;
  /** Found only depth-first: there may be a shorter schedule. */
  readonly isOnlyDepthFirst?: boolean | undefined;
}

export interface SearchResult {
  readonly end: SearchEnd;
  readonly stateCount: number;
  readonly transitionCount: number;
  readonly stepCount: number;
  /** Breadth-first: the greatest distance of a state found. Depth-first: the greatest length of its path. */
  readonly depth: number;
  /** States found whose transitions were not all explored. */
  readonly frontierCount: number;
  /** One per violated invariant, in the order of the request. */
  readonly violations: readonly Violation[];
  /** Per invariant: transitions that judged it (`no-deadlock`: states). */
  readonly judgedCounts: readonly number[];
  readonly goalsReached: readonly boolean[];
  /** Upper bound of the probability that two states shared a fingerprint and one was lost. */
  readonly collisionProbability: number;
  readonly bytesPerState: number;
  /** Maximum size of the arrays of the search at one time. */
  readonly memoryBytes: number;
  readonly elapsedMs: number;
}
