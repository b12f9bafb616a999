/** One row of a series under one contract as plain data: all its scopes, searched one by one. */

import { breadthFirst } from '../../explorer/breadth-first.ts';
import type { SearchEnd, SearchResult } from '../../explorer/outcome.ts';
import { recordsTo } from '../../explorer/replay.ts';
import type { Progress, SearchHooks, SearchLimits } from '../../explorer/search.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { type JobHooks, type PlannedKind, searchHooks } from '../../jobs/job.ts';
import { invariantsOf } from '../../jobs/job-claims.ts';
import { countedLimits, within } from '../../jobs/job-limits.ts';
import { endsAll, stopOf } from '../../jobs/stop-of.ts';
import type { System, TransitionRecord } from '../../model/system.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import { byWeight } from '../check/result.ts';
import { type Root, type RootsJob, runRoots } from '../check/roots-job.ts';

/** A thread per scope would cost more than the search. */
export interface SweepJob {
  readonly scopes: readonly ScopeData[];
  readonly invariantIds: readonly string[];
  /** The deciding claims; if violated, their causes are searched as well. */
  readonly decidingIds: readonly string[];
  /** Limits for each scope. */
  readonly limits: SearchLimits;
  /** Time for all scopes together. */
  readonly elapsedMsMax: number;
}

export interface SweptScope {
  readonly end: SearchEnd;
  readonly stateCount: number;
  readonly transitionCount: number;
  readonly collisionProbability: number;
  /** Ids of the violated claims. */
  readonly violated: readonly string[];
}

/** The shortest violation of one invariant in all scopes of the job. */
export interface SweptViolation {
  readonly invariantId: string;
  readonly scopeIndex: number;
  readonly transitions: readonly TransitionRecord[];
  readonly steps: number;
}

export interface SweepAnswer {
  /** The number of started scopes: fewer than the job has after a time limit or an interrupt. */
  readonly scopes: readonly SweptScope[];
  /** Per invariant of the job: transitions on which it was put to the test. */
  readonly judgedCounts: readonly number[];
  readonly violations: readonly SweptViolation[];
  /** For violated deciding claims; empty if the sweep was cut off. */
  readonly roots: readonly Root[];
}

/** Searches for causes take at most this many times the states of the sweep. */
const statesForRoots = 50;

export const sweeps: PlannedKind<SweepJob, SweepAnswer> = {
  name: 'sweep',
  run: runSweep,
  question: ({ limits, elapsedMsMax: _, ...job }) => ({ ...job, limits: countedLimits(limits) }),
  sightingsIn: ({ violations }, { scopes }) =>
    violations.map(({ invariantId, scopeIndex, transitions }) => ({
      claim: invariantId,
      scope: scopes[scopeIndex],
      transitions,
    })),
  scopesOf: ({ scopes }) => scopes,
  bounded: (job, { elapsedMsMax }) => within(job, elapsedMsMax),
};

function runSweep(job: SweepJob, jobHooks: JobHooks): SweepAnswer {
  const { subject } = jobHooks;
  const hooks = searchHooks(jobHooks);
  const startedAt = hooks.now();
  const invariants = invariantsOf(subject.claims, job.invariantIds);
  const scopes: SweptScope[] = [];
  const judgedCounts = invariants.map(() => 0);
  const best = new Map<string, SweptViolation>();
  const systems = new Map<ScopeData, System>();
  for (const [scopeIndex, scope] of job.scopes.entries()) {
    const elapsedMs = hooks.now() - startedAt;
    if (elapsedMs >= job.elapsedMsMax || hooks.shouldStop?.() === true) break;
    const system = subject.createSystem(scope);
    const result = searchScope(job, hooks, system, invariants, scopes, elapsedMs);
    for (const [index, count] of result.judgedCounts.entries()) judgedCounts[index] += count;
    keepShortest(best, system, result, scopeIndex);
    const { end, stateCount, transitionCount, collisionProbability } = result;
    const violated = result.violations.map(({ invariant }) => invariant.id);
    if (violated.length > 0) systems.set(scope, system);
    scopes.push({ end, stateCount, transitionCount, collisionProbability, violated });
  }
  const violations = [...best.values()];
  const swept = { scopes, judgedCounts, violations };
  const elapsedMsMax = job.elapsedMsMax - (hooks.now() - startedAt);
  return { ...swept, roots: rootsIn(job, jobHooks, swept, systems, elapsedMsMax) };
}

/** Runs in this thread, where the code is already loaded. */
function rootsIn(
  { scopes, invariantIds, decidingIds, limits }: SweepJob,
  hooks: JobHooks,
  swept: Omit<SweepAnswer, 'roots'>,
  systems: ReadonlyMap<ScopeData, System>,
  elapsedMsMax: number,
): readonly Root[] {
  const claims = swept.violations
    .filter(({ invariantId }) => decidingIds.includes(invariantId))
    .map(({ invariantId, transitions, steps }) => ({
      invariantId,
      operations: transitions.length,
      steps,
      judged: swept.judgedCounts[invariantIds.indexOf(invariantId)],
      isAside: false,
    }))
    .sort(byWeight);
  const isCutOff =
    swept.scopes.length < scopes.length ||
    swept.scopes.some(({ end }) => endsAll(stopOf(end)?.limit));
  if (claims.length === 0 || isCutOff || elapsedMsMax <= 0) return [];
  const states = swept.scopes.reduce((sum, { stateCount }) => sum + stateCount, 0);
  const job: RootsJob = {
    scopes: swept.scopes.map(({ violated }, index) => ({ scope: scopes[index], violated })),
    invariantIds: claims.map(({ invariantId }) => invariantId),
    limits: { ...limits, stateCountMax: states * statesForRoots, elapsedMsMax },
  };
  return runRoots(job, hooks, systems).roots;
}

function searchScope(
  job: SweepJob,
  hooks: SearchHooks,
  system: System,
  invariants: readonly Invariant[],
  before: readonly SweptScope[],
  elapsedMs: number,
): SearchResult {
  const states = before.reduce((sum, scope) => sum + scope.stateCount, 0);
  const transitions = before.reduce((sum, scope) => sum + scope.transitionCount, 0);
  const elapsedMsMax = Math.min(job.limits.elapsedMsMax, job.elapsedMsMax - elapsedMs);
  const onProgress = (progress: Progress): void =>
    hooks.onProgress?.({
      ...progress,
      stateCount: states + progress.stateCount,
      transitionCount: transitions + progress.transitionCount,
      elapsedMs: elapsedMs + progress.elapsedMs,
    });
  return breadthFirst({
    system,
    invariants,
    limits: { ...job.limits, elapsedMsMax: Math.max(1, elapsedMsMax) },
    hooks: { ...hooks, onProgress },
  });
}

/** Fewest operations, then fewest steps, then the first scope: the smallest configuration comes first. */
function keepShortest(
  best: Map<string, SweptViolation>,
  system: System,
  result: SearchResult,
  scopeIndex: number,
): void {
  for (const violation of result.violations) {
    const { invariant, schedule, steps } = violation;
    const known = best.get(invariant.id);
    const operations = schedule.length - (known?.transitions.length ?? Infinity);
    const isShorter = operations < 0 || (operations === 0 && steps < (known?.steps ?? Infinity));
    if (!isShorter) continue;
    const transitions = recordsTo(system, violation);
    best.set(invariant.id, { invariantId: invariant.id, scopeIndex, transitions, steps });
  }
}
