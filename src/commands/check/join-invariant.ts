/** Joins the results of one claim over all scopes of a check: times judged, shortest violation, verdict. */

import type { PlannedRequest } from '../../checkpoint/plan.ts';
import {
  type ConfirmedViolation,
  type Confirmer,
  type FoundViolation,
  shortest,
} from '../../counterexample/confirm.ts';
import type { SearchResult, Violation } from '../../explorer/outcome.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { SearchAnswer } from '../../jobs/search-job.ts';
import type { TransitionRecord } from '../../model/system.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Stop } from '../../text/stop-text.ts';
import type { InvariantResult, InvariantVerdict } from './result.ts';

/** The parts of a search result that are joined. */
export interface JudgedScope {
  readonly scope: ScopeData;
  readonly answer: Pick<SearchAnswer, 'paths' | 'maps'> & {
    readonly result: Pick<SearchResult, 'violations' | 'judgedCounts'>;
  };
}

/** The shortest violation in all scopes is confirmed, if there is time. */
export function joinInvariant(
  { invariantsAreNamed }: Pick<PlannedRequest, 'invariantsAreNamed'>,
  searched: readonly JudgedScope[],
  confirmer: Confirmer,
  invariant: Invariant,
  index: number,
  stop: Stop | null,
): InvariantResult {
  const found = searched.flatMap(({ scope, answer }) =>
    answer.result.violations.flatMap((violation, at) =>
      violation.invariant.id === invariant.id
        ? [sightingIn(scope, invariant, violation, answer.paths[at])]
        : [],
    ),
  );
  const judgedIn = (scopes: readonly JudgedScope[]): number =>
    scopes.reduce((sum, { answer }) => sum + answer.result.judgedCounts[index], 0);
  const judged = judgedIn(searched);
  const judgedInVain = judgedIn(searched.filter(({ answer }) => !answer.maps));
  const best = found.length === 0 ? null : shortest(found);
  const violation = best === null ? null : confirmShortest(best, found, confirmer);
  const isOpen = best !== null && violation === null;
  return {
    invariant,
    judged,
    judgedInVain,
    violation,
    verdict: invariantVerdict(violation, judged - judgedInVain, stop !== null || isOpen),
    ...(isOpen && { unconfirmed: { operations: best.transitions.length, steps: best.steps } }),
    isAside: invariant.premise !== undefined && !invariantsAreNamed,
  };
}

function sightingIn(
  scope: ScopeData,
  invariant: Invariant,
  { steps, isOnlyDepthFirst }: Violation,
  transitions: readonly TransitionRecord[],
): FoundViolation {
  return { invariant, scope, transitions, steps, isOnlyDepthFirst };
}

/** A scope whose shortest story is unknown may have a shorter one. Null if there is no time. */
function confirmShortest(
  best: FoundViolation,
  found: readonly FoundViolation[],
  confirmer: Confirmer,
): ConfirmedViolation | null {
  const confirmed = confirmer.confirm(best);
  const isOnlyDepthFirst = found.some((one) => one.isOnlyDepthFirst);
  return confirmed !== null && isOnlyDepthFirst ? { ...confirmed, isOnlyDepthFirst } : confirmed;
}

/** True if a claim that decides is violated. */
export function isViolated(invariants: readonly InvariantResult[]): boolean {
  return invariants.some(({ verdict, isAside }) => verdict === 'violated' && !isAside);
}

/** Never "holds" when the search ended early or the claim was never put to the test. */
export function invariantVerdict(
  violation: ConfirmedViolation | null,
  judged: number,
  endedEarly: boolean,
): InvariantVerdict {
  if (violation !== null) return 'violated';
  if (endedEarly) return 'undecided';
  return judged === 0 ? 'not-judged' : 'holds';
}
