/** Mistakes injected into the code of a subject, to test which invariants detect them. */
import type { Invariant } from '../invariants/invariant.ts';
import type { ScopeData } from './scopes.ts';

export interface Mutant {
  readonly id: string;
  readonly mistake: string;
  /** `systematic`, or the real bug that it repeats. */
  readonly origin: string;
  /** For a mistake in a C source: its place and its change. */
  readonly edit?: MutantEdit;
}

export interface MutantEdit {
  /** Its name in stories: `vmem.c`. */
  readonly file: string;
  /** The path that the user gave. */
  readonly path: string;
  readonly line: number;
  readonly function: string;
  /** A unified diff, which `patch -p1` applies. */
  readonly diff: string;
}

/** Mistakes in the C of a loaded text. */
export interface SourceMutants {
  /** Call it once in a thread before `of` and `put`. */
  prepare(): Promise<void>;
  /** In the order of the text; empty for a revision without C text. */
  of(revision: string): readonly Mutant[];
  /** Its name, a revision until it is removed. Throws `InputError` if the text is not supported. */
  put(revision: string, id: string): string;
  remove(name: string): void;
}

export interface SubjectMutants {
  readonly all: readonly Mutant[];
  readonly defaultRevision: string;
  /** The invariants that judge mutants. */
  readonly invariants: readonly Invariant[];
  /** Names of sets of scopes; the first is the default. */
  readonly scopeSets: readonly string[];
  scopes(revision: string, set: string): readonly ScopeData[];
  /** The revision with the mistake; null if the mistake changes nothing there. */
  nameWith(revision: string, mutantId: string): string | null;
  /** Absent if the subject has no C sources. */
  readonly ofSources?: SourceMutants;
  /** True if it already contains a mistake. */
  hasMutant(revision: string): boolean;
}
