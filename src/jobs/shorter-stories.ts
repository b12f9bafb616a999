/** How far a depth-first search is followed by a breadth-first one that looks for shorter stories. */
import type { SearchResult } from '../explorer/outcome.ts';
import type { SearchRequest } from '../explorer/search.ts';
import { type ShortenedResult, withShortestSchedules } from '../explorer/shortest-schedules.ts';
import type { System } from '../model/system.ts';

/**
 * No clock decides how far the second search goes, so every machine tells the same. So many states of page
 * tables take two or three seconds and some 6 MB, whatever the first search took.
 */
export const statesForStories = 100_000;
/** Of a system whose transitions may take a thousand times as long: half a minute. */
export const slowStatesForStories = 1_000;

export interface SecondSearch {
  /** Most states of it, unless the first may have fewer still. */
  readonly stateCountMax: number;
  /** What the first took of the time that both have. */
  readonly elapsedMs: number;
  /** As `withShortestSchedules` has it. */
  readonly createSystem: () => System;
}

/** What a depth-first search has found, by the shortest stories that a second search finds. */
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
