/** Advice for readers of a check of vmem.c. */
import type { SubjectAdvice } from '../../../subject/advice.ts';
import { Level } from '../machine/geometry.ts';
import { describeMachine, isTiny } from '../machine/layouts.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import type { ScopeConfig } from './scope-config.ts';

export const vmemAdvice: SubjectAdvice = {
  nothingReached: nothingMappedText,
  /** Advice if KASAN was requested with sections that may be far from the shadow. */
  notShown(preset, scopes: readonly ScopeConfig[], quiet) {
    const isOpen = quiet.includes('reserved-tables-kept') && preset !== 'kasan';
    return isOpen && scopes.some(({ kasan }) => kasan)
      ? [
          'Whether reserved-tables-kept can be broken depends on sections that share a table with the KASAN shadow: --preset kasan has such sections.',
        ]
      : [];
  },
  oneScope: (scopes: readonly ScopeConfig[]) =>
    scopes.some(({ misaligned }) => misaligned) ? '--no-misaligned' : '',
  heap: 'States of real geometries are kept as objects in the heap',
};

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
