/** Mistakes that are put into the code of a subject, to see which invariants notice them. */
import type { Invariant } from '../invariants/invariant.ts';
import type { ScopeData } from './scopes.ts';

export interface Mutant {
  readonly id: string;
  /** The mistake, as a sentence. */
  readonly mistake: string;
  /** `systematic`, or the real bug that it repeats. */
  readonly origin: string;
  /** Of a mistake in a C source: where it is, and what it changes. */
  readonly edit?: MutantEdit;
}

export interface MutantEdit {
  /** As stories name it: `vmem.c`. */
  readonly file: string;
  /** As the user named it. */
  readonly path: string;
  readonly line: number;
  readonly function: string;
  /** A unified diff, which `patch -p1` applies. */
  readonly diff: string;
}

/** Mistakes in the C of a text that was read. */
export interface SourceMutants {
  /** In the order of the text; none for a revision of another kind. */
  of(revision: string): readonly Mutant[];
  /** The name of the text with the mistake, a revision until it is removed. Throws `InputError` if it is not understood. */
  put(revision: string, id: string): string;
  remove(name: string): void;
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
  /** Absent if the subject has no C sources. */
  readonly ofSources?: SourceMutants;
  /** Some mistake is in it already. */
  hasMutant(revision: string): boolean;
}
