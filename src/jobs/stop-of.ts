/** Why a search or walks ended, for reports. */

import type { Limit, SearchEnd } from '../explorer/outcome.ts';
import type { WalkEnd } from '../explorer/random-walk.ts';
import type { Coverage } from '../subject/reach.ts';
import type { Stop } from '../text/stop-text.ts';

/** With the bound as given. */
interface ExactStop extends Stop {
  readonly limit: Limit | 'first-violation';
}

/** Null if nothing ended it early. */
export function exactStopOf(end: SearchEnd | WalkEnd): ExactStop | null {
  switch (end.kind) {
    case 'exhausted':
    case 'all-walks-taken':
      return null;
    case 'stopped-at-violation':
      return { limit: 'first-violation', value: null };
    case 'limit':
      return { limit: end.limit, value: end.value };
  }
}

/** The same with whole numbers of milliseconds. */
export function stopOf(end: SearchEnd | WalkEnd): Stop | null {
  const stop = exactStopOf(end);
  if (stop === null || stop.value === null) return stop;
  return { ...stop, value: Math.round(stop.value) };
}

/** Paths ended at unsupported code of a C source, so claims that hold on the others are undecided. */
export function unknownStop({ unknown = [] }: Pick<Coverage, 'unknown'>): Stop | null {
  return unknown.length === 0 ? null : { limit: 'not-understood', value: unknown.length };
}

/** After an interrupt the user does not wait for more searches. */
export function endsAll(limit: string | undefined): boolean {
  return limit === 'time' || limit === 'interrupted' || limit === 'first-violation';
}
