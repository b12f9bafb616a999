/**
 * A sentence of the series as data: its text, the properties that break it, its scopes, and the
 * assumptions that it may need.
 */
import type { Sentence as AnySentence, Property } from '../../../subject/sentences.ts';
import type { ScopeVariation, VmemAssumption } from './scopes.ts';

/** A sentence about vmem.c. */
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
