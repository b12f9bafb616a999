/** One scope profiled, and then smaller variants of it, as plain data for a worker. */

import { profile } from '../../explorer/profile.ts';
import type { Profile } from '../../explorer/profile-outcome.ts';
import type { SearchHooks, SearchLimits } from '../../explorer/search.ts';
import { allInvariants, invariants } from '../../invariants/catalogue.ts';
import type { Coverage } from '../../subject/reach.ts';
import { watchedSystem } from '../../subjects/vmem/reached/watched-system.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import { type Knob, knobsOf } from './knobs.ts';

export interface SizeJob {
  readonly kind: 'size';
  readonly scope: ScopeConfig;
  /** Time is for the scope and its variants together. */
  readonly limits: SearchLimits;
  /** States of a variant. */
  readonly variantStatesMax: number;
}

/** The scope with one thing less. */
export interface ProfiledVariant extends Knob {
  readonly profile: Profile;
}

export interface SizeAnswer {
  readonly kind: 'size';
  readonly profile: Profile;
  readonly invariantIds: readonly string[];
  readonly coverage: Coverage;
  readonly variants: readonly ProfiledVariant[];
}

export function runSize(job: SizeJob, hooks: SearchHooks): SizeAnswer {
  const { scope, limits, variantStatesMax } = job;
  const startedAt = hooks.now();
  const claims = scope.threads.length > 0 ? allInvariants : invariants;
  const { system, coverage } = watchedSystem(scope);
  const whole = profile({ system, invariants: claims, limits, hooks });
  const variants: ProfiledVariant[] = [];
  for (const knob of knobsOf(scope)) {
    const elapsedMsMax = limits.elapsedMsMax - (hooks.now() - startedAt);
    if (hooks.shouldStop?.() === true || elapsedMsMax <= 0) break;
    const bounds = { ...limits, stateCountMax: variantStatesMax, elapsedMsMax };
    const variant = watchedSystem(knob.scope).system;
    variants.push({
      ...knob,
      profile: profile({ system: variant, invariants: [], limits: bounds, hooks }),
    });
  }
  return {
    kind: 'size',
    profile: whole,
    invariantIds: claims.map(({ id }) => id),
    coverage: coverage(whole.occasions),
    variants,
  };
}
