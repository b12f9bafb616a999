/** The comparison of two revisions in one scope as plain data for a worker. */
import { InputError } from '../../errors.ts';
import type { JobKind } from '../../jobs/job.ts';
import type {
  Compared,
  ComparedScopes,
  CompareLimits,
  SubjectComparison,
} from '../../subject/comparison.ts';
import type { Subject } from '../../subject/subject.ts';

export interface CompareJob {
  readonly scopes: ComparedScopes;
  readonly limits: CompareLimits;
}

export const scopeComparisons: JobKind<CompareJob, Compared> = {
  name: 'comparison',
  run: ({ scopes, limits }, { subject, now, shouldStop, onProgress }) =>
    comparisonOf(subject).compare(scopes, limits, {
      now,
      isInterrupted: shouldStop,
      onProgress: ({ pairs, transitions, frontier, depth, elapsedMs }) =>
        onProgress({
          stateCount: pairs,
          transitionCount: transitions,
          frontierCount: frontier,
          depth,
          elapsedMs,
          memoryBytes: 0,
          walkCount: 0,
        }),
    }),
};

/** Refuses a system that has one version only. */
export function comparisonOf({ comparison }: Subject): SubjectComparison {
  if (comparison === undefined)
    throw new InputError('diff needs a system that has several versions');
  return comparison;
}
