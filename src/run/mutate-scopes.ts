/** Where mutants are hunted: small worlds that together reach every step of the kernel. */
import { plainScope, type ScopeConfig } from '../config/scope-config.ts';

export const mutationScopeSets = ['small', 'full'] as const;
export type MutationScopeSet = (typeof mutationScopeSets)[number];

/** The one revision that keeps every claim: what it violates with a mistake, the mistake violates. */
export const defaultMutationBase = 'strict-order';

type Variation = Partial<ScopeConfig>;

/** All levels of tables, both sizes of memmap, each kind of reserved table, partial identity ranges. */
const small: readonly Variation[] = [
  { fresh: 'recycled' },
  { kasan: true, blocks: [[0], [1]] },
  { edat1: false, edat2: false, blocks: [[2]], fresh: 'recycled' },
  { edat2: false, dcss: { start: 0x10000, end: 0x15000 }, blocks: [[2]], fresh: 'recycled' },
  { geometry: 'tiny3', structPage: 72, vmalloc: 'near', blocks: [[0], [1]], fresh: 'unused' },
];

/** Other roots, other struct pages, three sections, larger blocks, more failures. */
const more: readonly Variation[] = [
  { geometry: 'tiny3', fresh: 'recycled' },
  { geometry: 'tiny4', fresh: 'recycled' },
  { structPage: 56, blocks: [[1], [2]], fresh: 'recycled' },
  { structPage: 72, fresh: 'recycled' },
  { structPage: 16, blocks: [[0], [1], [2]] },
  { edat2: false, failAllocs: Infinity },
  { blocks: [[0], [1], [2]] },
  { blocks: [[0, 1], [2]] },
  { debugPagealloc: true, blocks: [[2]] },
];

export function mutationScopes(revision: string, set: MutationScopeSet): ScopeConfig[] {
  const variations = set === 'small' ? small : [...small, ...more];
  return variations.map((variation) => ({
    ...plainScope,
    failAllocs: 1,
    ...variation,
    revision,
  }));
}
