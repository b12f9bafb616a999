/** What a reader of a check of vmem.c should do next. */
import type { SubjectAdvice } from '../../../subject/advice.ts';
import { nothingMappedText } from './nothing-mapped.ts';
import type { ScopeConfig } from './scope-config.ts';

export const vmemAdvice: SubjectAdvice = {
  nothingReached: nothingMappedText,
  /** KASAN was requested beside sections that need not lie near the shadow, and nothing was seen. */
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
