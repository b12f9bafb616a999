/** Limits of a job: what counts for its answer, and what depends on the run. */
import type { SearchLimits } from '../explorer/search.ts';

/** Without the clock: two runs of the job differ in it. */
export function countedLimits({
  stateCountMax,
  memoryBytesMax,
  depthMax,
}: SearchLimits): Omit<SearchLimits, 'elapsedMsMax'> {
  return { stateCountMax, memoryBytesMax, depthMax };
}

export function within(limits: SearchLimits, elapsedMsMax: number): SearchLimits {
  return { ...limits, elapsedMsMax: Math.min(limits.elapsedMsMax, elapsedMsMax) };
}
