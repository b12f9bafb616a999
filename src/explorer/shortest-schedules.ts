/**
 * Repeats a depth-first search as a breadth-first one for the violations that it found, to get
 * shorter schedules.
 */
import type { System } from '../model/system.ts';
import { breadthFirst } from './breadth-first.ts';
import type { SearchEnd, SearchResult, Violation } from './outcome.ts';
import type { SearchRequest } from './search.ts';

export interface ShortenedResult {
  readonly result: SearchResult;
  /** The system on which the schedule of a violation can be followed. */
  systemFor(violation: Violation): System;
}

/**
 * The result of a depth-first search with a shortest schedule for each violation that a breadth-first
 * search finds within the limits of the request. Counts and end are those of the first search, time and
 * memory those of both. After an interrupt, a time limit or a full heap there is no second search.
 *
 * `createSystem` makes a new system for the second search if the first one has internal state: the
 * result must not depend on the first search.
 */
export function withShortestSchedules(
  found: SearchResult,
  request: SearchRequest,
  createSystem: () => System,
): ShortenedResult {
  if (found.violations.length === 0 || !leavesTime(found.end)) {
    const violations = found.violations.map(asFound);
    return { result: { ...found, violations }, systemFor: () => request.system };
  }
  const system = createSystem();
  const again = searchAgain(found, request, system);
  const result: SearchResult = {
    ...found,
    violations: found.violations.map((violation) => {
      const shortest = again.violations.find(
        ({ invariant }) => invariant.id === violation.invariant.id,
      );
      return shortest === undefined ? asFound(violation) : { ...shortest, count: violation.count };
    }),
    memoryBytes: Math.max(found.memoryBytes, again.memoryBytes),
    elapsedMs: found.elapsedMs + again.elapsedMs,
  };
  return {
    result,
    systemFor: ({ isOnlyDepthFirst }) => (isOnlyDepthFirst ? request.system : system),
  };
}

function asFound(violation: Violation): Violation {
  return { ...violation, isOnlyDepthFirst: true };
}

function leavesTime(end: SearchEnd): boolean {
  return end.kind !== 'limit' || end.limit === 'states' || end.limit === 'memory';
}

function searchAgain(found: SearchResult, request: SearchRequest, system: System): SearchResult {
  const { limits, hooks } = request;
  const { now, shouldStop, fullHeap, onProgress } = hooks;
  const { depth, stateCount, transitionCount, frontierCount, memoryBytes } = found;
  const counted = { depth, stateCount, transitionCount, frontierCount, memoryBytes };
  return breadthFirst({
    system,
    invariants: found.violations.map(({ invariant }) => invariant),
    limits,
    // Nothing is saved: a search that is resumed from a checkpoint repeats this one.
    hooks: {
      now,
      ...(shouldStop && { shouldStop }),
      ...(fullHeap && { fullHeap }),
      // The counts of the first search: the second one finds no new states.
      ...(onProgress && {
        onProgress: ({ elapsedMs }) =>
          onProgress({ ...counted, elapsedMs: found.elapsedMs + elapsedMs }),
      }),
    },
    ...(request.exact && { exact: true }),
    ...(request.slotBytes && { slotBytes: request.slotBytes }),
    stopWhenAllSeen: true,
  });
}
