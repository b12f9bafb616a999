/** Two versions of the code, compared by what they do in the same situations. */

import type { Limit } from '../explorer/outcome.ts';
import type { ScopeData } from './scopes.ts';

/** What is compared beyond the effects that a caller can see. */
export interface CompareOptions {
  /** The order of events too. */
  readonly events: boolean;
  /** Marks in memory as they are, whether a caller can depend on them or not. */
  readonly strictMarks: boolean;
}

export interface Difference {
  /** What differs: "return value", "pte tables" … */
  readonly what: string;
  /** What only the first version has, what only the second has; "nothing" if that is so. */
  readonly a: string;
  readonly b: string;
}

/** The shortest sequence of operations after which the two differ. */
export interface FoundDifference {
  /** All operations as documents have them. */
  readonly operations: readonly object[];
  /** All operations as a report has them, the last one in both versions. */
  readonly lines: readonly string[];
  readonly differences: readonly Difference[];
}

/** Two scopes that differ in the version alone. */
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
  /** Null if they do not differ, or not as far as was searched. */
  readonly found: FoundDifference | null;
  /** Why not everything was searched; null if all pairs were, or a difference ended it. */
  readonly limit: { readonly limit: Limit; readonly value: number } | null;
  /** Pairs of states. */
  readonly pairs: number;
  readonly transitions: number;
  readonly depth: number;
  /** Pairs found whose operations were not all taken. */
  readonly frontier: number;
  /** Transitions that only one of the two could have taken; they are left out. */
  readonly leftOut: number;
  /** Transitions after which neither can continue. */
  readonly crashes: number;
  /** Something succeeded in both: else nothing but failures and crashes was compared. */
  readonly maps: boolean;
}

export interface SubjectComparison {
  /** Throws `InputError` if the two cannot be built or compared; `preset` is how the scope was named. */
  check(scopes: ComparedScopes, preset: string): void;
  /** Searches all pairs of states, breadth first. */
  compare(scopes: ComparedScopes, limits: CompareLimits, hooks: CompareHooks): Promise<Compared>;
  /** What is compared, in one sentence. */
  comparedText(options: CompareOptions): string;
  /** What the verdict rests on: half sentences. */
  assumptions(request: ScopeData, options: CompareOptions): readonly string[];
  /** Why nothing but failures was compared in these scopes, and what to do. */
  vacuousText(names: readonly string[], scopes: readonly ScopeData[]): string;
}
