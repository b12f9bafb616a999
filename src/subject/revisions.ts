/** The versions of the code of a subject, each with the one that it changes. */
import type { ScopeData } from './scopes.ts';

/** A version with repairs that came later, by their commits. */
export interface RepairedVersion {
  readonly name: string;
  readonly commits: readonly string[];
}

export interface Revision {
  readonly name: string;
  /** Where its text comes from: patch subject and message id, tag or commit. */
  readonly source: string;
  /** What it changes against the revision before it, in one line. */
  readonly changes: string;
}

export interface SubjectRevisions {
  readonly all: readonly Revision[];
  readonly defaultName: string;
  /** What may follow the name of a revision and a plus. */
  readonly suffixes: readonly string[];
  /** A revision or a variant of one; undefined if there is none. */
  find(name: string): Revision | undefined;
  /** Throws `InputError`; `where` is what the user filled in: an option or an argument. */
  check(name: string, where: string): void;
  /** The revision and what came before it, the newest first. */
  historyOf(name: string): readonly string[];
  /** A version with repairs that another version has, the fewest first. */
  repaired(name: string, repairedBy: string): readonly RepairedVersion[];
  /** Where a version comes from and what it changed: the subject of a patch. */
  sourceOf(name: string): string;
}

/** Series of patches, each judged in the same sweep of scopes. */
export interface SubjectSeries {
  /** Versions of the series, the oldest first. */
  readonly lines: readonly RevisionLine[];
  /** Sets of rules for callers, under each of which a revision is swept. */
  readonly contracts: readonly string[];
  describeContract(contract: string): string;
  /** What is swept, the smallest scope first. */
  scopesOf(revision: string, contract: string): readonly ScopeData[];
}

export interface RevisionLine {
  readonly name: string;
  /** Oldest first. */
  readonly revisions: readonly string[];
  /** What continues the line, and is no part of the series. */
  readonly later: readonly string[];
}
