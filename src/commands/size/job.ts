/** One scope profiled as plain data for a worker. */

import { profile } from '../../explorer/profile.ts';
import type { Profile } from '../../explorer/profile-outcome.ts';
import type { SearchLimits } from '../../explorer/search.ts';
import { type JobHooks, type JobKind, searchHooks } from '../../jobs/job.ts';
import type { Coverage } from '../../subject/reach.ts';
import type { ScopeData } from '../../subject/scopes.ts';

export interface SizeJob {
  readonly scope: ScopeData;
  readonly limits: SearchLimits;
  /** A scope without one of its features: only its states count. */
  readonly isVariant: boolean;
}

export interface SizeAnswer {
  readonly profile: Profile;
  readonly invariantIds: readonly string[];
  readonly coverage: Coverage;
}

export const profiles: JobKind<SizeJob, SizeAnswer> = { name: 'size', run: runSize };

function runSize({ scope, limits, isVariant }: SizeJob, jobHooks: JobHooks): SizeAnswer {
  const { subject } = jobHooks;
  const invariants = isVariant ? [] : subject.claims.judgedIn([scope]);
  const watched = subject.watchSystem(scope);
  const { system } = watched;
  const found = profile({ system, invariants, limits, hooks: searchHooks(jobHooks) });
  return {
    profile: found,
    invariantIds: invariants.map(({ id }) => id),
    coverage: watched.coverage(found.occasions),
  };
}
