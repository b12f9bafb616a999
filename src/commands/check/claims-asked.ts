/** The claims that a run judges: the named ones, or all those that its scopes can test. */

import type { Invariant } from '../../invariants/invariant.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';

export interface ClaimsAsked {
  readonly invariants: readonly Invariant[];
  readonly invariantsAreNamed: boolean;
}

export function claimsAsked(
  { claims }: Subject,
  scopes: readonly ScopeData[],
  named: readonly Invariant[] | undefined,
  stopAtFirst = false,
): ClaimsAsked {
  const all = claims.judgedIn(scopes);
  // Strict readings do not affect the verdict here, so they must not end the search.
  const judged = stopAtFirst ? all.filter(({ premise }) => premise === undefined) : all;
  return { invariants: named ?? judged, invariantsAreNamed: named !== undefined };
}
