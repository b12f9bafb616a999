/** A search on another machine: the data that determines its answer, and how it is saved while it runs. */
import { planOf } from '../checkpoint/plan.ts';
import type { Subject } from '../subject/subject.ts';
import { type PlannedKind, type SavedPlace, sightingsOf } from './job.ts';
import { invariantsOf } from './job-claims.ts';
import { boundedSearch, countedLimits } from './job-limits.ts';
import { type SearchAnswer, type SearchJob, searches } from './search-job.ts';

/** One search of one scope, on this machine or another. */
export const plannedSearches: PlannedKind<SearchJob, SearchAnswer> = {
  ...searches,
  question: ({ limits, checkpoint: _, resume: __, workers: ___, ...job }) => ({
    ...job,
    limits: countedLimits(limits),
  }),
  sightingsIn: ({ result, paths }, job) => sightingsOf(job, result.violations, paths),
  scopesOf: ({ scope }) => [scope],
  bounded: boundedSearch,
  saved: savedSearch,
};

/** The search with a checkpoint in this file. Another worker may continue it. */
function savedSearch(
  job: SearchJob,
  { file, everyMs, isResumed }: SavedPlace,
  subject: Subject,
): SearchJob {
  if (job.stopWhenAllSeen === true) return job;
  const { scope, search, exact, slotBytes, pools, stopAtFirst, limits, workers } = job;
  const request = {
    command: '',
    preset: '',
    scopes: [scope],
    invariants: invariantsOf(subject.claims, job.invariantIds),
    invariantsAreNamed: false,
    search,
    exact,
    stopAtFirst,
    limits,
    directory: null,
    checkpoint: { file, everyMs, isDefault: false, reportsCost: false },
    ...(slotBytes !== undefined && { slotBytes }),
    ...(pools !== undefined && { pools }),
    ...(workers !== undefined && { workers }),
  };
  const checkpoint = planOf(subject, request, 0, [null], workers !== undefined, 0);
  return { ...job, checkpoint, resume: isResumed ? file : undefined };
}
