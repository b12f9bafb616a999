/** The claims that a run judges: the named ones, or all that its scopes can put to the test. */

import { allInvariants, invariants } from '../../invariants/catalogue.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';

export interface ClaimsAsked {
  readonly invariants: readonly Invariant[];
  readonly invariantsAreNamed: boolean;
}

/** Some claims are about concurrent readers: nothing puts them to the test without threads. */
export function claimsAsked(
  scopes: readonly ScopeConfig[],
  named: readonly Invariant[] | undefined,
  stopAtFirst = false,
): ClaimsAsked {
  const hasThreads = scopes.some(({ threads }) => threads.length > 0);
  const all = hasThreads ? allInvariants : invariants;
  // Strict readings do not affect the verdict here, so they must not end the search.
  const judged = stopAtFirst ? all.filter(({ premise }) => premise === undefined) : all;
  return { invariants: named ?? judged, invariantsAreNamed: named !== undefined };
}
