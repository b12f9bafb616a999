/** The invariants that a job names, and the goals of a search. */
import { InputError } from '../errors.ts';
import { mustBeOneOf } from '../input/nearest.ts';
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { SubjectClaims } from '../subject/claims.ts';

/** Throws `InputError` for an id that the subject does not know. */
export function invariantsOf({ invariants }: SubjectClaims, ids: readonly string[]): Invariant[] {
  return ids.map((id) => {
    const invariant = invariants.find((one) => one.id === id);
    if (invariant === undefined) {
      throw new InputError(
        `invariant is "${id}"; ${mustBeOneOf(
          id,
          invariants.map((one) => one.id),
          'tablewalk list invariants',
        )}`,
      );
    }
    return invariant;
  });
}

/** In the order of reports, which results refer to. */
export function goalsOf({ goals, neededGoal, occasions }: SubjectClaims): Goal[] {
  return [...goals, ...(neededGoal === null ? [] : [neededGoal]), ...occasions];
}
