/** What an exhaustive search found, and how it ended: complete, at a violation, or at a named limit. */
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
  /** Transitions from the initial state up to and with the violating one. */
  readonly depth: number;
  /** Indivisible steps of these transitions together. */
  readonly steps: number;
  /** Ordinals of `System.next`, one a transition; a deadlock's schedule leads to the stuck state. */
  readonly schedule: readonly number[];
  /** Violating transitions seen (for a deadlock: stuck states), not only this one. */
  readonly count: number;
  /** The transitions of the schedule, if the system is a dear one and the search noted them. */
  readonly records?: readonly TransitionRecord[] | undefined;
  /** Depth-first search alone met it: in general there is a shorter schedule. */
  readonly isOnlyDepthFirst?: boolean | undefined;
}

export interface SearchResult {
  readonly end: SearchEnd;
  readonly stateCount: number;
  readonly transitionCount: number;
  readonly stepCount: number;
  /** Breadth-first: the greatest distance of a state found. Depth-first: of its path in the search. */
  readonly depth: number;
  /** States found whose transitions were not all taken. */
  readonly frontierCount: number;
  /** One per violated invariant, in the order of the request. */
  readonly violations: readonly Violation[];
  /** Per invariant: transitions that judged it (`no-deadlock`: states asked). */
  readonly judgedCounts: readonly number[];
  readonly goalsReached: readonly boolean[];
  /** Upper bound of the probability that two states shared a fingerprint and one was lost. */
  readonly collisionProbability: number;
  readonly bytesPerState: number;
  /** The most that the arrays of the search held at one time. */
  readonly memoryBytes: number;
  readonly elapsedMs: number;
}
