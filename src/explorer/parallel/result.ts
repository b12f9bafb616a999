/** The result of a parallel search. */
import type { Invariant } from '../../invariants/invariant.ts';
import type { Limit, SearchResult, Violation } from '../outcome.ts';
import { none } from '../parent-links.ts';
import type { SearchLimits } from '../search.ts';
import { searchEnd } from '../search-end.ts';
import type { SharedLinks } from './shared-links.ts';
import { Count, type Tally } from './tally.ts';

interface AnsweredRequest {
  readonly invariants: readonly Invariant[];
  readonly limits: SearchLimits;
}

interface EndedSearch {
  readonly stoppedAt: Limit | 'violation' | undefined;
  readonly heapBytesMax: number;
  readonly stateCount: number;
  /** Greatest distance of a state. */
  readonly depth: number;
  readonly memoryBytes: number;
  readonly elapsedMs: number;
  /** Counts of all levels. */
  readonly totals: Tally;
  readonly links: SharedLinks;
}

export function parallelResult(request: AnsweredRequest, ended: EndedSearch): SearchResult {
  const { stoppedAt, heapBytesMax, stateCount, depth, memoryBytes, elapsedMs, totals } = ended;
  const { limits } = request;
  const cutCount = totals.count(Count.cut);
  return {
    end: searchEnd({ stoppedAt, cutCount, limits, heapBytesMax, elapsedMs }),
    stateCount,
    transitionCount: totals.count(Count.transitions),
    stepCount: totals.count(Count.steps),
    depth,
    frontierCount: stateCount - totals.count(Count.finished),
    violations: violationsOf(request, ended),
    judgedCounts: totals.judgedCounts,
    goalsReached: totals.goalsReached,
    collisionProbability: Math.min(1, stateCount ** 2 / 2 ** 65),
    bytesPerState: memoryBytes / Math.max(1, stateCount),
    memoryBytes,
    elapsedMs,
  };
}

function violationsOf(
  { invariants }: AnsweredRequest,
  { totals, links }: EndedSearch,
): Violation[] {
  links.refresh();
  return invariants.flatMap((invariant, index) => {
    const { count, depth, steps, origin, ordinal } = totals.sighting(index);
    if (count === 0) return [];
    const path = links.pathTo(origin);
    const schedule = ordinal === none ? path : [...path, ordinal];
    return [{ invariant, depth, steps, schedule, count }];
  });
}
