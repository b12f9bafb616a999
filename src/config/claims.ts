/** The sentences of the series that can be checked, and its TLB question in all its readings. Pure data. */
import { type Assumption, assumptions, type Variation } from './claims-scopes.ts';

/** What breaks a claim: an invariant, or only some of the facts that break it. */
export interface Property {
  readonly invariant: string;
  readonly facts?: readonly string[];
}

export interface Claim {
  readonly id: string;
  /** The words of the series; for a reading of ours, the question. */
  readonly quote: string;
  readonly by: string;
  readonly properties: readonly Property[];
  /** The revision that it is judged at, assumption by assumption. */
  readonly revision: string;
  /** Judged there too, with all assumptions made. */
  readonly alsoAt: readonly string[];
  /** Differences from `claimScope`; each is searched. */
  readonly variations: readonly Variation[];
  readonly assumptions: readonly Assumption[];
  /** What the answer does not say by itself. */
  readonly note: string;
}

const {
  noFailure,
  freshZero,
  memmapSameGranularity,
  identitySameGranularity,
  noKasan,
  vmallocFar,
  threeLevels,
  wholePmds,
  errorKept,
  partMarked,
  freedAfterFlush,
} = assumptions;

const property = (invariant: string, ...facts: readonly string[]): Property =>
  facts.length === 0 ? { invariant } : { invariant, facts };

const cover = 'cover letter';
const sizes: readonly Variation[] = [56, 64, 72].map((structPage) => ({ structPage }));
const facilities: readonly Variation[] = [
  {},
  { edat2: false },
  { edat1: false, edat2: false },
  { debugPagealloc: true },
];
const merged = ['v1-9', 'v2-9', 'linux-5.9', 'mainline'];

/** What must hold for "it works": everything but the strict readings. */
const works: readonly Property[] = [
  'no-leaked-tables',
  'no-leaked-memmap',
  'identity-coverage',
  'vmemmap-coverage',
  'success-means-mapped',
  'failure-is-undone',
  'freed-once',
  'live-memmap-not-marked',
  'live-memmap-not-zeroed',
  'unused-means-unused',
  'unused-tail-valid',
  'no-write-unmapped',
  'walk-stays-in-tables',
  'direct-map-counters',
].map((invariant) => ({ invariant }));

