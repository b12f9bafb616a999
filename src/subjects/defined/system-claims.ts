/** Claims about a defined system as the masks of a search, and what a search tells of them as results. */

import { InputError } from '../../errors.ts';
import { noDeadlockId } from '../../explorer/claims.ts';
import { type ReplayedTransition, replaySchedule } from '../../explorer/replay.ts';
import { type Kind, listGiven } from '../../input/given.ts';
import type { Goal, Invariant } from '../../invariants/invariant.ts';
import { type CheckedSystem, compileSystem, moved } from './compile-system.ts';
import {
  checkDefined,
  checkNames,
  type DefinedSystem,
  frozen,
  goalGiven,
  invariantGiven,
  noDeadlock,
  type SystemGoal,
  type SystemInvariant,
} from './define-system.ts';
import type { Seen } from './fields.ts';
import { guardedCondition } from './guarded.ts';
import type { SystemGoalResult, SystemViolation } from './result.ts';
import { namingFaults, notReproduced, scheduleText } from './user-faults.ts';

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
  readonly system: CheckedSystem;
  readonly asked: readonly SystemInvariant<State>[];
  readonly askedGoals: readonly SystemGoal<State>[];
  /** In the order of `asked` and `askedGoals`. */
  readonly invariants: readonly Invariant[];
  readonly goals: readonly Goal[];
}

/** What the fields of `SystemClaims` must be. */
export const claimKinds: Readonly<Record<keyof SystemClaims<unknown>, Kind>> = {
  invariants: listGiven('invariants', invariantGiven),
  goals: listGiven('goals', goalGiven),
};

/** Whether the claim is true, asked so that a wrong answer is an error. */
export function judgeOf<State>(
  claim: SystemInvariant<State>,
): (state: Seen<State>, before: Seen<State>) => boolean {
  return guardedCondition(
    `holds of invariant "${claim.id}"`,
    (state: Seen<State>, before: Seen<State>) => claim.holds(state, before),
  );
}

function reachedOf<State>(wanted: SystemGoal<State>): (state: Seen<State>) => boolean {
  return guardedCondition(`reached of goal "${wanted.id}"`, (state: Seen<State>) =>
    wanted.reached(state),
  );
}

/** Throws `InputError` for what is no system, no claim, for two of one name, and for too many. */
export function claimSystem<State>(
  defined: DefinedSystem<State>,
  { invariants: asked = [], goals: askedGoals = [] }: SystemClaims<State>,
): ClaimedSystem<State> {
  checkDefined(defined);
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
    facts: ofStates.map((claim) => {
      const holds = judgeOf(claim);
      return { name: claim.id, isSeen: (state, before) => !holds(state, before) };
    }),
    occasions: askedGoals.map((wanted) => ({ name: wanted.id, isSeen: reachedOf(wanted) })),
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
  const holds = (claim: SystemInvariant<State>): boolean =>
    namingFaults(
      defined,
      () => judgeOf(claim)(initial, initial),
      () => [],
    );
  return asked
    .filter((claim) => !holds(claim))
    .map((claim) => ({ invariant: claim, schedule: [], states: [initial], count: 1 }));
}

/** A violation as it is told, taken again and seen again; `ordinals` is a schedule of the search. */
export function violationAlong<State>(
  claimed: ClaimedSystem<State>,
  broken: SystemInvariant<State>,
  ordinals: readonly number[],
  count: number,
): SystemViolation<State> {
  const { defined, system } = claimed;
  const { kind, transitions } = replaySchedule(system, ordinals);
  const schedule = transitions.map(({ record }) => record.label);
  if (kind === 'left' || !isBrokenBy(claimed, broken, transitions)) {
    throw notReproduced(
      `invariant "${broken.id}" was violated in the search, and is not when the schedule is taken again (${scheduleText(schedule)})`,
    );
  }
  return {
    invariant: broken,
    schedule,
    states: [
      defined.initial,
      ...transitions.map(({ state }) => stateOf(defined, state ?? new Uint8Array())),
    ],
    count,
  };
}

function isBrokenBy<State>(
  { asked, invariants, system, defined }: ClaimedSystem<State>,
  broken: SystemInvariant<State>,
  transitions: readonly ReplayedTransition[],
): boolean {
  const last = transitions.at(-1);
  if (broken.id !== noDeadlockId) {
    return ((last?.facts ?? 0) & invariants[asked.indexOf(broken)].violatedBy) !== 0;
  }
  system.load(last?.state ?? defined.initialBytes, 0);
  return !system.next() && !system.mayStop();
}

export function stateOf<State>(defined: DefinedSystem<State>, bytes: Uint8Array): Seen<State> {
  return frozen(defined.codec.snapshot(bytes)) as Seen<State>;
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
    const atStart = () =>
      namingFaults(
        defined,
        () => reachedOf(wanted)(defined.initial),
        () => [],
      );
    const isReached = reached[index] || atStart();
    const otherwise = isComplete ? 'not-reached' : 'undecided';
    return { goal: wanted, verdict: isReached ? 'reached' : otherwise };
  });
}
