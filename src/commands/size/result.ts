/** What `size` found, as data: every report of it is written from this and nothing else. */

import type { Forecast } from '../../explorer/forecast.ts';
import type { Profile } from '../../explorer/profile-outcome.ts';
import type { Coverage, Unreached } from '../../subject/reach.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Stop } from '../check/result.ts';

/** What the first levels said of the whole. */
export interface EarlyForecast {
  /** The last of the levels it was made from, and their states. */
  readonly depth: number;
  readonly seen: number;
  readonly forecast: Forecast;
}

/** The scope with one thing left out. */
export interface SizedVariant {
  /** What to add to the command line. */
  readonly flag: string;
  readonly states: number;
  /** Null if it was exhausted. */
  readonly stop: Stop | null;
  readonly forecast: Forecast | null;
}

export interface SizedScope {
  readonly scope: ScopeData;
  readonly profile: Profile;
  /** Null if the scope was exhausted. */
  readonly stop: Stop | null;
  /** Of the whole; null if it is known, or if there are too few levels. */
  readonly forecast: Forecast | null;
  /** What smaller searches would have said; to be compared with what was found. */
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
  /** Scopes that were not begun. */
  readonly notStarted: number;
  readonly stop: Stop | null;
  readonly unreached: readonly Unreached[];
  /** Ids of invariants, and those among them that no transition put to the test. */
  readonly invariants: readonly string[];
  readonly neverJudged: readonly string[];
  readonly elapsedMs: number;
}

/** Of a whole that closes, seldom more than this part waits at one time; of its beginning nearly all does. */
const waitingMost = 0.25;
/** What the search keeps beside a state that waits. */
const tagBytes = 12;

/** Memory and time of a search of so many states, at what one state has cost here. */
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
