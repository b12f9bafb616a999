/** The versions of the code of a subject, each with the one that it changes. */
import type { ScopeData } from './scopes.ts';

/** A version with later repairs, by their commits. */
export interface RepairedVersion {
  readonly name: string;
  readonly commits: readonly string[];
}

export interface Revision {
  readonly name: string;
  /** The origin of its text: patch subject and message id, tag or commit. */
  readonly source: string;
  /** What it changes relative to the previous revision, in one line. */
  readonly changes: string;
}

export interface SubjectRevisions {
  readonly all: readonly Revision[];
  readonly defaultName: string;
  /** The names that may follow a revision and a plus. */
  readonly suffixes: readonly string[];
  /** A revision or a variant of one; undefined if there is none. */
  find(name: string): Revision | undefined;
  /** Throws `InputError`; `where` is the option or argument in messages. */
  check(name: string, where: string): void;
  /** The revision and what came before it, the newest first. */
  historyOf(name: string): readonly string[];
  /** A version with repairs taken from another version, fewest first. */
  repaired(name: string, repairedBy: string): readonly RepairedVersion[];
  /** The origin of a version and what it changed: the subject of a patch. */
  sourceOf(name: string): string;
}

/** Series of patches; each patch is judged in the same sweep of scopes. */
export interface SubjectSeries {
  /** Versions of the series, the oldest first. */
  readonly lines: readonly RevisionLine[];
  /** Sets of rules for callers, under each of which a revision is swept. */
  readonly contracts: readonly string[];
  describeContract(contract: string): string;
  /** The scopes of a sweep, smallest first. */
  scopesOf(revision: string, contract: string): readonly ScopeData[];
}

export interface RevisionLine {
  readonly name: string;
  /** Oldest first. */
  readonly revisions: readonly string[];
  /** Revisions that continue the line, but are not part of the series. */
  readonly later: readonly string[];
}
