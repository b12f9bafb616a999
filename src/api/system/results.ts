/** What a check, a sample or a replay of a defined system found, as data. */
import type { Limit } from '../../explorer/outcome.ts';
import type { SystemGoal, SystemInvariant } from '../../subjects/defined/define-system.ts';
import type { Seen } from '../../subjects/defined/fields.ts';

/** How a claim is broken: what to do from the initial state on, and what it looks like then. */
export interface SystemViolation<State> {
  /** The claim, as it was given. */
  readonly invariant: SystemInvariant<State>;
  /**
   * Names of actions. Empty if the claim is broken at the start. For a deadlock they lead to the state
   * in which nothing can happen. Breadth-first, no schedule is shorter.
   */
  readonly schedule: readonly string[];
  /** The initial state, then the state after each action. */
  readonly states: readonly Seen<State>[];
  /** Transitions (for a deadlock: states) that were seen to break the claim, with this one. */
  readonly count: number;
}

/** The result for one claim. */
export interface SystemInvariantResult<State> {
  /** The claim, as it was given. */
  readonly invariant: SystemInvariant<State>;
  /** `undecided` if the search ended early and had not seen it broken. */
  readonly verdict: 'holds' | 'violated' | 'undecided';
}

/** The result for one goal. */
export interface SystemGoalResult<State> {
  /** The goal, as it was given. */
  readonly goal: SystemGoal<State>;
  /** `undecided` if the search ended early and had not seen it reached. */
  readonly verdict: 'reached' | 'not-reached' | 'undecided';
}

/** Why a search ended before everything was judged. */
export interface SystemStop {
  /** The bound that was reached, or `first-violation` if the search was asked to end there. */
  readonly limit: Limit | 'first-violation';
  /** The bound; null if there is no number to it. */
  readonly value: number | null;
}

/** What all outcomes of a check have in common. */
export interface SystemCheckCounts<State> {
  /** Different states that were reached, the initial one included. */
  readonly states: number;
  /** Transitions that were taken and judged. */
  readonly transitions: number;
  /** Breadth-first: the greatest distance of a state from the initial one, in transitions. */
  readonly depth: number;
  /** One for each invariant, in the order of the request. */
  readonly invariants: readonly SystemInvariantResult<State>[];
  /** One for each goal, in the order of the request. */
  readonly goals: readonly SystemGoalResult<State>[];
  /** Upper bound of the probability that a state was taken for another one and lost; 0 with `exact`. */
  readonly collisionProbability: number;
  /** Time that the search took, in milliseconds. */
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

/** At least one claim is broken. */
export interface SystemViolated<State> extends SystemCheckCounts<State> {
  /** Discriminates the outcomes. */
  readonly verdict: 'violated';
  /** One for each broken claim, in the order of the request. */
  readonly violations: readonly [SystemViolation<State>, ...SystemViolation<State>[]];
  /** Why the search ended early; null if it was complete. */
  readonly stop: SystemStop | null;
}

/** A limit came first: no claim was seen broken, which proves nothing about what was not visited. */
export interface SystemUndecided<State> extends SystemCheckCounts<State> {
  /** Discriminates the outcomes. */
  readonly verdict: 'undecided';
  /** None. */
  readonly violations: readonly [];
  /** What ended the search. */
  readonly stop: SystemStop;
}

/** The result of `checkSystem`: one of three outcomes, distinguished by `verdict`. */
export type SystemCheckResult<State> =
  | SystemHolds<State>
  | SystemViolated<State>
  | SystemUndecided<State>;

/** What `sampleSystem` saw. It never holds: walks prove nothing about what they did not meet. */
export interface SystemSampleResult<State> {
  /** `undecided`: no claim was seen broken. */
  readonly verdict: 'violated' | 'undecided';
  /** One for each claim that was seen broken, by the shortest walk that broke it. */
  readonly violations: readonly SystemViolation<State>[];
  /** One for each goal; never `not-reached`. */
  readonly goals: readonly SystemGoalResult<State>[];
  /** The seed that gives the same walks again. */
  readonly seed: string;
  /** Walks that were begun. */
  readonly runs: number;
  /** Transitions of all walks together. */
  readonly transitions: number;
  /** Transitions of the longest walk. */
  readonly depth: number;
  /** What ended the walks early; null if all were taken. */
  readonly stop: SystemStop | null;
  /** Time that the walks took, in milliseconds. */
  readonly elapsedMs: number;
}

/** What `replay` saw: the claims along one schedule. */
export interface SystemReplayResult<State> {
  /**
   * `violated`: a claim is broken on the way. `holds`: none is, and every action happened.
   * `undecided`: none is, but an action of the schedule is no longer possible.
   */
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** One for each broken claim, with the part of the schedule that breaks it first. */
  readonly violations: readonly SystemViolation<State>[];
  /** The initial state, then the state after each action that happened. */
  readonly states: readonly Seen<State>[];
  /** The first action that could not happen; null if all of them did. */
  readonly left: {
    /** Its index in the schedule. */
    readonly index: number;
    /** Why it could not happen, as a sentence. */
    readonly reason: string;
  } | null;
}
