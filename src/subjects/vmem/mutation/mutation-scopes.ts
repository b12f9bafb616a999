/** Scopes and claims for searching mutants: small worlds that together reach every step of the kernel. */
import { allInvariants } from '../../../invariants/catalogue.ts';
import type { Invariant } from '../../../invariants/invariant.ts';
import { plainScope, type ScopeConfig } from '../scope/scope-config.ts';

export const mutationScopeSets = ['small', 'full'] as const;
export type MutationScopeSet = (typeof mutationScopeSets)[number];

/**
 * The only revision for which every claim holds: any violation of a mutant is caused by its mistake.
 */
export const defaultMutationBase = 'strict-order';

type MutationVariation = Partial<ScopeConfig>;

/** All table levels, both sizes of memmap, each kind of reserved table, partial identity ranges. */
const small: readonly MutationVariation[] = [
  { fresh: 'recycled' },
  { kasan: true, blocks: [[0], [1]] },
  { edat1: false, edat2: false, blocks: [[2]], fresh: 'recycled' },
  { edat2: false, dcss: { start: 0x10000, end: 0x15000 }, blocks: [[2]], fresh: 'recycled' },
  { geometry: 'tiny3', structPage: 72, vmalloc: 'near', blocks: [[0], [1]], fresh: 'unused' },
];

/** A section and a DCSS that share a pud table, if there is one. */
const twoUsers: MutationVariation = {
  structPage: 64,
  blocks: [[2]],
  dcss: { start: 0x30000, end: 0x31000 },
};

/** Interleavings: at the same table, at freed memory, and for the same two locks. */
const withThreads: readonly MutationVariation[] = [
  { ...twoUsers, threads: ['hotplug', 'dcss'] },
  { ...twoUsers, geometry: 'tiny3', threads: ['hotplug', 'allocator'], failAllocs: 0 },
  {
    ...twoUsers,
    geometry: 'tiny3',
    threads: ['dcss', 'dumper-mutex', 'dumper-mutex'],
    failAllocs: 0,
  },
];

/** Other roots, other struct pages, three sections, larger blocks, more failures. */
const more: readonly MutationVariation[] = [
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

/**
 * Claims that no mutant can be blamed for: a walker over page frames sees freed memmap during any hotplug
 * (F24), and a failed add of several sections is not undone by the core (F20).
 */
const notOfMutants: readonly string[] = ['readers-stay-mapped', 'memory-goes-with-memmap'];

export const mutationInvariants: readonly Invariant[] = allInvariants.filter(
  ({ id }) => !notOfMutants.includes(id),
);

export function mutationScopes(revision: string, set: MutationScopeSet): ScopeConfig[] {
  const variations = [...small, ...withThreads, ...(set === 'small' ? [] : more)];
  return variations.map((variation) => ({
    ...plainScope,
    failAllocs: 1,
    ...variation,
    revision,
  }));
}
