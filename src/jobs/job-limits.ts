/** Limits of a job: those that determine its answer, and those that depend on the run. */

import type { SearchLimits } from '../explorer/search.ts';
import type { JobBounds } from './job.ts';

/** Without the time limit, because times differ between runs. */
export function countedLimits({
  stateCountMax,
  memoryBytesMax,
  depthMax,
}: SearchLimits): Omit<SearchLimits, 'elapsedMsMax'> {
  return { stateCountMax, memoryBytesMax, depthMax };
}

/** The limits of a search, or a job of walks, that also ends after this time. */
export function within<Limits extends { readonly elapsedMsMax: number }>(
  limits: Limits,
  elapsedMsMax: number,
): Limits {
  return { ...limits, elapsedMsMax: Math.min(limits.elapsedMsMax, elapsedMsMax) };
}

/** A job with the limits of a search, likewise. */
export function boundedSearch<Job extends { readonly limits: SearchLimits }>(
  job: Job,
  { elapsedMsMax }: JobBounds,
): Job {
  return { ...job, limits: within(job.limits, elapsedMsMax) };
}
