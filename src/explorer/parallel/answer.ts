/** The result of a parallel search, from the final data of its leader. */
import type { Invariant } from '../../invariants/invariant.ts';
import type { Limit, SearchResult, Violation } from '../outcome.ts';
import { none } from '../parent-links.ts';
import type { SearchLimits } from '../search.ts';
import { searchEnd } from '../search-end.ts';
import type { SharedLinks } from './shared-links.ts';
import { Count, type Tally } from './tally.ts';

interface Asked {
  readonly invariants: readonly Invariant[];
  readonly limits: SearchLimits;
}

interface Ended {
  readonly stoppedAt: Limit | 'violation' | undefined;
  readonly heapBytesMax: number;
  readonly stateCount: number;
  /** The greatest distance of a state found. */
  readonly depth: number;
  readonly memoryBytes: number;
  readonly elapsedMs: number;
  /** Of all levels. */
  readonly totals: Tally;
  readonly links: SharedLinks;
}

export function answerOf(request: Asked, ended: Ended): SearchResult {
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

function violationsOf({ invariants }: Asked, { totals, links }: Ended): Violation[] {
  links.refresh();
  return invariants.flatMap((invariant, index) => {
    const { count, depth, steps, origin, ordinal } = totals.sighting(index);
    if (count === 0) return [];
    const path = links.pathTo(origin);
    const schedule = ordinal === none ? path : [...path, ordinal];
    return [{ invariant, depth, steps, schedule, count }];
  });
}
