/** A sentence of the series as data: its text, what breaks it, where it is judged, and which assumptions it may need. */
import type { Assumption, Variation } from './scopes.ts';

/** What breaks a sentence: an invariant, or only some of its facts. */
export interface Property {
  readonly invariant: string;
  readonly facts?: readonly string[];
}

/** The answer to a question: one if the properties hold, one if one is broken. */
export interface Question {
  readonly upheld: Reply;
  readonly broken: Reply;
}

export interface Reply {
  readonly word: 'yes' | 'no';
  /** What the revision does: a sentence without its subject and its full stop. */
  readonly does: string;
}

export interface Sentence {
  readonly id: string;
  /** The text of the series; for a reading of ours, the question. */
  readonly quote: string;
  readonly by: string;
  /** For a reading of ours: its answer. A sentence of the series has none. */
  readonly question?: Question;
  readonly properties: readonly Property[];
  /** The revisions at which it is judged, assumption by assumption. */
  readonly revision: string;
  /** Judged there too, with all assumptions made. */
  readonly alsoAt: readonly string[];
  /** Differences from `sentenceScope`; each is searched. */
  readonly variations: readonly Variation[];
  readonly assumptions: readonly Assumption[];
  /** A remark that the answer does not contain. */
  readonly note: string;
}

export const cover = 'cover letter';
/** The versions that were released: the end of both series, and their successors. */
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
