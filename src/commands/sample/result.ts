/** The result of a sample, as data. */
import type { Unreached } from '../../subject/reach.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Stop } from '../../text/stop-text.ts';
import type { GoalResult, InvariantResult } from '../check/result.ts';
import type { SeedsResult } from '../sample/seeds-report.ts';

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
