/** Compares the behaviour of two versions of the code in the same situations. */
import type { Limit } from '../explorer/outcome.ts';
import type { ScopeData } from './scopes.ts';

/** What to compare besides the effects that a caller can see. */
export interface CompareOptions {
  /** Also the order of events. */
  readonly events: boolean;
  /** All marks in memory, even those that no caller can depend on. */
  readonly strictMarks: boolean;
}

export interface Difference {
  /** The subject of the difference: "return value", "pte tables" … */
  readonly what: string;
  /** What only the first version has, and what only the second has; may be "nothing". */
  readonly a: string;
  readonly b: string;
}

/** The shortest sequence of operations after which the two differ. */
export interface FoundDifference {
  /** All operations in the form for documents. */
  readonly operations: readonly object[];
  /** All operations in the form for reports; the last one for both versions. */
  readonly lines: readonly string[];
  readonly differences: readonly Difference[];
}

/** Two scopes that differ only in the version. */
export interface ComparedScopes {
  readonly a: ScopeData;
  readonly b: ScopeData;
  readonly options: CompareOptions;
}

export interface CompareLimits {
  readonly pairCountMax: number;
  readonly depthMax: number;
  readonly elapsedMsMax: number;
}

export interface CompareHooks {
  readonly now: () => number;
  readonly isInterrupted: () => boolean;
  readonly onProgress: (progress: CompareProgress) => void;
}

export interface CompareProgress {
  readonly pairs: number;
  readonly transitions: number;
  readonly frontier: number;
  readonly depth: number;
  readonly elapsedMs: number;
}

export interface Compared {
  /** Null if no difference was found. */
  readonly found: FoundDifference | null;
  /** Why the search is incomplete; null if it is complete, or ended at a difference. */
  readonly limit: { readonly limit: Limit; readonly value: number } | null;
  /** Pairs of states. */
  readonly pairs: number;
  readonly transitions: number;
  readonly depth: number;
  /** Pairs whose operations were not all taken. */
  readonly frontier: number;
  /** Skipped transitions that only one of the two could have taken. */
  readonly leftOut: number;
  /** Transitions after which neither can continue. */
  readonly crashes: number;
  /** True if something succeeded in both; otherwise only failures and crashes were compared. */
  readonly maps: boolean;
}

export interface SubjectComparison {
  /** Throws `InputError` if the two cannot be built or compared; `preset` is the name of the scope. */
  check(scopes: ComparedScopes, preset: string): void;
  /** Searches all pairs of states, breadth first. */
  compare(scopes: ComparedScopes, limits: CompareLimits, hooks: CompareHooks): Compared;
  /** Describes what is compared, in one sentence. */
  comparedText(options: CompareOptions): string;
  /** Assumptions of the verdict, as clauses. */
  assumptions(request: ScopeData, options: CompareOptions): readonly string[];
  /** Why only failures were compared in these scopes, and what to do. */
  vacuousText(names: readonly string[], scopes: readonly ScopeData[]): string;
}
