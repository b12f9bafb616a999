/** Violations of a defined system as results: executed again, with the states on the way. */
import { isBrokenAtEnd } from '../../counterexample/judge-execution.ts';
import type { TransitionRecord } from '../../model/system.ts';
import { compileClaims } from '../../subjects/defined/claims.ts';
import { initialStateName, type SystemGoal } from '../../subjects/defined/define-system.ts';
import { definedState, executorOf } from '../../subjects/defined/execution.ts';
import type { DefinedModel } from '../../subjects/defined/model.ts';
import { notReproduced, scheduleText } from '../../subjects/defined/user-faults.ts';
import type { SystemGoalResult, SystemViolation } from './results.ts';

interface FoundPath {
  /** Empty if the initial state violates the claim. */
  readonly records: readonly TransitionRecord[];
  readonly count: number;
  /** `the search`. */
  readonly where: string;
}

/** Executes the path again. Throws `InputError` if it does not violate the claim this time. */
export function violationAlong<State>(
  model: DefinedModel<State>,
  id: string,
  { records, count, where }: FoundPath,
): SystemViolation<State> {
  const { system, invariants } = model;
  const at = invariants.findIndex((claim) => claim.id === id);
  const schedule = records.map(({ label }) => label);
  const operations = [initialStateName, ...schedule].map((op) => ({ op }));
  const execution = executorOf(system, model).execute({ operations });
  const claim = compileClaims(model).invariants[at];
  if (execution.divergence !== null || !isBrokenAtEnd(claim, execution)) {
    throw notReproduced(
      `invariant "${id}" was violated in ${where}, but not when the schedule was executed again (${scheduleText(schedule)})`,
    );
  }
  const states = execution.operations.map(({ state }) => definedState(system, state));
  return { invariant: invariants[at], schedule, states, count };
}

export function goalResults<State>(
  goals: readonly SystemGoal<State>[],
  reached: readonly boolean[],
  isComplete: boolean,
): SystemGoalResult<State>[] {
  return goals.map((goal, index) => {
    const otherwise = isComplete ? 'not-reached' : 'undecided';
    return { goal, verdict: reached[index] ? 'reached' : otherwise };
  });
}
