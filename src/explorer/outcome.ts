/** The result of an exhaustive search, and how it ended: complete, at a violation, or at a named limit. */
import type { Invariant } from '../invariants/invariant.ts';
import type { TransitionRecord } from '../model/system.ts';

/** Reasons that end a search early. */
export type Limit = 'states' | 'memory' | 'heap' | 'depth' | 'time' | 'interrupted';

/** Only `exhausted` means that every reachable transition was judged. */
export type SearchEnd =
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'stopped-at-violation' }
  /** `value` is the limit that was reached; for `interrupted`, the milliseconds until then. */
  | { readonly kind: 'limit'; readonly limit: Limit; readonly value: number };

export interface Violation {
  readonly invariant: Invariant;
  /** Transitions from the initial state, including the violating one. */
  readonly depth: number;
  /** Number of indivisible steps of these transitions. */
  readonly steps: number;
  /** Ordinals of `System.next`, one per transition; for a deadlock they lead to the stuck state. */
  readonly schedule: readonly number[];
  /** All violating transitions seen; for a deadlock, stuck states. */
  readonly count: number;
  /** The transitions of the schedule, if the system is expensive and the search recorded them. */
  readonly records?: readonly TransitionRecord[] | undefined;
  /** True if only the depth-first search found it; there is usually a shorter schedule. */
  readonly isOnlyDepthFirst?: boolean | undefined;
}

export interface SearchResult {
  readonly end: SearchEnd;
  readonly stateCount: number;
  readonly transitionCount: number;
  readonly stepCount: number;
  /** Breadth-first: greatest distance of a state. Depth-first: length of the longest path. */
  readonly depth: number;
  /** States found whose transitions were not all explored. */
  readonly frontierCount: number;
  /** One per violated invariant, in the order of the request. */
  readonly violations: readonly Violation[];
  /** Per invariant: transitions that judged it; for `no-deadlock`, states. */
  readonly judgedCounts: readonly number[];
  readonly goalsReached: readonly boolean[];
  /** Upper bound of the probability that two states shared a fingerprint and one was lost. */
  readonly collisionProbability: number;
  readonly bytesPerState: number;
  /** Peak of the arrays of the search. */
  readonly memoryBytes: number;
  readonly elapsedMs: number;
}
