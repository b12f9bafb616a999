/** The result of a check, a sample or a replay of a defined system, as data. */
import type { Limit } from '../../explorer/outcome.ts';
import type { SystemGoal, SystemInvariant } from '../../subjects/defined/define-system.ts';
import type { Seen } from '../../subjects/defined/fields.ts';

/** How a claim is violated: the actions from the initial state, and the states on the way. */
export interface SystemViolation<State> {
  /** The claim, as given. */
  readonly invariant: SystemInvariant<State>;
  /**
   * Names of actions. Empty if the claim is violated at the start. For a deadlock they lead to the
   * state in which no action is possible. In breadth-first search, no schedule is shorter.
   */
  readonly schedule: readonly string[];
  /** The initial state, then the state after each action. */
  readonly states: readonly Seen<State>[];
  /** Transitions (for a deadlock: states) that violate the claim, including this one. */
  readonly count: number;
}

/** The result for one claim. */
export interface SystemInvariantResult<State> {
  /** The claim, as given. */
  readonly invariant: SystemInvariant<State>;
  /** `undecided` if the search ended early without a violation. */
  readonly verdict: 'holds' | 'violated' | 'undecided';
}

/** The result for one goal. */
export interface SystemGoalResult<State> {
  /** The goal, as given. */
  readonly goal: SystemGoal<State>;
  /** `undecided` if the search ended early without reaching it. */
  readonly verdict: 'reached' | 'not-reached' | 'undecided';
}

/** Why a search ended before everything was judged. */
export interface SystemStop {
  /** The bound that was reached, or `first-violation` if that was requested. */
  readonly limit: Limit | 'first-violation';
  /** The value of the bound; null if it has none. */
  readonly value: number | null;
}

/** Fields of all outcomes of a check. */
export interface SystemCheckCounts<State> {
  /** Distinct states that were reached, including the initial one. */
  readonly states: number;
  /** Transitions that were taken and judged. */
  readonly transitions: number;
  /** In breadth-first search, the greatest distance of a state from the initial one, in transitions. */
  readonly depth: number;
  /** One for each invariant, in the order of the request. */
  readonly invariants: readonly SystemInvariantResult<State>[];
  /** One for each goal, in the order of the request. */
  readonly goals: readonly SystemGoalResult<State>[];
  /** Upper bound of the probability that a state was mistaken for another one and lost; 0 with `exact`. */
  readonly collisionProbability: number;
  /** Duration of the search, in milliseconds. */
  readonly elapsedMs: number;
}

/** Every reachable state was judged, and every claim is true of it. */
export interface SystemHolds<State> extends SystemCheckCounts<State> {
  /** Discriminates the outcomes. */
  readonly verdict: 'holds';
  /** None. */
  readonly violations: readonly [];
  /** The search was complete. */
  readonly stop: null;
}

/** At least one claim is violated. */
export interface SystemViolated<State> extends SystemCheckCounts<State> {
  /** Discriminates the outcomes. */
  readonly verdict: 'violated';
  /** One for each violated claim, in the order of the request. */
  readonly violations: readonly [SystemViolation<State>, ...SystemViolation<State>[]];
  /** Why the search ended early; null if it was complete. */
  readonly stop: SystemStop | null;
}

/** A limit was reached first: no violation was seen, which proves nothing about unvisited states. */
export interface SystemUndecided<State> extends SystemCheckCounts<State> {
  /** Discriminates the outcomes. */
  readonly verdict: 'undecided';
  /** None. */
  readonly violations: readonly [];
  /** The limit that ended the search. */
  readonly stop: SystemStop;
}

/** The result of `checkSystem`: one of three outcomes, distinguished by `verdict`. */
export type SystemCheckResult<State> =
  | SystemHolds<State>
  | SystemViolated<State>
  | SystemUndecided<State>;

/** The result of `sampleSystem`. It never holds: walks prove nothing about states they did not visit. */
export interface SystemSampleResult<State> {
  /** `undecided`: no violation was seen. */
  readonly verdict: 'violated' | 'undecided';
  /** One for each violated claim, from the shortest walk that broke it. */
  readonly violations: readonly SystemViolation<State>[];
  /** One for each goal; never `not-reached`. */
  readonly goals: readonly SystemGoalResult<State>[];
  /** The seed that gives the same walks again. */
  readonly seed: string;
  /** Walks that were started. */
  readonly runs: number;
  /** Transitions of all walks together. */
  readonly transitions: number;
  /** Transitions of the longest walk. */
  readonly depth: number;
  /** The limit that ended the walks early; null if all were taken. */
  readonly stop: SystemStop | null;
  /** Duration of the walks, in milliseconds. */
  readonly elapsedMs: number;
}

/** The result of `replay`: the claims along one schedule. */
export interface SystemReplayResult<State> {
  /**
   * `violated`: a claim is violated on the way. `holds`: no claim is violated, and every action was
   * executed. `undecided`: no claim is violated, but an action of the schedule is no longer possible.
   */
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** One for each violated claim, with the part of the schedule that violates it first. */
  readonly violations: readonly SystemViolation<State>[];
  /** The initial state, then the state after each executed action. */
  readonly states: readonly Seen<State>[];
  /** The first action that was not possible; null if all were. */
  readonly left: {
    /** Its index in the schedule. */
    readonly index: number;
    /** Why it was not possible, as a sentence. */
    readonly reason: string;
  } | null;
}
