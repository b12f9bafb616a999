/** Conditions that end a check of several scopes early. */
import type { SearchLimits } from '../../explorer/search.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { SearchAnswer } from '../../jobs/search-job.ts';
import { stopOf, unknownStop } from '../../jobs/stop-of.ts';
import type { Stop } from '../../text/stop-text.ts';

interface EndingRequest {
  readonly limits: Pick<SearchLimits, 'elapsedMsMax'>;
  readonly stopWhenAllViolated?: boolean;
  readonly invariants: readonly Invariant[];
}

/** After these limits the next scope is not started; limits of memory and states apply to one scope. */
export function endsTheRun(stop: Stop | null): boolean {
  return stop !== null && ['time', 'interrupted', 'first-violation'].includes(stop.limit);
}

/** Only called if the run must end there. */
export function areAllViolated(
  { stopWhenAllViolated = false, invariants }: Omit<EndingRequest, 'limits'>,
  answers: readonly (SearchAnswer | null)[],
): boolean {
  const violated = answers.flatMap((answer) => answer?.result.violations ?? []);
  const ids = new Set(violated.map(({ invariant }) => invariant.id));
  return stopWhenAllViolated && invariants.every(({ id }) => ids.has(id));
}

/**
 * If all violations were requested, only the end of the whole run ends it. A scope had the time that was
 * left; the limit that is named is that of the run.
 */
export function stopIn(
  { stopWhenAllViolated, limits }: EndingRequest,
  { result, coverage }: SearchAnswer,
): Stop | null {
  const stop = stopOf(result.end) ?? unknownStop(coverage);
  if (stop?.limit === 'time') return { limit: 'time', value: limits.elapsedMsMax };
  return stopWhenAllViolated && stop?.limit === 'first-violation'
    ? { limit: 'all-violated', value: null }
    : stop;
}
