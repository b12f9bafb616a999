/** The configurations that `series` sweeps for each revision, smallest first. */
import { type Contract, plainScope, type ScopeConfig } from './scope-config.ts';

type SweepVariation = Partial<Omit<ScopeConfig, 'revision' | 'contract'>>;

const noEdat2: SweepVariation = { edat2: false };
const noEdat: SweepVariation = { edat1: false, edat2: false };
const one: SweepVariation = { blocks: [[1]] };
const two: SweepVariation = { blocks: [[1], [2]] };
const three: SweepVariation = { blocks: [[0], [1], [2]] };
const failing: SweepVariation = { failAllocs: 1 };
const structPageSizes = [48, 56, 64, 72, 16];

/** Facilities and address-space layouts in all combinations: some bugs occur in exactly one of them. */
const machines: readonly SweepVariation[] = [{}, noEdat2, noEdat].flatMap((edat) =>
  ([{}, { kasan: true }, { vmalloc: 'near' }, { debugPagealloc: true }] as const).map((layout) => ({
    ...edat,
    ...layout,
  })),
);

/** Five levels and three: a root of pud entries hides violations above the pud level. */
function onBothRoots(variations: readonly SweepVariation[]): SweepVariation[] {
  return variations.flatMap((variation) => [variation, { ...variation, geometry: 'tiny3' }]);
}

/** Whole memory blocks, as the kernel's callers add and remove them. */
const kernelVariations: readonly SweepVariation[] = [
  ...onBothRoots([
    one,
    { ...one, ...failing },
    ...structPageSizes.map((structPage) => ({ ...two, structPage })),
    ...machines.map((machine) => ({ ...one, ...failing, ...machine })),
    ...structPageSizes.map((structPage) => ({ ...two, structPage, ...failing })),
    { ...two, failAllocs: Infinity },
    { ...two, ...failing, ...noEdat2, dcss: { start: 0x30000, end: 0x35000 } },
    ...machines.map((machine) => ({ ...two, ...failing, structPage: 56, ...machine })),
    { ...two, ...failing, fresh: 'unused' },
    { ...two, ...failing, structPage: 56, fresh: 'unused' },
    ...[48, 56, 72].map((structPage) => ({ ...two, structPage, fresh: 'recycled' as const })),
    { ...two, ...failing, fresh: 'recycled' },
    { ...three, ...failing },
    { ...three, ...failing, structPage: 16 },
    { blocks: [[0, 1], [2]], ...failing },
    { blocks: [[0], [1, 2]], ...failing, structPage: 56 },
    { ...three, fresh: 'recycled' },
  ]),
  { ...one, geometry: 'tiny4' },
  { ...two, ...failing, geometry: 'tiny4' },
];

/** Ranges that share PMDs of 4 pages, and pud entries of 16. */
const anyVariations: readonly SweepVariation[] = [
  ...onBothRoots([
    { memmapPoints: [0, 2, 4] },
    { memmapPoints: [0, 2, 4, 6, 8] },
    { memmapPoints: [0, 1, 3, 4, 8] },
    { memmapPoints: [0, 2, 4, 6], online: false },
    { memmapPoints: [12, 14, 16, 18, 20] },
    { memmapPoints: [0, 2, 4, 6], ...failing },
    { memmapPoints: [2, 4, 6, 8], ...failing, fresh: 'unused' },
    { memmapPoints: [0, 2, 4, 6], ...failing, ...noEdat },
    { memmapPoints: [12, 14, 16, 18], failAllocs: Infinity },
    { memmapPoints: [0, 2, 4, 6], ...failing, fresh: 'recycled' },
    { memmapPoints: [0, 2, 4, 6, 8], fresh: 'recycled', online: false },
    { memmapPoints: [0, 2, 3, 4, 6, 8] },
    { identityPoints: [16, 18, 20] },
    { identityPoints: [0, 2, 4, 16] },
    { identityPoints: [16, 17, 20, 24, 32, 48] },
    { identityPoints: [16, 18, 20, 32], ...failing },
    { identityPoints: [16, 18, 20, 32, 48], ...failing },
    { identityPoints: [16, 18, 20, 32], failAllocs: Infinity, ...noEdat2 },
    ...machines.map((machine) => ({ identityPoints: [28, 32, 36, 40], ...failing, ...machine })),
    ...machines.map((machine) => ({ identityPoints: [12, 16, 18, 32], ...failing, ...machine })),
    ...machines.map((machine) => ({ memmapPoints: [2, 4, 6, 8], ...failing, ...machine })),
    { identityPoints: [0, 16, 32, 48], memmapPoints: [0, 4, 8], vmalloc: 'near', ...failing },
  ]),
  { memmapPoints: [0, 2, 4], geometry: 'tiny4' },
  { identityPoints: [16, 18, 20], geometry: 'tiny4' },
];

/** The scopes of the sweep for one revision under one contract. */
export function seriesScopes(revision: string, contract: Contract): ScopeConfig[] {
  const variations = contract === 'kernel' ? kernelVariations : anyVariations;
  const blocks = contract === 'kernel' ? plainScope.blocks : [];
  // As in the recordings, runs continue after an access to unmapped memmap.
  const start: ScopeConfig = { ...plainScope, revision, contract, blocks, faults: 'go-on' };
  return variations.map((variation) => ({ ...start, ...variation }));
}