export const seriesClaims: readonly Claim[] = [
  {
    id: 'memmap-freed',
    quote: 'all populated vmemmap pages to get removed/freed',
    by: cover,
    properties: [property('no-leaked-memmap')],
    revision: 'linux-5.10',
    alsoAt: ['base', 'v2-3', 'v2-7', 'v2-8', ...merged],
    variations: sizes,
    assumptions: [noFailure, freshZero, memmapSameGranularity],
    note: 'Until 8/9 the block that two sections share stays for ever (F12).',
  },
  {
    id: 'vmemmap-tables-freed',
    quote: 'all applicable page tables for the vmemmap getting removed/freed',
    by: cover,
    properties: [property('no-leaked-tables')],
    revision: 'linux-5.9',
    alsoAt: ['v2-5', 'v2-6', 'v2-9', 'linux-5.10', 'mainline'],
    variations: [{ geometry: 'tiny5' }],
    assumptions: [noFailure, noKasan],
    note: '"Applicable" is read as: below VMALLOC_START, outside the KASAN shadow (F04).',
  },
  {
    id: 'identity-freed',
    quote: '... for the identity mapping ...',
    by: cover,
    properties: [
      property('identity-coverage', 'identityResidue'),
      property('no-leaked-tables'),
      property('direct-map-counters'),
    ],
    revision: 'linux-5.10',
    alsoAt: ['base', 'v2-2', 'v2-6', ...merged],
    variations: facilities,
    assumptions: [noFailure, identitySameGranularity],
    note: 'Without the assumption a partly covered leaf stays (F08).',
  },
  {
    id: 'no-partly-covered-leaf',
    quote: 'something that should never happen with direct mappings',
    by: 'patch 2/9',
    properties: [property('identity-coverage', 'identityResidue')],
    revision: 'v2-2',
    alsoAt: merged,
    variations: facilities,
    assumptions: [noFailure, identitySameGranularity],
    note: 'A leaf that a removal covers in part. It happens as soon as the sizes differ.',
  },
  {
    id: 'populate-cleaned-up',
    quote: 'cleanup when vmemmap_populate() fails',
    by: 'patch 4/9',
    properties: [property('failure-is-undone')],
    revision: 'linux-5.10',
    alsoAt: ['v2-4', 'v2-7', 'v2-8', ...merged],
    variations: [{ geometry: 'tiny5' }, { geometry: 'tiny5', structPage: 64 }],
    assumptions: [noKasan, vmallocFar, freshZero],
    note: 'Tables that may be shared stay after a failure, by design (F05).',
  },
  {
    id: 'mutex',
    quote: 'avoid races when removing tables that might be just about to get reused',
    by: 'patch 5/9',
    properties: [property('writes-under-mutex')],
    revision: 'v2-5',
    alsoAt: ['v2-4', 'linux-5.10', 'mainline'],
    variations: sizes,
    assumptions: [noFailure, freshZero],
    note: 'Judged is that every write is under the mutex; the race itself needs a second thread.',
  },
  {
    id: 'reserved-tables',
    quote: 'consider only page tables that fully fall into identity mapping and vmemmap',
    by: 'patch 6/9',
    properties: [property('reserved-tables-kept')],
    revision: 'linux-5.9',
    alsoAt: ['v2-9', 'linux-5.10', 'mainline'],
    variations: [{ geometry: 'tiny5' }],
    assumptions: [noKasan, vmallocFar, noFailure],
    note: 'The test of 6/9 is the wrong way round for KASAN (F04).',
  },
  {
    id: 'fallback',
    quote: 'fallback to PTEs if mapping large PMD fails',
    by: 'patch 7/9',
    properties: [property('success-means-mapped'), property('vmemmap-coverage')],
    revision: 'linux-5.10',
    alsoAt: ['v1-7', 'v2-7', ...merged],
    variations: [{ structPage: 64, failAllocs: 3 }],
    assumptions: [
      errorKept,
      { ...noFailure, id: 'one-failure', text: 'at most one allocation fails in one operation', made: { failAllocs: 1 }, dropped: { failAllocs: 3 } },
    ],
    note: 'Two blocks and then a page table that cannot be had: success is reported (F01).',
  },
  {
    id: 'mark-some-piece',
    quote: 'sufficient to mark only some piece',
    by: 'patch 8/9',
    properties: [property('unused-means-unused')],
    revision: 'v2-8',
    alsoAt: ['v1-8', ...merged],
    variations: sizes,
    assumptions: [noFailure, freshZero, memmapSameGranularity],
    note: '8/9 is right for every content of fresh memory. 9/9 is not (next claim).',
  },
  {
    id: 'mark-deferred',
    quote: 'avoid memset when populating consecutive sections',
    by: 'patch 9/9',
    properties: [property('unused-means-unused'), property('unused-tail-valid')],
    revision: 'linux-5.10',
    alsoAt: ['v1-8', 'v2-8', ...merged],
    variations: sizes,
    assumptions: [freshZero, partMarked, noFailure, errorKept, memmapSameGranularity],
    note: '9/9 leaves out the mark where a section continues the remembered tail (F02).',
  },
  {
    id: 'struct-page-sizes',
    quote: '56 and 64 byte memmap, with and without huge pages',
    by: cover,
    properties: works,
    revision: 'linux-5.10',
    alsoAt: merged,
    variations: sizes.flatMap((size) => facilities.map((edat) => ({ ...size, ...edat }))),
    assumptions: [errorKept, noFailure, partMarked, freshZero],
    note: 'Everything but the strict readings, also with 72 bytes.',
  },
  {
    id: 'dcss',
    quote: "I don't have access to ... dcss",
    by: cover,
    properties: works,
    revision: 'linux-5.10',
    alsoAt: merged,
    variations: [
      { blocks: [[1], [2]], dcss: { start: 0x30000, end: 0x35000 } },
      { blocks: [[1], [2]], dcss: { start: 0x30000, end: 0x35000 }, edat1: false, edat2: false },
    ],
    assumptions: [errorKept, noFailure],
    note: 'What was not tested there: a DCSS in the pud entry behind section 2, one thread.',
  },
  {
    id: 'only-after-failure',
    quote: 'currently never used, unless adding standby memory fails',
    by: cover,
    properties: works,
    revision: 'linux-5.10',
    alsoAt: merged,
    variations: [
      { online: false, structPage: 56 },
      { online: false, structPage: 64, edat1: false, edat2: false },
    ],
    assumptions: [errorKept, partMarked, noFailure, freshZero],
    note: 'Memory that is added and never onlined. A block of several sections: see F20.',
  },
  {
    id: 'one-walker',
    quote: 'consolidating ... single walker',
    by: 'cover letter of v2',
    properties: [property('walk-stays-in-tables'), property('freed-once')],
    revision: 'v2-9',
    alsoAt: ['v1-9', 'linux-5.9', 'linux-5.10', 'mainline'],
    variations: sizes,
    assumptions: [threeLevels, noFailure, freshZero],
    note: 'The new walker forgets to link a pud table; three levels hide it (F03).',
  },
];

