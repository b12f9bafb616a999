/** Advice for readers of a check of vmem.c. */
import type { SubjectAdvice } from '../../../subject/advice.ts';
import { nothingMappedText } from './nothing-mapped.ts';
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
