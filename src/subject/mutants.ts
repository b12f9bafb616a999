/** Mistakes that are put into the code of a subject, to see which invariants notice them. */
import type { Invariant } from '../invariants/invariant.ts';
import type { ScopeData } from './scopes.ts';

export interface Mutant {
  readonly id: string;
  /** The mistake, as a sentence. */
  readonly mistake: string;
  /** `systematic`, or the real bug that it repeats. */
  readonly origin: string;
}

export interface SubjectMutants {
  readonly all: readonly Mutant[];
  readonly defaultRevision: string;
  /** Those that mutants are judged by. */
  readonly invariants: readonly Invariant[];
  /** Names of sets of scopes; the first is the default. */
  readonly scopeSets: readonly string[];
  scopes(revision: string, set: string): readonly ScopeData[];
  /** The revision with the mistake in it; null if that changes nothing there. */
  nameWith(revision: string, mutantId: string): string | null;
  /** Some mistake is in it already. */
  hasMutant(revision: string): boolean;
}
