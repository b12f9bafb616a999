/** Profiles one scope, then smaller variants of it; plain data for a worker. */

import { profile } from '../../explorer/profile.ts';
import type { Profile } from '../../explorer/profile-outcome.ts';
import type { SearchLimits } from '../../explorer/search.ts';
import { type JobHooks, type JobKind, searchHooks } from '../../jobs/job.ts';
import type { Coverage } from '../../subject/reach.ts';
import type { ScopeData, SmallerScope } from '../../subject/scopes.ts';

export interface SizeJob {
  readonly scope: ScopeData;
  /** The time is for the scope and its variants together. */
  readonly limits: SearchLimits;
  /** Limit of states for a variant. */
  readonly variantStatesMax: number;
}

/** A scope without one of its features. */
export interface ProfiledVariant extends SmallerScope {
  readonly profile: Profile;
}

export interface SizeAnswer {
  readonly profile: Profile;
  readonly invariantIds: readonly string[];
  readonly coverage: Coverage;
  readonly variants: readonly ProfiledVariant[];
}

export const profiles: JobKind<SizeJob, SizeAnswer> = { name: 'size', run: runSize };

function runSize(job: SizeJob, jobHooks: JobHooks): SizeAnswer {
  const { subject } = jobHooks;
  const hooks = searchHooks(jobHooks);
  const { scope, limits, variantStatesMax } = job;
  const startedAt = hooks.now();
  const claims = subject.claims.judgedIn([scope]);
  const watched = subject.watchSystem(scope);
  const { system } = watched;
  const whole = profile({ system, invariants: claims, limits, hooks });
  const variants: ProfiledVariant[] = [];
  for (const knob of subject.scopes.smaller(scope)) {
    const elapsedMsMax = limits.elapsedMsMax - (hooks.now() - startedAt);
    if (hooks.shouldStop?.() === true || elapsedMsMax <= 0) break;
    const bounds = { ...limits, stateCountMax: variantStatesMax, elapsedMsMax };
    const variant = subject.watchSystem(knob.scope).system;
    variants.push({
      ...knob,
      profile: profile({ system: variant, invariants: [], limits: bounds, hooks }),
    });
  }
  return {
    profile: whole,
    invariantIds: claims.map(({ id }) => id),
    coverage: watched.coverage(whole.occasions),
    variants,
  };
}
