/** A claim as data: the words, what breaks it, where it is judged, and which assumptions it may need. */
import type { Assumption, Variation } from './scopes.ts';

/** What breaks a claim: an invariant, or only some of the facts that break it. */
export interface Property {
  readonly invariant: string;
  readonly facts?: readonly string[];
}

/** The reply to a question, once with the properties upheld and once with one broken. */
export interface Question {
  readonly upheld: Reply;
  readonly broken: Reply;
}

export interface Reply {
  readonly word: 'yes' | 'no';
  /** What the revision does: a sentence without its subject and its full stop. */
  readonly does: string;
}

export interface Claim {
  readonly id: string;
  /** The words of the series; for a reading of ours, the question. */
  readonly quote: string;
  readonly by: string;
  /** For a reading of ours: how it is answered. A sentence of the series has none. */
  readonly question?: Question;
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

export const cover = 'cover letter';
/** What everybody ran: the end of both versions, and what became of them. */
export const merged = ['v1-9', 'v2-9', 'linux-5.9', 'mainline'] as const;
/** With 56 and 72 bytes sections share memmap blocks. */
export const sizes: readonly Variation[] = [56, 64, 72].map((structPage) => ({ structPage }));
export const facilities: readonly Variation[] = [
  {},
  { edat2: false },
  { edat1: false, edat2: false },
  { debugPagealloc: true },
];

export const property = (invariant: string, ...facts: readonly string[]): Property =>
  facts.length === 0 ? { invariant } : { invariant, facts };
