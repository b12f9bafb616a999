/** The hunt for one mutant as plain data: all scopes, every claim, each kill executed once more. */
import type { ScopeConfig } from '../config/scope-config.ts';
import { InputError, ModelError } from '../errors.ts';
import { breadthFirst } from '../explorer/breadth-first.ts';
import type { Limit, SearchResult, Violation } from '../explorer/outcome.ts';
import { replayedOrBug, replaySchedule } from '../explorer/replay.ts';
import type { SearchHooks, SearchLimits } from '../explorer/search.ts';
import { findInvariant } from '../invariants/catalogue.ts';
import { buildScopeWith } from '../model/build-scope.ts';
import type { Scope } from '../model/environment/scope.ts';
import { findRevision } from '../model/kernel/revisions.ts';
import { findMutant } from '../model/mutation/catalogue.ts';
import type { System } from '../model/system.ts';
import { createMemorySystem } from '../model/vector/memory-system.ts';
import { tellInOneLine } from '../report/story.ts';
import { toScheduledOperation } from '../trace/counterexample.ts';
import { execute } from '../trace/execution.ts';

export interface MutantJob {
  readonly kind: 'mutant';
  /** Null hunts the revision without any mistake. */
  readonly mutantId: string | null;
  readonly scopes: readonly ScopeConfig[];
  readonly invariantIds: readonly string[];
  /** Per scope: what the revision violates without the mistake; that kills nobody. */
  readonly excused: readonly (readonly string[])[];
  /** For each scope. */
  readonly limits: SearchLimits;
}

/** A claim that is violated in one scope: there the shortest way. */
export interface Kill {
  readonly invariantId: string;
  readonly scopeIndex: number;
  readonly operations: number;
  readonly steps: number;
  /** The operations in one line. */
  readonly text: string;
}

export interface MutantAnswer {
  readonly kind: 'mutant';
  /** One per violated claim and scope. */
  readonly kills: readonly Kill[];
  /** Per scope that was begun: the limit that ended its search, null if none did. */
  readonly limits: readonly (Limit | null)[];
  readonly stateCount: number;
}

export function runMutant(job: MutantJob, hooks: SearchHooks): MutantAnswer {
  const kills: Kill[] = [];
  const limits: (Limit | null)[] = [];
  const startedAt = hooks.now();
  let stateCount = 0;
  for (const [scopeIndex, config] of job.scopes.entries()) {
    const elapsedMs = hooks.now() - startedAt;
    if (elapsedMs >= job.limits.elapsedMsMax || hooks.shouldStop?.() === true) break;
    const scope = scopeWith(config, job.mutantId);
    const system = createMemorySystem(scope);
    const result = search(job, hooks, system, scopeIndex, elapsedMs);
    stateCount += result.stateCount;
    limits.push(result.end.kind === 'limit' ? result.end.limit : null);
    for (const violation of result.violations) {
      kills.push(confirmed(job, scope, system, violation, scopeIndex));
    }
  }
  return { kind: 'mutant', kills, limits, stateCount };
}

function scopeWith(config: ScopeConfig, mutantId: string | null): Scope {
  const revision = findRevision(config.revision);
  const mutant = mutantId === null ? undefined : findMutant(mutantId);
  if (revision === undefined) throw new InputError(`revision is "${config.revision}"`);
  if (mutantId !== null && mutant === undefined) throw new InputError(`mutant is "${mutantId}"`);
  return buildScopeWith(config, revision.features, mutant);
}

function search(
  { invariantIds, excused, limits }: MutantJob,
  hooks: SearchHooks,
  system: System,
  scopeIndex: number,
  elapsedMs: number,
): SearchResult {
  const invariants = invariantIds
    .filter((id) => !excused[scopeIndex]?.includes(id))
    .flatMap((id) => findInvariant(id) ?? []);
  return breadthFirst({
    system,
    invariants,
    goals: [],
    limits: { ...limits, elapsedMsMax: limits.elapsedMsMax - elapsedMs },
    hooks,
    exact: false,
    stopAtFirst: false,
  });
}

/** Both machines must see the violation, or the kill is a bug of ours. */
function confirmed(
  { mutantId, scopes }: MutantJob,
  scope: Scope,
  system: System,
  { invariant, schedule, depth, steps }: Violation,
  scopeIndex: number,
): Kill {
  const transitions = replayedOrBug(replaySchedule(system, schedule));
  const operations = transitions.map(({ record }) => toScheduledOperation(record));
  const execution = execute(scope, operations);
  const { revision } = scopes[scopeIndex];
  const name = mutantId === null ? revision : `${revision} with ${mutantId}`;
  const text = tellInOneLine(name, invariant.id, execution.operations);
  const isSeen = ((execution.operations.at(-1)?.facts ?? 0) & invariant.violatedBy) !== 0;
  if (execution.leftBecause !== null || !isSeen) {
    throw new ModelError(`the search found "${text}", but the reference machine does not`);
  }
  return { invariantId: invariant.id, scopeIndex, operations: depth, steps, text };
}
