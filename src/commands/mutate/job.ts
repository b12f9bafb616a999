/** The search for kills of some mutants as plain data: all scopes, every claim, each kill confirmed. */

import { isBrokenAtEnd } from '../../counterexample/judge-execution.ts';
import { lineOf } from '../../counterexample/story.ts';
import { InputError, ModelError } from '../../errors.ts';
import { breadthFirst } from '../../explorer/breadth-first.ts';
import type { Limit, SearchResult, Violation } from '../../explorer/outcome.ts';
import { recordsTo } from '../../explorer/replay.ts';
import type { SearchLimits } from '../../explorer/search.ts';
import { type JobHooks, type PlannedKind, searchHooks } from '../../jobs/job.ts';
import { invariantsOf } from '../../jobs/job-claims.ts';
import { boundedSearch, countedLimits } from '../../jobs/job-limits.ts';
import type { System } from '../../model/system.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';

export interface MutantJob {
  /** Null searches the revision without a mistake. */
  readonly mutantIds: readonly (string | null)[];
  readonly scopes: readonly ScopeData[];
  readonly invariantIds: readonly string[];
  /** Per scope: what the revision violates without the mistake; that does not count as a kill. */
  readonly excused: readonly (readonly string[])[];
  /** Limits for each scope; the time applies to all of them together. */
  readonly limits: SearchLimits;
  /** A mutant is finished after its first kill. */
  readonly stopAtKill: boolean;
}

/** A claim that is violated in one scope, with its shortest path. */
export interface Kill {
  readonly invariantId: string;
  readonly scopeIndex: number;
  readonly operations: number;
  readonly steps: number;
  /** The operations in one line. */
  readonly text: string;
}

export interface Obstacle {
  /** `refused`: the source is not understood. `lost`: the model cannot follow it, a bug in tablewalk. */
  readonly kind: 'refused' | 'lost';
  readonly message: string;
}

/** The result of one mutant. */
export interface Hunted {
  /** One per violated claim and scope. */
  readonly kills: readonly Kill[];
  /** Per started scope: the limit that ended its search, or null. */
  readonly limits: readonly (Limit | null)[];
  readonly stateCount: number;
  /** Per searched scope: equal for programs that have as many states, transitions and steps there. */
  readonly sizes: readonly string[];
  /** Why a C source with the mistake cannot be read or followed; null if it can. */
  readonly obstacle: Obstacle | null;
}

export interface MutantAnswer {
  /** In the order of the job. */
  readonly hunted: readonly Hunted[];
}

export const mutantHunts: PlannedKind<MutantJob, MutantAnswer> = {
  name: 'mutants',
  run: runMutants,
  prepare: async (_job, { mutants }) => mutants?.ofSources?.prepare(),
  question: ({ limits, ...job }) => ({ ...job, limits: countedLimits(limits) }),
  sightingsIn: ({ hunted }, { scopes }) =>
    hunted.flatMap(({ kills }) =>
      kills.map(({ invariantId, scopeIndex }) => ({
        claim: invariantId,
        scope: scopes[scopeIndex],
        transitions: null,
      })),
    ),
  scopesOf: ({ scopes }) => scopes,
  bounded: boundedSearch,
};

function runMutants(job: MutantJob, hooks: JobHooks): MutantAnswer {
  const startedAt = hooks.now();
  const hunted = job.mutantIds.map((mutantId) => hunt(job, hooks, mutantId, startedAt));
  return { hunted };
}

function hunt(job: MutantJob, hooks: JobHooks, mutantId: string | null, startedAt: number): Hunted {
  const { subject } = hooks;
  const { revision } = job.scopes[0];
  const sources = subject.mutants?.ofSources;
  const isSource = sources !== undefined && sources.of(revision).length > 0;
  if (mutantId === null || !isSource) {
    return huntIn(job, hooks, mutantId, revisionWith(subject, revision, mutantId), startedAt);
  }
  const found = nothingFound();
  const inSource = sources.of(revision).some(({ id }) => id === mutantId);
  let name: string | undefined;
  try {
    if (inSource) name = sources.put(revision, mutantId);
    const mutated = name ?? revisionWith(subject, revision, mutantId);
    return huntIn(job, hooks, mutantId, mutated, startedAt, found);
  } catch (error) {
    return { ...found, obstacle: obstacleOf(error) };
  } finally {
    if (name !== undefined) sources.remove(name);
  }
}

