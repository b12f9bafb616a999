/** The result of `size`: every report is made from this data. */

import type { Forecast } from '../../explorer/forecast.ts';
import type { Profile } from '../../explorer/profile-outcome.ts';
import type { Coverage, Unreached } from '../../subject/reach.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Stop } from '../../text/stop-text.ts';

/** Forecast from the first levels. */
export interface EarlyForecast {
  /** The last level that the forecast uses, and the states up to it. */
  readonly depth: number;
  readonly seen: number;
  readonly forecast: Forecast;
}

/** The scope with one feature left out. */
export interface SizedVariant {
  /** The flags to add to the command line. */
  readonly flag: string;
  readonly states: number;
  /** Null if the variant was searched completely. */
  readonly stop: Stop | null;
  readonly forecast: Forecast | null;
}

export interface SizedScope {
  readonly scope: ScopeData;
  readonly profile: Profile;
  /** Null if the scope was searched completely. */
  readonly stop: Stop | null;
  /** Forecast for the whole scope; null if its size is known, or with too few levels. */
  readonly forecast: Forecast | null;
  /** Forecasts of smaller searches, to be compared with the result. */
  readonly early: readonly EarlyForecast[];
  readonly variants: readonly SizedVariant[];
  readonly coverage: Coverage;
}

export interface SizeResult {
  readonly subject: Subject;
  readonly version: string;
  readonly command: string;
  readonly preset: string;
  readonly scopes: readonly SizedScope[];
  /** Scopes that were not started. */
  readonly notStarted: number;
  readonly stop: Stop | null;
  readonly unreached: readonly Unreached[];
  /** Ids of all invariants, and of those that no transition put to the test. */
  readonly invariants: readonly string[];
  readonly neverJudged: readonly string[];
  readonly elapsedMs: number;
}

/** Share of states in the queue: rarely more than this in a complete search, but nearly all at its start. */
const waitingMost = 0.25;
/** Bytes of the search for each waiting state. */
const tagBytes = 12;

/** Memory and time of a search of this many states, extrapolated from the cost of a state here. */
export function costOf(
  { profile }: SizedScope,
  states: number,
): { readonly bytes: number; readonly seconds: number } {
  const { stateCount, frontierMost, stateLength, searchBytes, elapsedMs, levels } = profile;
  const found = Math.max(1, stateCount);
  const expanded = levels.reduce((sum, level) => sum + level.expanded, 0);
  const waiting = stateLength + tagBytes;
  const known = Math.max(0, searchBytes - frontierMost * waiting) / found;
  const share = Math.min(waitingMost, frontierMost / found);
  return {
    bytes: (known + share * waiting) * states,
    seconds: (elapsedMs / 1000 / Math.max(1, expanded)) * states,
  };
}
