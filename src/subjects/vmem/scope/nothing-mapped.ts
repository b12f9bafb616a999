/** Scopes in which no mapping call ever returned 0: the reason, and a better scope. */

import { Level } from '../machine/geometry.ts';
import { describeMachine, isTiny } from '../machine/layouts.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import type { ScopeConfig } from './scope-config.ts';

/** One or two sentences about scopes with this property; the names are of revisions. */
export function nothingMappedText(
  names: readonly string[],
  scopes: readonly ScopeConfig[],
): string {
  const geometries = [...new Set(scopes.map(({ geometry }) => geometry))];
  const where = `In ${geometries.join(', ')} no call that maps ever returns 0`;
  const unlinked = names.filter(
    (name) => findKernel(name)?.programs.does('linksPudTable') === false,
  );
  if (unlinked.length === 0 || !scopes.every(hasMoreThanThreeLevels)) {
    return `${where}, so nothing beyond that was judged.`;
  }
  const verb = unlinked.length === 1 ? 'does' : 'do';
  const other = geometries.some(isTiny) ? 'tiny3' : 'real3';
  return `${where}: ${unlinked.join(' and ')} ${verb} not link a new pud table (repaired by bffc2f7aa963), so with more than three levels every add crashes. Use --geometry ${other} to judge the rest.`;
}

function hasMoreThanThreeLevels(scope: ScopeConfig): boolean {
  const { geometry } = describeMachine({ ...scope, sections: scope.blocks.flat() });
  return geometry.root > Level.pud;
}
