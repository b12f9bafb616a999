/** The result of a sample, as data. */
import type { Unreached } from '../../subject/reach.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Stop } from '../../text/stop-text.ts';
import type { GoalResult, InvariantResult } from '../check/result.ts';

export interface SampleResult {
  readonly subject: Subject;
  readonly version: string;
  readonly command: string;
  readonly preset: string;
  readonly seed: string;
  /** Changes of the seed store; null if there is none. */
  readonly seeds: SeedsResult | null;
  readonly scope: ScopeData;
  /** `undecided`: nothing was seen, which proves nothing. */
  readonly verdict: 'violated' | 'undecided';
  readonly runs: number;
  readonly transitions: number;
  readonly steps: number;
  readonly depth: number;
  readonly invariants: readonly InvariantResult[];
  readonly goals: readonly GoalResult[];
  /** Items that no walk reached; null if the subject does not report them. */
  readonly unreached: readonly Unreached[] | null;
  readonly stop: Stop | null;
  readonly elapsedMs: number;
}

/** How a sample used its seed store. */
export interface SeedsResult {
  /** The path given with `--seeds`. */
  readonly path: string;
  /** Stored walks that were replayed first. */
  readonly taken: number;
  /** Lines whose walk no longer finds its violation on the same revision. */
  readonly lost: readonly string[];
  /** Lines that were not replayed, because they are from another version of the generator. */
  readonly otherGenerators: readonly string[];
  /** Lines of other scopes, which were not replayed. */
  readonly otherScopes: number;
  /** New lines. */
  readonly added: readonly string[];
  /** Why lines could not be added; else absent. `added` has those lines. */
  readonly unwritten?: string;
}
