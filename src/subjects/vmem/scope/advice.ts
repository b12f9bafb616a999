/** Advice for readers of a check of vmem.c. */
import type { SubjectAdvice } from '../../../subject/advice.ts';
import { Level } from '../machine/geometry.ts';
import { describeMachine, isTiny } from '../machine/layouts.ts';
import { findKernel } from '../mutation/named-kernel.ts';
import { dimensionOf, fieldNames, type ScopeConfig, withOwnWindows } from './dimensions.ts';

export const vmemAdvice: SubjectAdvice = {
  nothingReached: nothingMappedText,
  notShown: (preset, scopes: readonly ScopeConfig[], quiet) =>
    fieldNames.flatMap((name) => {
      const { notShown, plain } = dimensionOf(name);
      const isOpen =
        notShown !== undefined && quiet.includes(notShown.invariant) && preset !== notShown.preset;
      return isOpen && scopes.some((scope) => scope[name] !== plain) ? [notShown.text] : [];
    }),
  oneScope: (scopes: readonly ScopeConfig[]) =>
    [...new Set(scopes.flatMap(withOwnWindows))]
      .map((name) => dimensionOf(name).toFlag(dimensionOf(name).plain))
      .join(' '),
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
