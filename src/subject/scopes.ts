/** Reads and writes the scopes of a subject. */

/** What is searched, as plain data: it can be sent to another thread and stored in a file. */
export interface ScopeData {
  /** The version of the code: a revision, or the name of the system if it has one version. */
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
  /** Interleaving threads; 0 if whole operations are searched, one after the other. */
  threadCount(scope: ScopeData): number;
  /** The same scope without merged steps, which would hide the first wrong one. */
  unmerged(scope: ScopeData): ScopeData;
  /** The scope with one thing less, for each thing that can be omitted. */
  smaller(scope: ScopeData): readonly SmallerScope[];
}

export interface SmallerScope {
  /** The flags to add to the command line. */
  readonly flag: string;
  readonly scope: ScopeData;
}

/** The description of a scope in reports. An empty text is omitted. */
export interface ScopeDescription {
  /** The callers and what they may do. */
  readonly contract: string;
  readonly machine: string;
  /** What the operations work on. */
  readonly world: string;
  /** A few words that distinguish the scopes of one preset. */
  readonly tag: string;
  /** Assumptions of the verdict besides the contract. */
  readonly assumptions: readonly string[];
}
