/**
 * The claims about a defined system as masks for a search, and the observations that a search needs for them.
 */
import type { Goal, Invariant } from '../../invariants/invariant.ts';
import type { SystemGoal, SystemInvariant } from './define-system.ts';
import type { Seen } from './fields.ts';
import { guardedCondition } from './guarded.ts';
import { isNoDeadlock, type SystemClaims } from './model.ts';

export interface CompiledClaims<State> {
  readonly observations: Observations<State>;
  /** In the order of the request. */
  readonly invariants: readonly Invariant[];
  readonly goals: readonly Goal[];
}

/**
 * `compileSystem` numbers facts and occasions like their observations; occasion 0 is every
 * transition.
 */
export function compileClaims<State>({
  invariants: requested,
  goals = [],
}: SystemClaims<State>): CompiledClaims<State> {
  const ofStates = requested.filter((claim) => !isNoDeadlock(claim));
  const movedBit = 1;
  return {
    observations: {
      facts: ofStates.map((claim) => {
        const holds = judgeOf(claim);
        return { name: claim.id, isSeen: (state, before) => !holds(state, before) };
      }),
      occasions: goals.map((wanted) => ({ name: wanted.id, isSeen: reachedOf(wanted) })),
    },
    invariants: requested.map((claim) => ({
      id: claim.id,
      claim: claim.claim,
      matters: '',
      violatedBy: isNoDeadlock(claim) ? 0 : 1 << ofStates.indexOf(claim),
      judgedOn: isNoDeadlock(claim) ? 0 : movedBit,
    })),
    goals: goals.map(({ id, claim }, index) => ({ id, claim, reachedOn: 1 << (index + 1) })),
  };
}

/** Evaluates the claim; an invalid result is an error. */
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

/** A property of a state, or of the change that led to it. */
interface Observation<State> {
  readonly name: string;
  isSeen(state: Seen<State>, before: Seen<State>): boolean;
}

export interface Observations<State> {
  readonly facts: readonly Observation<State>[];
  readonly occasions: readonly Observation<State>[];
}

export function namesIn(mask: number, names: readonly string[]): string[] {
  return names.filter((_, bit) => (mask & (1 << bit)) !== 0);
}

export function seenMask<State>(
  observations: readonly Observation<State>[],
  state: Seen<State>,
  before: Seen<State>,
): number {
  let mask = 0;
  for (let bit = 0; bit < observations.length; bit++) {
    if (observations[bit].isSeen(state, before)) mask |= 1 << bit;
  }
  return mask;
}
