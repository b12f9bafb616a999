/** Claims about a defined system as the masks of a search, and what a search tells of them as results. */
import { InputError } from '../errors.ts';
import { noDeadlockId } from '../explorer/claims.ts';
import { replayedOrBug, replaySchedule } from '../explorer/replay.ts';
import type { Goal, Invariant } from '../invariants/invariant.ts';
import { compileSystem, moved } from '../model/defined/compile-system.ts';
import {
  checkNames,
  type DefinedSystem,
  noDeadlock,
  type SystemGoal,
  type SystemInvariant,
} from '../model/defined/define-system.ts';
import type { Seen } from '../model/defined/fields.ts';
import type { System } from '../model/system.ts';
import type { SystemGoalResult, SystemViolation } from '../report/system-result.ts';

/** What is asked about a system. */
export interface SystemClaims<State> {
  /** What must be true of every reachable state; at least one. */
  readonly invariants: readonly SystemInvariant<State>[];
  /** What must be possible. */
  readonly goals?: readonly SystemGoal<State>[];
}

/** A defined system together with the claims about it, ready for a search. */
export interface ClaimedSystem<State> {
  readonly defined: DefinedSystem<State>;
  readonly system: System;
  readonly asked: readonly SystemInvariant<State>[];
  readonly askedGoals: readonly SystemGoal<State>[];
  /** In the order of `asked` and `askedGoals`. */
  readonly invariants: readonly Invariant[];
  readonly goals: readonly Goal[];
}

/** Throws `InputError` for no claim, for two of one name, and for too many. */
export function claimSystem<State>(
  defined: DefinedSystem<State>,
  { invariants: asked, goals: askedGoals = [] }: SystemClaims<State>,
): ClaimedSystem<State> {
  checkNames(
    'invariant',
    asked.map(({ id }) => id),
  );
  if (askedGoals.length > 0) {
    checkNames(
      'goal',
      askedGoals.map(({ id }) => id),
    );
  }
  const isOurs = (claim: SystemInvariant<State>): boolean => claim === noDeadlock;
  if (asked.some((claim) => claim.id === noDeadlockId && !isOurs(claim))) {
    throw new InputError(`an invariant is named "${noDeadlockId}"; that is the name of noDeadlock`);
  }
  const ofStates = asked.filter((claim) => !isOurs(claim));
  const system = compileSystem(defined, {
    facts: ofStates.map((claim) => ({
      name: claim.id,
      isSeen: (state, before) => !claim.holds(state, before),
    })),
    occasions: askedGoals.map((wanted) => ({
      name: wanted.id,
      isSeen: (state) => wanted.reached(state),
    })),
  });
  const bit = (names: readonly string[], name: string): number => 1 << names.indexOf(name);
  return {
    defined,
    system,
    asked,
    askedGoals,
    invariants: asked.map((claim) => ({
      id: claim.id,
      claim: claim.claim,
      matters: '',
      violatedBy: isOurs(claim) ? 0 : bit(system.factNames, claim.id),
      judgedOn: isOurs(claim) ? 0 : bit(system.occasionNames, moved),
    })),
    goals: askedGoals.map(({ id, claim }) => ({
      id,
      claim,
      reachedOn: bit(system.occasionNames, id),
    })),
  };
}

/** A search judges transitions; the initial state is the end of none. */
export function brokenAtStart<State>({
  defined,
  asked,
}: ClaimedSystem<State>): SystemViolation<State>[] {
  const { initial } = defined;
  return asked
    .filter((claim) => !claim.holds(initial, initial))
    .map((claim) => ({ invariant: claim, schedule: [], states: [initial], count: 1 }));
}

/** A violation as it is told; `ordinals` is a schedule of the search. */
export function violationAlong<State>(
  { defined, system }: ClaimedSystem<State>,
  broken: SystemInvariant<State>,
  ordinals: readonly number[],
  count: number,
): SystemViolation<State> {
  const transitions = replayedOrBug(replaySchedule(system, ordinals));
  return {
    invariant: broken,
    schedule: transitions.map(({ record }) => record.label),
    states: [
      defined.initial,
      ...transitions.map(({ state }) => stateOf(defined, state ?? new Uint8Array())),
    ],
    count,
  };
}

export function stateOf<State>(defined: DefinedSystem<State>, bytes: Uint8Array): Seen<State> {
  return defined.codec.snapshot(bytes) as Seen<State>;
}

/** Those of the start come first: nothing is shorter. One for each claim, in the order of the request. */
export function joinViolations<State>(
  { asked }: ClaimedSystem<State>,
  atStart: readonly SystemViolation<State>[],
  later: readonly SystemViolation<State>[],
): SystemViolation<State>[] {
  return asked.flatMap((claim) => {
    const found = [...atStart, ...later].filter((violation) => violation.invariant === claim);
    if (found.length === 0) return [];
    return [{ ...found[0], count: found.reduce((sum, { count }) => sum + count, 0) }];
  });
}

export function goalResults<State>(
  { askedGoals, defined }: ClaimedSystem<State>,
  reached: readonly boolean[],
  isComplete: boolean,
): SystemGoalResult<State>[] {
  return askedGoals.map((wanted, index) => {
    const isReached = reached[index] || wanted.reached(defined.initial);
    const otherwise = isComplete ? 'not-reached' : 'undecided';
    return { goal: wanted, verdict: isReached ? 'reached' : otherwise };
  });
}
