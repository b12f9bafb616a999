/** Conditions that end a check of several scopes early. */
import type { Invariant } from '../../invariants/invariant.ts';
import type { SearchAnswer } from '../../jobs/search-job.ts';
import { stopOf, unknownStop } from '../../jobs/stop-of.ts';
import type { Stop } from '../../text/stop-text.ts';

interface EndingRequest {
  readonly stopWhenAllViolated?: boolean;
  readonly invariants: readonly Invariant[];
}

/** After these limits the next scope is not started; limits of memory and states apply to one scope. */
export function endsTheRun(stop: Stop | null): boolean {
  return stop !== null && ['time', 'interrupted', 'first-violation'].includes(stop.limit);
}

/** Only called if the run must end there. */
export function areAllViolated(
  { stopWhenAllViolated = false, invariants }: EndingRequest,
  answers: readonly (SearchAnswer | null)[],
): boolean {
  const violated = answers.flatMap((answer) => answer?.result.violations ?? []);
  const ids = new Set(violated.map(({ invariant }) => invariant.id));
  return stopWhenAllViolated && invariants.every(({ id }) => ids.has(id));
}

/** If all violations were requested, only the end of the whole run ends it. */
export function stopIn(
  { stopWhenAllViolated }: EndingRequest,
  { result, coverage }: SearchAnswer,
): Stop | null {
  const stop = stopOf(result.end) ?? unknownStop(coverage);
  return stopWhenAllViolated && stop?.limit === 'first-violation'
    ? { limit: 'all-violated', value: null }
    : stop;
}
