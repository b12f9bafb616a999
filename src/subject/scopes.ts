/** Reads and writes the scopes of a subject. */

/** A scope as plain data, which can be sent to another thread and stored in a file. */
export interface ScopeData {
  /** The version of the code: a revision, or the name of a system with only one version. */
  readonly revision: string;
}

export interface SubjectScopes {
  readonly presets: readonly Preset[];
  /** An introduction for readers of presets, in paragraphs. */
  readonly presetNotes: readonly string[];
  readonly defaultPreset: string;
  /** Flags of a command line that change a scope. */
  readonly flags: readonly ScopeFlag[];
  /** Headings of the help, in their order. */
  readonly flagGroups: readonly string[];
  /** The scopes of a preset, with the changes of the flags in each. Throws `InputError`. */
  resolve(preset: string, given: GivenFlags): readonly ScopeData[];
  /** The same for all machines, layouts and failures in place of a preset. */
  sweep?(given: GivenFlags): readonly ScopeData[];
  /** Checks unknown JSON; throws `InputError` that names field, value and what is allowed. */
  read(value: unknown, where: string): ScopeData;
  /** Throws `InputError` if the scope cannot be built. */
  check(scope: ScopeData): void;
  /** Converts to the form that `read` accepts. */
  toJson(scope: ScopeData): object;
  describe(scope: ScopeData): ScopeDescription;
  /** Obstacles to a way of searching the scope. */
  obstacles(scope: ScopeData): SearchObstacles;
  /** The flags that request this scope; the revision comes first. */
  flagsOf(scope: ScopeData): readonly string[];
  /** The same for this run, where a text is named by its files. */
  flagsHere(scope: ScopeData): readonly string[];
  /** The flags with which a command reads a counterexample of this scope: its C source. */
  fileFlags?(scope: ScopeData): readonly string[];
  /** Fields of a result document that only this subject has. */
  resultFields(scope: ScopeData): object;
  /** Dimensions that the scopes leave at one value; another value may violate a claim that holds here. */
  notVaried(scopes: readonly ScopeData[]): readonly FixedValue[];
  /** By name, the features of a revision that are on; null if there is no such revision. */
  featuresOf(revision: string): readonly string[] | null;
  /** Operations of a run; Infinity for runs of any length. */
  operationsMax(scope: ScopeData): number;
  /** Interleaving threads; 0 if whole operations are searched, one after the other. */
  threadCount(scope: ScopeData): number;
  /** The same scope without merged steps, which would hide the first wrong one. */
  unmerged(scope: ScopeData): ScopeData;
  /** Variants of the scope, each with one feature omitted. */
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
  /** A few words that distinguish scopes of one preset. */
  readonly tag: string;
  /** Assumptions of the verdict besides the contract. */
  readonly assumptions: readonly string[];
}

/** Each as a clause; null if there is no obstacle. */
export interface SearchObstacles {
  /** For several workers on one table. */
  readonly workers: string | null;
  /** For sets of pools that are tracked together. */
  readonly sets: string | null;
  /** True if sets are the default unless there is an obstacle. */
  readonly prefersSets: boolean;
}

export interface FixedValue {
  readonly name: string;
  readonly text: string;
  readonly json: unknown;
}

/** A named list of scopes. */
export interface Preset {
  readonly name: string;
  readonly purpose: string;
  /** Its cost, in one line. */
  readonly size: string;
  /** Searched one after the other; the worst verdict wins. */
  readonly scopes: readonly ScopeData[];
}

/** A flag of a command line, as data. */
export interface ScopeFlag {
  /** `--dcss <range>`; without a value name the flag takes none. */
  readonly flags: string;
  readonly description: string;
  readonly group: string;
  /** Throws `InputError`. */
  readonly parse?: (flag: string, text: string) => unknown;
  /** True if it chooses threads, or needs them. */
  readonly choosesThreads?: boolean;
}

/** Values of flags by option name: `failAllocs` for `--fail-allocs`. */
export type GivenFlags = Readonly<Record<string, unknown>>;
