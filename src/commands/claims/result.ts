/** The result of judging a sentence of the series: the assumptions it needs, and what happens without each. */

import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import type { Assumption } from '../../subjects/vmem/cover-letter/scopes.ts';
import type { Sentence } from '../../subjects/vmem/cover-letter/sentence.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';

export type SentenceVerdict = 'holds' | 'conditional' | 'fails' | 'undecided';

/** A set under which the sentence holds, while it fails without any single member. */
export interface MinimalSet {
  /** The revision that the set substitutes for the judged one; null if it only assumes. */
  readonly code: string | null;
  readonly made: readonly Assumption[];
  readonly without: readonly Dropped[];
}

export interface Dropped {
  readonly assumption: Assumption;
  readonly violation: ConfirmedViolation;
}

export interface JudgedRevision {
  readonly revision: string;
  readonly verdict: 'holds' | 'violated' | 'undecided';
  readonly violation: ConfirmedViolation | null;
}

export interface SentenceResult {
  readonly sentence: Sentence;
  /**
   * Result for the judged revision itself. `conditional`: it holds under those minimal sets that keep the
   * code unchanged; `fails`: even with all assumptions.
   */
  readonly verdict: SentenceVerdict;
  readonly minimalSets: readonly MinimalSet[];
  /** What breaks the judged revision with all assumptions made; null unless it fails. */
  readonly violation: ConfirmedViolation | null;
  readonly alsoAt: readonly JudgedRevision[];
  /** One of the scopes with all assumptions made. */
  readonly scope: ScopeConfig;
  readonly searches: number;
  readonly states: number;
}

export interface ClaimsResult {
  readonly version: string;
  readonly command: string;
  readonly sentences: readonly SentenceResult[];
  readonly isInterrupted: boolean;
}
