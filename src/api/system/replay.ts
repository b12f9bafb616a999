/** Follows a schedule of a defined system by the names of its actions, and judges every state on the way. */

import { checkGiven, listGiven, textGiven } from '../../input/given.ts';
import { judgeOf } from '../../subjects/defined/claims.ts';
import {
  checkDefined,
  type DefinedSystem,
  type SystemInvariant,
} from '../../subjects/defined/define-system.ts';
import { definedState, executorOf } from '../../subjects/defined/execution.ts';
import type { Seen } from '../../subjects/defined/fields.ts';
import { claimKinds, isNoDeadlock } from '../../subjects/defined/model.ts';
import { namingFaults } from '../../subjects/defined/user-faults.ts';
import type { SystemReplayResult, SystemViolation } from './results.ts';

/** Options of {@link replay}. */
export interface ReplayOptions<State> {
  /** Claims that are judged in every state on the way; default: none. */
  readonly invariants?: readonly SystemInvariant<State>[];
}

/**
 * Executes the actions one after the other from the initial state. Use it to keep a schedule that
 * once violated a claim as a test. A schedule remains valid while its actions exist and are possible;
 * otherwise the outcome is `undecided`.
 *
 * @throws InputError if a name is not text, or an action is invalid, as in `checkSystem`.
 */
export function replay<State>(
  system: DefinedSystem<State>,
  schedule: readonly string[],
  options: ReplayOptions<State> = {},
): SystemReplayResult<State> {
  checkDefined(system);
  listGiven('names of actions', textGiven)('the schedule', schedule);
  checkGiven('options', options, { invariants: claimKinds.invariants });
  const { invariants = [] } = options;
  // Judged below, in frozen states.
  const executor = executorOf(system, { invariants: [] });
  const operations = schedule.map((op) => ({ op }));
  const { operations: parts, divergence, isStuck } = executor.execute({ operations });
  const states = [system.initial, ...parts.map(({ state }) => definedState(system, state))];
  const left = divergence && { index: divergence.operation, reason: divergence.reason };
  const followed = { schedule, states, isStuck };
  const violations = invariants.flatMap((claim) => firstViolation(system, claim, followed));
  const otherwise = left === null ? 'holds' : 'undecided';
  return { verdict: violations.length > 0 ? 'violated' : otherwise, violations, states, left };
}

interface FollowedSchedule<State> {
  readonly schedule: readonly string[];
  readonly states: readonly Seen<State>[];
  /** A deadlock: no action is possible at the end. */
  readonly isStuck: boolean;
}

function firstViolation<State>(
  system: DefinedSystem<State>,
  invariant: SystemInvariant<State>,
  { schedule, states, isStuck }: FollowedSchedule<State>,
): SystemViolation<State>[] {
  const judge = judgeOf(invariant);
  const holds = (state: Seen<State>, index: number): boolean =>
    namingFaults(system, { state, schedule: schedule.slice(0, index) }, () =>
      judge(state, states[Math.max(0, index - 1)]),
    );
  // Only the end can be a deadlock: before it, the next action of the schedule was possible.
  const stuckAt = isStuck ? states.length - 1 : -1;
  const at = isNoDeadlock(invariant)
    ? stuckAt
    : states.findIndex((state, index) => !holds(state, index));
  if (at < 0) return [];
  return [
    { invariant, schedule: schedule.slice(0, at), states: states.slice(0, at + 1), count: 1 },
  ];
}
