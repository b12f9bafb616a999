/** Suggestions for a check whose scope limited the result. */

import { nothingMappedText } from '../../subjects/vmem/scope/nothing-mapped.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import { largerHeap } from '../../text/larger-heap.ts';
import { type CheckResult, violationsByWeight } from './result.ts';

export function hintsOf(result: CheckResult): string[] {
  const barren = barrenScopes(result);
  const hints = barren.length === 0 ? [] : [nothingMappedText([barren[0].revision], barren)];
  const long = violationsByWeight(result.invariants).filter((one) => one.isOnlyDepthFirst);
  if (long.length > 0) {
    const ids = long.map(({ invariant }) => invariant.id).join(', ');
    hints.push(
      `Found depth-first, so not necessarily the shortest: ${ids}. --search bfs finds the shortest, tablewalk shrink shortens these.`,
    );
  }
  if (result.scopes.some(({ stop }) => stop?.limit === 'heap')) {
    hints.push(`States of real geometries are kept as objects in the heap: ${largerHeap}.`);
  }
  if (mayMissShadow(result)) {
    hints.push(
      'Whether reserved-tables-kept can be broken depends on sections that share a table with the KASAN shadow: --preset kasan has such sections.',
    );
  }
  return hints;
}

/** KASAN was requested with sections that need not lie near the shadow, and nothing was seen. */
function mayMissShadow({ preset, scopes, invariants }: CheckResult): boolean {
  const kept = invariants.find(({ invariant }) => invariant.id === 'reserved-tables-kept');
  const isQuiet = kept?.verdict === 'holds' || kept?.verdict === 'not-judged';
  return isQuiet && preset !== 'kasan' && scopes.some(({ scope }) => scope.kasan);
}

/** Searched completely, but nothing was ever mapped. */
function barrenScopes({ scopes }: CheckResult): ScopeConfig[] {
  return scopes.flatMap(({ scope, stop, maps }) => (stop === null && !maps ? [scope] : []));
}
