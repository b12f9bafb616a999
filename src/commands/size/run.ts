/** Explains the size of a scope: profiles it, forecasts the remaining levels, tries smaller variants. */

import { type Forecast, forecastOf } from '../../explorer/forecast.ts';
import { profile } from '../../explorer/profile.ts';
import type { Profile } from '../../explorer/profile-outcome.ts';
import type { SearchLimits } from '../../explorer/search.ts';
import { version } from '../../files/package.ts';
import { runAtOnce } from '../../jobs/at-once.ts';
import { type JobHooks, type JobKind, searchHooks } from '../../jobs/job.ts';
import { type RunControl, runPart, startOf } from '../../jobs/job-runner.ts';
import { stopOf, unknownStop } from '../../jobs/stop-of.ts';
import type { Coverage } from '../../subject/reach.ts';
import type { ScopeData, SmallerScope } from '../../subject/scopes.ts';
import type { EarlyForecast, SizedScope, SizeResult } from './result.ts';

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

export interface SizeRequest {
  readonly command: string;
  readonly preset: string;
  readonly scopes: readonly ScopeData[];
  /** States, memory and depth for each scope; time for all of them together. */
  readonly limits: SearchLimits;
  /** States of each variant. */
  readonly variantStatesMax: number;
  /** Scopes and variants at a time; default: 1. */
  readonly processors?: number;
}

/** The scope without one of its features. */
interface ProfiledVariant extends SmallerScope {
  readonly profile: Profile;
}

interface ProfiledScope extends SizeAnswer {
  readonly variants: readonly ProfiledVariant[];
}

export async function size(request: SizeRequest, control: RunControl): Promise<SizeResult> {
  // An invalid scope is rejected before any search.
  for (const scope of request.scopes) control.subject.scopes.check(scope);
  const startedAt = startOf(control);
  const answers = await profileAll(request, control, startedAt);
  let stop =
    answers
      .map(({ profile, coverage }) => stopOf(profile.end) ?? unknownStop(coverage))
      .find((end) => end !== null) ?? null;
  const notStarted = request.scopes.length - answers.length;
  if (notStarted > 0) stop ??= { limit: 'not-started', value: null };
  const { invariants, neverJudged } = judgedIn(answers);
  return {
    subject: control.subject,
    version,
    command: request.command,
    preset: request.preset,
    scopes: answers.map((answer, at) => sizedScope(request.scopes[at], answer)),
    notStarted,
    stop: control.signal.aborted ? { limit: 'interrupted', value: null } : stop,
    unreached: control.subject.reach.unreachedOf(answers.map(({ coverage }) => coverage)),
    invariants,
    neverJudged,
    elapsedMs: control.now() - startedAt,
  };
}

interface SizeTask {
  readonly scopeIndex: number;
  readonly scope: ScopeData;
  /** Null for the whole scope. */
  readonly variant: SmallerScope | null;
}

/** The scopes that were started before a limit; each as a whole, then its variants. */
async function profileAll(
  { scopes, limits, variantStatesMax, processors = 1 }: SizeRequest,
  control: RunControl,
  startedAt: number,
): Promise<ProfiledScope[]> {
  const tasks = scopes.flatMap((scope, scopeIndex): SizeTask[] => [
    { scopeIndex, scope, variant: null },
    ...control.subject.scopes
      .smaller(scope)
      .map((variant) => ({ scopeIndex, scope: variant.scope, variant })),
  ]);
  const found = await runAtOnce(tasks, processors, control.signal, async (task, _, signal) => {
    const elapsedMsMax = limits.elapsedMsMax - (control.now() - startedAt);
    if (signal.aborted || elapsedMsMax <= 0) return undefined;
    const { scope, scopeIndex, variant } = task;
    const isVariant = variant !== null;
    const stateCountMax = isVariant ? variantStatesMax : limits.stateCountMax;
    const job = { scope, isVariant, limits: { ...limits, stateCountMax, elapsedMsMax } };
    const part = { scopeIndex, scopeCount: scopes.length };
    return runPart({ ...control, signal }, profiles, job, part);
  });
  return scopes.flatMap((_, scopeIndex) => {
    const own = tasks.flatMap((task, at) => {
      const answer = found[at];
      return task.scopeIndex === scopeIndex && answer !== undefined ? [{ ...task, answer }] : [];
    });
    const whole = own.find(({ variant }) => variant === null);
    if (whole === undefined) return [];
    const variants = own.flatMap(({ variant, answer }) =>
      variant === null ? [] : [{ ...variant, profile: answer.profile }],
    );
    return [{ ...whole.answer, variants }];
  });
}

function sizedScope(scope: ScopeData, answer: ProfiledScope): SizedScope {
  const { profile, coverage, variants } = answer;
  return {
    scope,
    profile,
    stop: stopOf(profile.end) ?? unknownStop(coverage),
    forecast: forecastAtEnd(profile),
    early: earlyForecasts(profile),
    variants: variants.map(({ flag, profile: found }) => ({
      flag,
      states: found.stateCount,
      stop: stopOf(found.end),
      forecast: forecastAtEnd(found),
    })),
    coverage,
  };
}

/** Sizes of the complete levels. */
function completeLevels({ levels }: Profile): number[] {
  const cut = levels.findIndex(({ states, expanded }) => expanded < states);
  return levels.slice(0, cut < 0 ? levels.length : cut + 1).map(({ states }) => states);
}

function forecastAtEnd(profile: Profile): Forecast | null {
  if (profile.end.kind === 'exhausted') return null;
  const complete = completeLevels(profile);
  const forecast = forecastOf(complete);
  if (forecast === undefined) return null;
  // The last level is incomplete.
  const known = profile.levels[complete.length]?.states ?? 0;
  const least = (low: number, value: number): number => Math.max(low, value);
  const { low, middle, high } = forecast.states;
  const from = (floor: number) => (value: number) => least(floor, value);
  const whole = from(profile.stateCount);
  const next = from(known);
  return {
    states: { low: whole(low), middle: whole(middle), high: whole(high) },
    nextLevels: forecast.nextLevels.map((level, at) =>
      at > 0 ? level : { low: next(level.low), middle: next(level.middle), high: next(level.high) },
    ),
  };
}

/** State counts at which earlier forecasts are computed. */
const forecastAt = [100, 1000, 10_000, 100_000];

function earlyForecasts(profile: Profile): EarlyForecast[] {
  const complete = completeLevels(profile);
  const early = new Map<number, EarlyForecast>();
  for (const asked of forecastAt) {
    let seen = 0;
    const depth = complete.findIndex((states) => {
      seen += states;
      return seen >= asked;
    });
    const forecast = depth < 0 ? undefined : forecastOf(complete.slice(0, depth + 1));
    // Beyond half of the states found, it would not be a forecast.
    if (forecast === undefined || 2 * seen > profile.stateCount) continue;
    early.set(depth, { depth, seen, forecast });
  }
  return [...early.values()];
}

function judgedIn(answers: readonly SizeAnswer[]): {
  invariants: string[];
  neverJudged: string[];
} {
  const counts = new Map<string, number>();
  for (const { invariantIds, profile } of answers) {
    for (const [at, id] of invariantIds.entries()) {
      counts.set(id, (counts.get(id) ?? 0) + profile.judgedCounts[at]);
    }
  }
  const never = [...counts].filter(([, count]) => count === 0).map(([id]) => id);
  return { invariants: [...counts.keys()], neverJudged: never };
}