/** The reader may refuse a mistake; one that confuses the model must not end the others. */
function obstacleOf(error: unknown): Obstacle {
  if (error instanceof InputError) return { kind: 'refused', message: error.message };
  if (error instanceof ModelError) return { kind: 'lost', message: error.message };
  throw error;
}

/** While scopes are searched. */
interface MutableHunted extends Hunted {
  readonly kills: Kill[];
  readonly limits: (Limit | null)[];
  readonly sizes: string[];
  stateCount: number;
}

function nothingFound(): MutableHunted {
  return { kills: [], limits: [], stateCount: 0, sizes: [], obstacle: null };
}

function huntIn(
  job: MutantJob,
  hooks: JobHooks,
  mutantId: string | null,
  revision: string,
  startedAt: number,
  found = nothingFound(),
): Hunted {
  for (const [scopeIndex, config] of job.scopes.entries()) {
    const elapsedMs = hooks.now() - startedAt;
    if (elapsedMs >= job.limits.elapsedMsMax || hooks.shouldStop()) break;
    const scope = { ...config, revision };
    const system = hooks.subject.createSystem(scope);
    const result = search(job, hooks, system, scopeIndex, elapsedMs);
    const { end, stateCount, transitionCount, stepCount } = result;
    found.stateCount += stateCount;
    found.limits.push(end.kind === 'limit' ? end.limit : null);
    found.sizes.push(`${stateCount} ${transitionCount} ${stepCount}`);
    for (const violation of result.violations) {
      found.kills.push(
        confirmed(hooks.subject, { mutantId, config, scopeIndex }, scope, system, violation),
      );
    }
    if (job.stopAtKill && found.kills.length > 0) break;
  }
  return found;
}

function revisionWith({ mutants }: Subject, revision: string, mutantId: string | null): string {
  if (mutantId === null) return revision;
  const name = mutants?.nameWith(revision, mutantId) ?? null;
  if (name === null) throw new InputError(`mutant is "${mutantId}"`);
  return name;
}

function search(
  { invariantIds, excused, limits, stopAtKill }: MutantJob,
  hooks: JobHooks,
  system: System,
  scopeIndex: number,
  elapsedMs: number,
): SearchResult {
  const ids = invariantIds.filter((id) => !excused[scopeIndex]?.includes(id));
  const invariants = invariantsOf(hooks.subject.claims, ids);
  return breadthFirst({
    system,
    invariants,
    limits: { ...limits, elapsedMsMax: limits.elapsedMsMax - elapsedMs },
    hooks: searchHooks(hooks),
    stopAtFirst: stopAtKill,
  });
}

interface JobPlace {
  readonly mutantId: string | null;
  readonly config: ScopeData;
  readonly scopeIndex: number;
}

/** Both machines must see the violation; otherwise this is a bug in tablewalk. */
function confirmed(
  subject: Subject,
  { mutantId, config, scopeIndex }: JobPlace,
  scope: ScopeData,
  system: System,
  violation: Violation,
): Kill {
  const { invariant, steps } = violation;
  const found = subject.files.scheduleOf(config, recordsTo(system, violation));
  const execution = subject.execution.executor(scope).execute(found);
  const { revision } = config;
  const name = mutantId === null ? revision : `${revision} with ${mutantId}`;
  const text = lineOf(subject, { revision: name }, invariant.id, execution.operations);
  const isSeen = isBrokenAtEnd(invariant, execution);
  if (execution.divergence !== null || !isSeen) {
    throw new ModelError(`the search found "${text}", but the plain machine does not`);
  }
  return {
    invariantId: invariant.id,
    scopeIndex,
    operations: found.operations.length,
    steps,
    text,
  };
}
