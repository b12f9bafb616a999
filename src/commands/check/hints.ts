/** Suggestions for a check whose scope limited the result. */

import type { ScopeData } from '../../subject/scopes.ts';
import { largerHeap } from '../../text/larger-heap.ts';
import { type CheckResult, violationsByWeight } from './result.ts';

export function hintsOf(result: CheckResult): string[] {
  const barren = barrenScopes(result);
  const { advice } = result.subject;
  const hints = barren.length === 0 ? [] : [advice.nothingReached([barren[0].revision], barren)];
  const long = violationsByWeight(result.invariants).filter((one) => one.isOnlyDepthFirst);
  if (long.length > 0) {
    const ids = long.map(({ invariant }) => invariant.id).join(', ');
    hints.push(
      `Found depth-first, so not necessarily the shortest: ${ids}. --search bfs finds the shortest, tablewalk shrink shortens these.`,
    );
  }
  if (result.scopes.some(({ stop }) => stop?.limit === 'heap')) {
    hints.push(`${advice.heap}: ${largerHeap}.`);
  }
  const quiet = result.invariants.filter(
    ({ verdict }) => verdict === 'holds' || verdict === 'not-judged',
  );
  const scopes = result.scopes.map(({ scope }) => scope);
  const ids = quiet.map(({ invariant }) => invariant.id);
  return [...hints, ...advice.notShown(result.preset, scopes, ids)];
}

/** Searched completely, but nothing was ever mapped. */
function barrenScopes({ scopes }: CheckResult): ScopeData[] {
  return scopes.flatMap(({ scope, stop, maps }) => (stop === null && !maps ? [scope] : []));
}
