/** What a comparison of two revisions found, as the reports and the JSON document have it. */

import type { CompareOptions, FoundDifference } from '../../subject/comparison.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Stop } from '../../text/stop-text.ts';

export interface DiffScope {
  readonly scope: ScopeData;
  readonly pairs: number;
  readonly transitions: number;
  readonly depth: number;
  /** Pairs found whose operations were not all executed. */
  readonly notExplored: number;
  /** Transitions in which a recycled content could go to only one of the two; they are skipped. */
  readonly leftOut: number;
  /** Transitions in which both crash. */
  readonly crashes: number;
  /** A call that maps returned 0, and both continued: else nothing but failures and crashes was compared. */
  readonly maps: boolean;
  readonly stop: Stop | null;
}

/** Nothing but failures and crashes was compared in the whole scope. */
export function isVacuous({ maps, stop }: DiffScope): boolean {
  return !maps && stop === null;
}

export interface DiffResult {
  readonly version: string;
  readonly command: string;
  readonly preset: string;
  readonly a: string;
  readonly b: string;
  readonly options: CompareOptions;
  /** Undecided with no `stop`: in all scopes the comparison was vacuous. */
  readonly verdict: 'same' | 'different' | 'undecided';
  readonly scopes: readonly DiffScope[];
  readonly found: (FoundDifference & { readonly scope: ScopeData }) | null;
  readonly stop: Stop | null;
  readonly elapsedMs: number;
}