/** "Doing a single range flush at the end is sufficient", reading by reading. */
export const tlbClaims: readonly Claim[] = [
  {
    id: 'tlb-author',
    quote: 'single range flush at the end is sufficient as there are no valid accesses',
    by: `${cover}; the author's assumption: nobody uses the range, the flush drops everything`,
    properties: [property('flush-before-unlock')],
    revision: 'linux-5.10',
    alsoAt: ['v2-4', 'v2-5', 'v2-6', ...merged],
    variations: [...sizes, ...facilities],
    assumptions: [noFailure, freshZero, memmapSameGranularity],
    note: 'Judged at every unlock, and, without the mutex, at the end of the call.',
  },
  {
    id: 'tlb-reuse',
    quote: 'Does this caller itself get memory again before the flush?',
    by: 'reuse: tables and pages, no other users of the allocator',
    properties: [property('flush-before-reuse')],
    revision: 'linux-5.10',
    alsoAt: merged,
    variations: [...sizes, ...facilities],
    assumptions: [noFailure, freshZero, memmapSameGranularity],
    note: 'A removal allocates nothing, and ends with the flush.',
  },
  {
    id: 'tlb-strict-pages',
    quote: 'May memmap be handed out to others before the flush?',
    by: 'strict: pages, with other users of the allocator',
    properties: [property('flush-before-free')],
    revision: 'v2-5',
    alsoAt: ['v2-3', 'strict-order'],
    variations: sizes,
    assumptions: [noFailure, freshZero],
    note: 'v2 5/9 frees no tables: what breaks here is memmap. Any other user may get a freed frame at once, so this is flush-before-free.',
  },
  {
    id: 'tlb-strict-tables',
    quote: 'May page tables be handed out to others before the flush?',
    by: 'strict: tables, with other users of the allocator',
    properties: [property('flush-before-free')],
    revision: 'linux-5.10',
    alsoAt: ['v2-5', 'v2-6', ...merged],
    variations: [{ contract: 'any', blocks: [], identityPoints: [16, 18, 20, 32] }],
    assumptions: [freedAfterFlush, noFailure],
    note: 'Only identity mappings come and go: what is freed is tables.',
  },
  {
    id: 'tlb-strict-both',
    quote: 'May anything be handed out to others while an entry or a TLB names it?',
    by: 'strict: tables and pages, with other users of the allocator',
    properties: [property('flush-before-free'), property('no-dangling-entry')],
    revision: 'linux-5.10',
    alsoAt: [...merged, 'strict-order'],
    variations: sizes,
    assumptions: [freedAfterFlush, noFailure, wholePmds],
    note: 'True only with the reference order; no assumption on callers or memory helps.',
  },
  {
    id: 'tlb-ranged-pages',
    quote: 'Does the range of the flush cover all pages that were unmapped?',
    by: 'ranged flush of other architectures: pages',
    properties: [property('flush-covers-range', 'flushMissedLeaf')],
    revision: 'linux-5.10',
    alsoAt: ['v2-7', 'v2-8', ...merged, 'strict-order'],
    variations: [{}],
    assumptions: [freedAfterFlush, wholePmds, noFailure],
    note: 'A shared block reaches beyond the section that frees it. s390 ignores the range.',
  },
  {
    id: 'tlb-ranged-tables',
    quote: 'Does the range of the flush cover all tables that were unhooked?',
    by: 'ranged flush of other architectures: tables',
    properties: [property('flush-covers-range', 'flushMissedTable')],
    revision: 'linux-5.10',
    alsoAt: ['v2-5', 'v2-6', ...merged, 'strict-order'],
    variations: [{}],
    assumptions: [freedAfterFlush, wholePmds, noFailure],
    note: 'A freed table spans more than the range. s390 ignores the range.',
  },
];

export const claims: readonly Claim[] = [...seriesClaims, ...tlbClaims];
