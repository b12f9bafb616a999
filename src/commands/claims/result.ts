/** The result of judging a sentence of the series: the assumptions it needs, and what happens without each. */

import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Assumption, Sentence } from '../../subject/sentences.ts';
import type { Subject } from '../../subject/subject.ts';

export type SentenceVerdict = 'holds' | 'conditional' | 'fails' | 'undecided';

/** A set under which the sentence holds; removing any single member makes it fail. */
export interface MinimalSet<Violation = ConfirmedViolation> {
  /** The revision that the set substitutes for the judged one; null if it only assumes. */
  readonly code: string | null;
  readonly made: readonly Assumption[];
  readonly without: readonly Dropped<Violation>[];
}

export interface Dropped<Violation = ConfirmedViolation> {
  readonly assumption: Assumption;
  readonly violation: Violation;
}

export interface JudgedRevision<Violation = ConfirmedViolation> {
  readonly revision: string;
  readonly verdict: 'holds' | 'violated' | 'undecided';
  readonly violation: Violation | null;
}

export interface SentenceResult<Violation = ConfirmedViolation> {
  readonly sentence: Sentence;
  /**
   * Result for the judged revision itself. `conditional`: it holds under those minimal sets that keep the
   * code unchanged; `fails`: even with all assumptions.
   */
  readonly verdict: SentenceVerdict;
  readonly minimalSets: readonly MinimalSet<Violation>[];
  /** The violation of the judged revision with all assumptions made; null unless it fails. */
  readonly violation: Violation | null;
  readonly alsoAt: readonly JudgedRevision<Violation>[];
  /** One of the scopes with all assumptions made. */
  readonly scope: ScopeData;
  readonly searches: number;
  readonly states: number;
}

export interface ClaimsResult {
  readonly subject: Subject;
  readonly title: string;
  readonly version: string;
  readonly command: string;
  readonly sentences: readonly SentenceResult[];
  readonly isInterrupted: boolean;
}
