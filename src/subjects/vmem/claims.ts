/** The claims about vmem.c, for its subject. */
import { allInvariants, invariants } from '../../invariants/catalogue.ts';
import { goals, someCallMaps } from '../../invariants/goals.ts';
import type { SubjectClaims } from '../../subject/claims.ts';
import { occasionGoals } from './reached/watched-system.ts';
import type { ScopeConfig } from './scope/scope-config.ts';

export const vmemClaims = {
  invariants: allInvariants,
  /** Some claims are about concurrent readers and cannot be judged without threads. */
  judgedIn(scopes: readonly ScopeConfig[]) {
    return scopes.some(({ threads }) => threads.length > 0) ? allInvariants : invariants;
  },
  goals,
  neededGoal: someCallMaps,
  occasions: occasionGoals,
} satisfies SubjectClaims;
