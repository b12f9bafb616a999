/** The coverage of searches of a subject. */
import type { StepCoverage } from '../model/step-coverage.ts';
import type { ExplainedSystem } from '../model/system.ts';
import type { FileCoverage } from '../text/code-coverage.ts';
import type { ScopeData } from './scopes.ts';

/** The coverage of one search. Plain data. */
export interface Coverage {
  readonly scope: ScopeData;
  /** Null for a system that keeps no histories. */
  readonly steps: StepCoverage | null;
  /** Parts of the code that were used, by name: consulted features, taken actions. */
  readonly features: readonly string[];
  /** Bits of the occasions that arose. */
  readonly occasions: number;
  /** Lines and branches of a C source; absent for our own code. */
  readonly code?: readonly FileCoverage[] | undefined;
  /** Places of a C source at which paths ended because they are not understood; absent if there are none. */
  readonly unknown?: readonly string[] | undefined;
}

/** A system that records the coverage of its searches. */
export interface WatchedSystem {
  readonly system: ExplainedSystem;
  /** The coverage of the searches of this system; `occasions` are the bits that they saw. */
  coverage(occasions: number): Coverage;
  /** Features used so far, as in `Coverage.features`. */
  readonly asked: Iterable<string>;
  /** Adds features that the saved part of the search used. */
  restoreAsked(features: readonly string[]): void;
}

export const unreachedKinds = ['step', 'answer', 'feature', 'occasion', 'action'] as const;

export interface Unreached {
  readonly kind: (typeof unreachedKinds)[number];
  readonly name: string;
  readonly meaning: string;
  /** The change to the scopes that would reach it; null if they should have reached it. */
  readonly needs: string | null;
}

export interface SubjectReach {
  /** Items that no search reached. */
  unreachedOf(coverages: readonly Coverage[]): readonly Unreached[];
}

/**
 * Items that the scopes should have reached. Excludes answers of a step, which depend on too many
 * conditions, and actions, which may be for another configuration: those are only reported.
 */
export function missedOf(unreached: readonly Unreached[]): Unreached[] {
  return unreached.filter(
    ({ kind, needs }) => kind !== 'answer' && kind !== 'action' && needs === null,
  );
}
