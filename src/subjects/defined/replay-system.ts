/** Follows a schedule of a defined system by the names of its actions, and judges every state on the way. */

import { noDeadlockId } from '../../explorer/claims.ts';
import { checkGiven, listGiven, textGiven } from '../../input/given.ts';
import type { System } from '../../model/system.ts';
import { compileSystem } from './compile-system.ts';
import { checkDefined, type DefinedSystem, type SystemInvariant } from './define-system.ts';
import type { Seen } from './fields.ts';
import type { SystemReplayResult, SystemViolation } from './result.ts';
import { claimKinds, judgeOf, stateOf } from './system-claims.ts';
import { namingFaults } from './user-faults.ts';

/** What {@link replay} is to judge. */
export interface ReplayOptions<State> {
  /** Claims that are judged in every state on the way; none if not said. */
  readonly invariants?: readonly SystemInvariant<State>[];
}

/**
 * Executes the actions one after the other from the initial state: the way to keep a schedule that
 * once broke a claim as a test. A schedule survives a change of the system as long as its actions
 * keep their names; where it does not, the outcome is `undecided`.
 *
 * @throws InputError if a name is no text, or an action does what it must not, as in `checkSystem`.
 */
export function replay<State>(
  system: DefinedSystem<State>,
  schedule: readonly string[],
  options: ReplayOptions<State> = {},
): SystemReplayResult<State> {
  checkDefined(system);
  listGiven('names of actions', textGiven)('the schedule', schedule);
  checkGiven('options', options, { invariants: claimKinds.invariants });
  const taken: string[] = [];
  return namingFaults(
    system,
    () => followed(system, schedule, options, taken),
    () => taken,
  );
}

/** `taken`: filled with the names of the actions that happened. */
function followed<State>(
  system: DefinedSystem<State>,
  schedule: readonly string[],
  { invariants = [] }: ReplayOptions<State>,
  taken: string[],
): SystemReplayResult<State> {
  const follower = compileSystem(system, { facts: [], occasions: [] });
  const bytes = new Uint8Array(follower.stateLength);
  follower.writeInitial(bytes);
  const states: Seen<State>[] = [system.initial];
  let left: SystemReplayResult<State>['left'] = null;
  for (const [index, name] of schedule.entries()) {
    follower.load(bytes, 0);
    if (!takeNamed(follower, name)) {
      const isKnown = system.actionNames.includes(name);
      const reason = isKnown ? `"${name}" is not possible here` : `there is no action "${name}"`;
      left = { index, reason };
      break;
    }
    bytes.set(follower.outcome.successor);
    states.push(stateOf(system, bytes));
    taken.push(name);
  }
  follower.load(bytes, 0);
  const isStuck = left === null && !follower.next() && !follower.mayStop();
  const violations = invariants.flatMap((invariant) =>
    firstViolation(system, invariant, { schedule, states, isStuck }),
  );
  const otherwise = left === null ? 'holds' : 'undecided';
  return { verdict: violations.length > 0 ? 'violated' : otherwise, violations, states, left };
}

function takeNamed(system: System, name: string): boolean {
  while (system.next()) {
    if (system.describe().label === name) return true;
  }
  return false;
}

interface Followed<State> {
  readonly schedule: readonly string[];
  readonly states: readonly Seen<State>[];
  /** Nothing can happen at the end. */
  readonly isStuck: boolean;
}

function firstViolation<State>(
  system: DefinedSystem<State>,
  invariant: SystemInvariant<State>,
  { schedule, states, isStuck }: Followed<State>,
): SystemViolation<State>[] {
  // Only the end can be a deadlock: before it, the next action of the schedule was possible.
  const stuckAt = isStuck ? states.length - 1 : -1;
  const judge = judgeOf(invariant);
  const holds = (state: Seen<State>, index: number): boolean =>
    namingFaults(
      system,
      () => judge(state, states[Math.max(0, index - 1)]),
      () => schedule.slice(0, index),
      state,
    );
  const at =
    invariant.id === noDeadlockId
      ? stuckAt
      : states.findIndex((state, index) => !holds(state, index));
  if (at < 0) return [];
  return [
    { invariant, schedule: schedule.slice(0, at), states: states.slice(0, at + 1), count: 1 },
  ];
}
