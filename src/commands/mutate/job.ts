/** The search for kills of some mutants as plain data: all scopes, every claim, each kill confirmed. */

import { isBrokenAtEnd } from '../../counterexample/broken-part.ts';
import { lineOf } from '../../counterexample/story.ts';
import { InputError, ModelError } from '../../errors.ts';
import { breadthFirst } from '../../explorer/breadth-first.ts';
import type { Limit, SearchResult, Violation } from '../../explorer/outcome.ts';
import { recordsTo } from '../../explorer/replay.ts';
import type { SearchLimits } from '../../explorer/search.ts';
import { type JobHooks, type JobKind, searchHooks } from '../../jobs/job.ts';
import { invariantsOf } from '../../jobs/job-claims.ts';
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
  /** For each scope; the time applies to all of them together. */
  readonly limits: SearchLimits;
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

/** The result of one mutant. */
export interface Hunted {
  /** One per violated claim and scope. */
  readonly kills: readonly Kill[];
  /** Per started scope: the limit that ended its search, null if there was none. */
  readonly limits: readonly (Limit | null)[];
  readonly stateCount: number;
}

export interface MutantAnswer {
  /** In the order of the job. */
  readonly hunted: readonly Hunted[];
}

export const mutantHunts: JobKind<MutantJob, MutantAnswer> = { name: 'mutants', run: runMutants };

function runMutants(job: MutantJob, hooks: JobHooks): MutantAnswer {
  const startedAt = hooks.now();
  const hunted = job.mutantIds.map((mutantId) => hunt(job, hooks, mutantId, startedAt));
  return { hunted };
}

function hunt(job: MutantJob, hooks: JobHooks, mutantId: string | null, startedAt: number): Hunted {
  const kills: Kill[] = [];
  const limits: (Limit | null)[] = [];
  let stateCount = 0;
  for (const [scopeIndex, config] of job.scopes.entries()) {
    const elapsedMs = hooks.now() - startedAt;
    if (elapsedMs >= job.limits.elapsedMsMax || hooks.shouldStop()) break;
    const scope = withMutant(hooks.subject, config, mutantId);
    const system = hooks.subject.createSystem(scope);
    const result = search(job, hooks, system, scopeIndex, elapsedMs);
    stateCount += result.stateCount;
    limits.push(result.end.kind === 'limit' ? result.end.limit : null);
    for (const violation of result.violations) {
      kills.push(
        confirmed(hooks.subject, { mutantId, config, scopeIndex }, scope, system, violation),
      );
    }
  }
  return { kills, limits, stateCount };
}

function withMutant({ mutants }: Subject, scope: ScopeData, mutantId: string | null): ScopeData {
  if (mutantId === null) return scope;
  const revision = mutants?.nameWith(scope.revision, mutantId) ?? null;
  if (revision === null) throw new InputError(`mutant is "${mutantId}"`);
  return { ...scope, revision };
}

function search(
  { invariantIds, excused, limits }: MutantJob,
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
  });
}

interface JobPlace {
  readonly mutantId: string | null;
  readonly config: ScopeData;
  readonly scopeIndex: number;
}

/** Both machines must see the violation; otherwise it is a bug of ours. */
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
    throw new ModelError(`the search found "${text}", but the reference machine does not`);
  }
  return {
    invariantId: invariant.id,
    scopeIndex,
    operations: found.operations.length,
    steps,
    text,
  };
}
