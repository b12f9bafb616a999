/** Limits of the breadth-first search that follows a depth-first one to find shorter stories. */
import type { SearchResult } from '../explorer/outcome.ts';
import type { SearchRequest } from '../explorer/search.ts';
import { type ShortenedResult, withShortestSchedules } from '../explorer/shortest-schedules.ts';
import type { System } from '../model/system.ts';

/**
 * No time limit, so that every machine reports the same. This number of states of page tables takes
 * two or three seconds and about 6 MB, independent of the first search.
 */
export const statesForStories = 100_000;
/** For a system whose transitions may take a thousand times longer: half a minute. */
export const slowStatesForStories = 1_000;

export interface SecondSearch {
  /** Maximum states of the second search, unless the first one has a smaller limit. */
  readonly stateCountMax: number;
  /** The part of the time for both that the first search used. */
  readonly elapsedMs: number;
  /** See `withShortestSchedules`. */
  readonly createSystem: () => System;
}

/** The results of a depth-first search, with the shorter stories that a second search finds. */
export function withShorterStories(
  found: SearchResult,
  request: SearchRequest,
  { stateCountMax, elapsedMs, createSystem }: SecondSearch,
): ShortenedResult {
  const { limits } = request;
  const left = {
    ...limits,
    stateCountMax: Math.min(limits.stateCountMax, stateCountMax),
    elapsedMsMax: limits.elapsedMsMax - elapsedMs,
  };
  return withShortestSchedules(found, { ...request, limits: left }, createSystem);
}
