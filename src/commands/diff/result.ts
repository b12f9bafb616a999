/** The result of a comparison of two revisions, as in the reports and the JSON document. */

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
  /** Skipped transitions in which only one of the two could get a recycled content. */
  readonly leftOut: number;
  /** Transitions in which both crash. */
  readonly crashes: number;
  /**
   * A mapping call returned 0 and both continued; otherwise only failures and crashes were compared.
   */
  readonly maps: boolean;
  readonly stop: Stop | null;
}

/** Only failures and crashes were compared in the whole scope. */
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
  /** Undecided without a `stop`: the comparison was vacuous in all scopes. */
  readonly verdict: 'same' | 'different' | 'undecided';
  readonly scopes: readonly DiffScope[];
  readonly found: (FoundDifference & { readonly scope: ScopeData }) | null;
  readonly stop: Stop | null;
  readonly elapsedMs: number;
}
