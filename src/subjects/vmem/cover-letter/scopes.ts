/** A sentence of the series as data, its small scopes that close, and the assumptions that it may need. */
import type {
  Assumption as AnyAssumption,
  Sentence as AnySentence,
  Property,
} from '../../../subject/sentences.ts';
import { plainScope, type ScopeConfig } from '../scope/scope-config.ts';

export type ScopeVariation = Partial<Omit<ScopeConfig, 'revision'>>;

/** Without the assumption, the scope allows what it forbids. */
export interface VmemAssumption extends AnyAssumption {
  readonly made: ScopeVariation;
  readonly dropped: ScopeVariation;
}

/** Two neighbours that share a memmap block, on a root of pud entries. */
export const sentenceScope: ScopeConfig = {
  ...plainScope,
  geometry: 'tiny3',
  structPage: 56,
  blocks: [[1], [2]],
  failAllocs: 1,
  faults: 'go-on',
};

const wholeBlocks: ScopeVariation = {
  contract: 'kernel',
  blocks: sentenceScope.blocks,
  memmapPoints: [],
  identityPoints: [],
};
const anyRange: ScopeVariation = { contract: 'any', blocks: [], dcss: null };

const sameGranularity = {
  id: 'same-granularity',
  text: 'memory is removed exactly as it was added, and once',
  made: wholeBlocks,
};

export const assumptions = {
  noFailure: {
    id: 'no-failure',
    text: 'no allocation fails',
    made: { failAllocs: 0 },
    dropped: { failAllocs: 1 },
  },
  freshZero: {
    id: 'fresh-zero',
    text: 'fresh memory holds zeroes, never what an earlier block held',
    made: { fresh: 'zero' },
    dropped: { fresh: 'recycled' },
  },
  memmapSameGranularity: {
    ...sameGranularity,
    // Struct pages are never written, so only the marks show which parts are in use.
    dropped: { ...anyRange, memmapPoints: [0, 2, 4, 6], online: false },
  },
  identitySameGranularity: {
    ...sameGranularity,
    dropped: { ...anyRange, identityPoints: [16, 17, 20, 32] },
  },
  noKasan: {
    id: 'no-kasan',
    text: 'the kernel has no KASAN shadow',
    made: { kasan: false },
    dropped: { kasan: true },
  },
  vmallocFar: {
    id: 'vmalloc-far',
    text: 'no table of the memmap reaches above VMALLOC_START',
    made: { vmalloc: 'far' },
    dropped: { vmalloc: 'near' },
  },
  threeLevels: {
    id: 'three-levels',
    text: 'the kernel has three levels of tables',
    made: { geometry: 'tiny3' },
    dropped: { geometry: 'tiny4' },
  },
  wholePmds: {
    id: 'whole-pmds',
    text: 'memmap of a section fills whole PMDs (64 bytes)',
    made: { structPage: 64 },
    dropped: { structPage: 56 },
  },
  errorKept: {
    id: 'error-kept',
    text: 'a failed table allocation is reported (our repair, F01)',
    made: {},
    dropped: {},
    repairs: { 'linux-5.10': 'error-kept', 'part-marked': 'repaired' },
  },
  partMarked: {
    id: 'part-marked',
    text: 'a part that continues the tail is marked (our repair, F02)',
    made: {},
    dropped: {},
    repairs: { 'linux-5.10': 'part-marked', 'error-kept': 'repaired' },
  },
  freedAfterFlush: {
    id: 'freed-after-flush',
    text: 'what was cleared is flushed, and only then freed',
    made: {},
    dropped: {},
    repairs: { 'linux-5.10': 'strict-order' },
  },
} as const satisfies Record<string, VmemAssumption>;

/** The scope in which exactly the named assumptions of a sentence are made. */
export function scopeUnder(
  base: ScopeConfig,
  variation: ScopeVariation,
  all: readonly VmemAssumption[],
  made: readonly VmemAssumption[],
): ScopeConfig {
  let scope: ScopeConfig = { ...base, ...variation };
  for (const assumption of all) {
    const isMade = made.includes(assumption);
    scope = { ...scope, ...(isMade ? assumption.made : assumption.dropped) };
    const revision = assumption.repairs?.[scope.revision];
    if (isMade && revision !== undefined) scope = { ...scope, revision };
  }
  return scope;
}

export interface VmemSentence extends AnySentence {
  /** Differences from `sentenceScope`; each is searched. */
  readonly variations: readonly ScopeVariation[];
  readonly assumptions: readonly VmemAssumption[];
}

export const cover = 'cover letter';
/** The released versions: the end of both series, and their successors. */
export const mergedRevisions = ['v1-9', 'v2-9', 'linux-5.9', 'mainline'] as const;
/** With 56 and 72 bytes sections share memmap blocks. */
export const structPageVariations: readonly ScopeVariation[] = [56, 64, 72].map((structPage) => ({
  structPage,
}));
export const facilityVariations: readonly ScopeVariation[] = [
  {},
  { edat2: false },
  { edat1: false, edat2: false },
  { debugPagealloc: true },
];

export const property = (invariant: string, ...facts: readonly string[]): Property =>
  facts.length === 0 ? { invariant } : { invariant, facts };
