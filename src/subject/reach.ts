/** What searches of a subject reach, and what they do not. */
import type { StepCoverage } from '../model/step-coverage.ts';
import type { ExplainedSystem } from '../model/system.ts';
import type { FileCoverage } from '../text/code-coverage.ts';
import type { ScopeData } from './scopes.ts';

/** What one search reached. Plain data. */
export interface Coverage {
  readonly scope: ScopeData;
  /** Null for a system that keeps no histories. */
  readonly steps: StepCoverage | null;
  /** What of the code was used, by name: features that were consulted, actions that were taken. */
  readonly features: readonly string[];
  /** Bits of the occasions that arose. */
  readonly occasions: number;
  /** Lines and branches of a C source; absent for code of ours. */
  readonly code?: readonly FileCoverage[] | undefined;
}

/** A system that records what its searches reach. */
export interface WatchedSystem {
  readonly system: ExplainedSystem;
  /** What the searches of this system reached; `occasions` are the bits that they saw. */
  coverage(occasions: number): Coverage;
  /** What was used so far, as `Coverage.features`. */
  readonly asked: Iterable<string>;
  /** These were used in the part of the search that was saved. */
  restoreAsked(features: readonly string[]): void;
}

export const unreachedKinds = ['step', 'answer', 'feature', 'occasion', 'action'] as const;

export interface Unreached {
  readonly kind: (typeof unreachedKinds)[number];
  readonly name: string;
  readonly meaning: string;
  /** What the scopes need to reach it; null if they should have reached it. */
  readonly needs: string | null;
}

export interface SubjectReach {
  /** What no search reached. */
  unreachedOf(coverages: readonly Coverage[]): readonly Unreached[];
}

/**
 * Items that the scopes should have reached. Which answers a step can have depends on too much to call one
 * missing, and an action may be there for another configuration: these are reported, not required.
 */
export function missedOf(unreached: readonly Unreached[]): Unreached[] {
  return unreached.filter(
    ({ kind, needs }) => kind !== 'answer' && kind !== 'action' && needs === null,
  );
}
