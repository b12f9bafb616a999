/** The end of a search. */
import type { Limit, SearchEnd } from './outcome.ts';
import type { SearchLimits } from './search.ts';

export interface Stopping {
  /** Undefined if nothing stopped the search. */
  readonly stoppedAt: Limit | 'violation' | undefined;
  /** States at the depth limit with transitions that were not taken. */
  readonly cutCount: number;
  readonly limits: SearchLimits;
  readonly heapBytesMax: number;
  readonly elapsedMs: number;
}

export function searchEnd(stopping: Stopping): SearchEnd {
  const { stoppedAt, cutCount, limits, heapBytesMax, elapsedMs } = stopping;
  if (stoppedAt === 'violation') return { kind: 'stopped-at-violation' };
  const limit = stoppedAt ?? (cutCount > 0 ? 'depth' : undefined);
  if (limit === undefined) return { kind: 'exhausted' };
  const values: Readonly<Record<Limit, number>> = {
    states: limits.stateCountMax,
    memory: limits.memoryBytesMax,
    heap: heapBytesMax,
    depth: limits.depthMax,
    time: limits.elapsedMsMax,
    interrupted: elapsedMs,
  };
  return { kind: 'limit', limit, value: values[limit] };
}
