/** The scopes of a subject: how they are read and written. */

/** What is searched, as plain data: it can be sent to another thread and kept in a file. */
export interface ScopeData {
  /** Which version of the code is searched: a revision, or the name of the system if it has one version. */
  readonly revision: string;
}

export interface SubjectScopes {
  /** Checks unknown JSON; throws `InputError` that names field, value and what is allowed. */
  read(value: unknown, where: string): ScopeData;
  /** Throws `InputError` if the scope cannot be built. */
  check(scope: ScopeData): void;
  /** The form that `read` takes. */
  toJson(scope: ScopeData): object;
  /** The scope in words. */
  describe(scope: ScopeData): ScopeDescription;
  /** Operations of a run; Infinity for runs of any length. */
  operationsMax(scope: ScopeData): number;
  /** Threads that take turns; 0 if whole operations are searched, one after the other. */
  threadCount(scope: ScopeData): number;
  /** The same scope without steps that run together, which would hide the first of them that is wrong. */
  unmerged(scope: ScopeData): ScopeData;
  /** The scope with one thing less, for each thing that can be left out. */
  smaller(scope: ScopeData): readonly SmallerScope[];
}

export interface SmallerScope {
  /** What to add to the command line. */
  readonly flag: string;
  readonly scope: ScopeData;
}

/** What reports say of a scope. An empty text is left out. */
export interface ScopeDescription {
  /** Which callers there are, and what they may do. */
  readonly contract: string;
  readonly machine: string;
  /** What the operations work on. */
  readonly world: string;
  /** A few words that distinguish the scopes of one preset. */
  readonly tag: string;
  /** What the verdict rests on besides the contract. */
  readonly assumptions: readonly string[];
}
