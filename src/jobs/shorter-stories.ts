/** Limits of the breadth-first search that follows a depth-first one to find shorter stories. */
import type { SearchResult } from '../explorer/outcome.ts';
import type { SearchRequest } from '../explorer/search.ts';
import { type ShortenedResult, withShortestSchedules } from '../explorer/shortest-schedules.ts';
import type { System } from '../model/system.ts';

/**
 * Not limited by a clock, so that every machine reports the same. This many states of page tables take two
 * or three seconds and about 6 MB, independent of the first search.
 */
export const statesForStories = 100_000;
/** For a system whose transitions may take a thousand times as long: half a minute. */
export const slowStatesForStories = 1_000;

export interface SecondSearch {
  /** Maximum states of it, unless the first search has a smaller limit. */
  readonly stateCountMax: number;
  /** The time used by the first search, out of the time for both. */
  readonly elapsedMs: number;
  /** As `withShortestSchedules` has it. */
  readonly createSystem: () => System;
}

/** The results of a depth-first search, with shorter stories where a second search finds them. */
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
