/** The claims that a run judges: those that are named, or all that its scopes can put to the test. */
import type { ScopeConfig } from '../config/scope-config.ts';
import { allInvariants, invariants } from '../invariants/catalogue.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';

export interface ClaimsAsked {
  readonly invariants: readonly PageTableInvariant[];
  readonly invariantsAreNamed: boolean;
}

/** Some claims are about threads that look in: nothing puts them to the test without threads. */
export function claimsAsked(
  scopes: readonly ScopeConfig[],
  named: readonly PageTableInvariant[] | undefined,
): ClaimsAsked {
  const hasThreads = scopes.some(({ threads }) => threads.length > 0);
  const all = hasThreads ? allInvariants : invariants;
  return { invariants: named ?? all, invariantsAreNamed: named !== undefined };
}
