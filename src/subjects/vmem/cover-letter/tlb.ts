/** The TLB question of the cover letter in all its readings. Pure data. */

import {
  assumptions,
  cover,
  facilityVariations,
  mergedRevisions,
  property,
  structPageVariations,
  type VmemSentence,
} from './scopes.ts';

const { noFailure, freshZero, memmapSameGranularity, wholePmds, freedAfterFlush } = assumptions;

/** "Doing a single range flush at the end is sufficient", reading by reading. */
export const tlbSentences: readonly VmemSentence[] = [
  {
    id: 'tlb-author',
    quote: 'single range flush at the end is sufficient as there are no valid accesses',
    by: `${cover}; the author's assumption: the range is not in use, and the flush drops everything`,
    properties: [property('flush-before-unlock')],
    revision: 'linux-5.10',
    alsoAt: ['v2-4', 'v2-5', 'v2-6', ...mergedRevisions],
    variations: [...structPageVariations, ...facilityVariations],
    assumptions: [noFailure, freshZero, memmapSameGranularity],
    note: 'Judged at every unlock; without the mutex, at the end of the call. That the range is not used between clear and flush is assumed, not checked.',
  },
  {
    id: 'tlb-reuse',
    quote: 'Does this caller itself reuse memory before the flush?',
    by: 'reuse: tables and pages, no other users of the allocator',
    question: {
      upheld: { word: 'no', does: 'reuses no freed frame before the flush' },
      broken: { word: 'yes', does: 'reuses a freed frame before the flush' },
    },
    properties: [property('flush-before-reuse')],
    revision: 'linux-5.10',
    alsoAt: mergedRevisions,
    variations: [...structPageVariations, ...facilityVariations],
    assumptions: [noFailure, freshZero, memmapSameGranularity],
    note: 'A removal allocates nothing, and ends with the flush.',
  },
  {
    id: 'tlb-strict-pages',
    quote: 'May memmap be handed out to others before the flush?',
    by: 'strict: pages, with other users of the allocator',
    question: {
      upheld: { word: 'no', does: 'flushes before it frees memmap' },
      broken: { word: 'yes', does: 'frees memmap before the flush' },
    },
    properties: [property('flush-before-free')],
    revision: 'v2-5',
    alsoAt: ['v2-3', 'strict-order'],
    variations: structPageVariations,
    assumptions: [noFailure, freshZero],
    note: 'v2 5/9 frees no tables, so memmap breaks this. Any other user may get a freed frame immediately, so this is flush-before-free.',
  },
  {
    id: 'tlb-strict-tables',
    quote: 'May page tables be handed out to others before the flush?',
    by: 'strict: tables, with other users of the allocator',
    question: {
      upheld: { word: 'no', does: 'flushes before it frees page tables' },
      broken: { word: 'yes', does: 'frees page tables before the flush' },
    },
    properties: [property('flush-before-free')],
    revision: 'linux-5.10',
    alsoAt: ['v2-6', ...mergedRevisions],
    variations: [{ contract: 'any', blocks: [], identityPoints: [16, 18, 20, 32] }],
    assumptions: [freedAfterFlush, noFailure],
    note: 'Only identity mappings are added and removed, so only tables are freed.',
  },
  {
    id: 'tlb-strict-both',
    quote: 'May anything be handed out to others while an entry or a TLB points to it?',
    by: 'strict: tables and pages, with other users of the allocator',
    question: {
      upheld: { word: 'no', does: 'frees nothing that an entry or a TLB still points to' },
      broken: { word: 'yes', does: 'frees frames that an entry or a TLB still points to' },
    },
    properties: [property('flush-before-free'), property('no-dangling-entry')],
    revision: 'linux-5.10',
    alsoAt: [...mergedRevisions, 'strict-order'],
    variations: structPageVariations,
    assumptions: [freedAfterFlush, noFailure, wholePmds],
    note: 'Only another order in the code helps; no assumption about callers or memory does.',
  },
  {
    id: 'tlb-ranged-pages',
    quote: 'Does the range of the flush cover all pages that were unmapped?',
    by: 'ranged flush of other architectures: pages',
    question: {
      upheld: { word: 'yes', does: 'flushes a range that covers all pages that it unmapped' },
      broken: { word: 'no', does: 'unmaps pages outside the range that it flushes' },
    },
    properties: [property('flush-covers-range', 'flushMissedLeaf')],
    revision: 'linux-5.10',
    alsoAt: ['v2-7', 'v2-8', ...mergedRevisions, 'strict-order'],
    variations: [{}],
    assumptions: [freedAfterFlush, wholePmds, noFailure],
    note: 'A shared block reaches beyond the section that frees it. s390 ignores the range.',
  },
  {
    id: 'tlb-ranged-tables',
    quote: 'Does the range of the flush cover all tables that were unhooked?',
    by: 'ranged flush of other architectures: tables',
    question: {
      upheld: { word: 'yes', does: 'flushes a range that covers all tables that it unhooked' },
      broken: { word: 'no', does: 'unhooks tables that span more than the range that it flushes' },
    },
    properties: [property('flush-covers-range', 'flushMissedTable')],
    revision: 'linux-5.10',
    alsoAt: ['v2-5', 'v2-6', ...mergedRevisions, 'strict-order'],
    variations: [{}],
    assumptions: [freedAfterFlush, wholePmds, noFailure],
    note: 'A freed table spans more than the range. s390 ignores the range.',
  },
];
