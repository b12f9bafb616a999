/** The claims of a subject, in the order of reports. */
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { ScopeData } from './scopes.ts';

export interface SubjectClaims {
  readonly invariants: readonly Invariant[];
  /** The invariants that the scopes can test. */
  judgedIn(scopes: readonly ScopeData[]): readonly Invariant[];
  /** Goals that a sound model must be able to reach. */
  readonly goals: readonly Goal[];
  /** If this goal is not reached, claims can break but not hold. Null if there is no such goal. */
  readonly neededGoal: Goal | null;
  /** A goal for every occasion: a search reports which of them arose. */
  readonly occasions: readonly Goal[];
}
