/** Compares two revisions in a list of scopes: the shortest path to a difference, or none. */

import { InputError, ModelError } from '../../errors.ts';
import { version } from '../../files/version.ts';
import { buildScope } from '../../subjects/vmem/build-scope.ts';
import { PairedChoices } from '../../subjects/vmem/comparison/choices.ts';
import {
  type PairEnd,
  PairOfWorlds,
  PairSearch,
  type PairSearchResult,
  type PairStep,
} from '../../subjects/vmem/comparison/search.ts';
import { toScheduledOperation } from '../../subjects/vmem/execution/scheduled-operation.ts';
import { type PerformedOperation, recordOf } from '../../subjects/vmem/plain/world.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { Stop } from '../../text/stop-text.ts';
import type { RunControl } from '../check/run.ts';
import {
  type ComparedOperation,
  type DiffOperation,
  type DiffOptions,
  type DiffResult,
  type DiffScope,
  type FoundDifference,
  isVacuous,
} from './result.ts';

export interface DiffRequest {
  readonly command: string;
  readonly preset: string;
  /** Names of revisions. */
  readonly a: string;
  readonly b: string;
  /** The revision in them does not matter. */
  readonly scopes: readonly ScopeConfig[];
  readonly options: DiffOptions;
  /** Pairs of states of one scope. */
  readonly pairCountMax: number;
  /** Of all scopes together. */
  readonly elapsedMsMax: number;
}

export type DiffControl = Omit<RunControl, 'runJob'>;

export async function diff(request: DiffRequest, control: DiffControl): Promise<DiffResult> {
  const { scopes } = request;
  for (const scope of scopes) {
    refuseThreads(request, scope);
    worldsOf(request, scope);
  }
  const startedAt = control.now();
  const searched: DiffScope[] = [];
  let found: FoundDifference | null = null;
  let stop: Stop | null = null;
  for (const [scopeIndex, scope] of scopes.entries()) {
    // The difference of a later scope is reported only if it is shorter.
    const depthMax: number = found === null ? Infinity : found.operations.length - 1;
    const result = await searchScope(request, control, { scopeIndex, depthMax, startedAt });
    const scopeStop = stopOf(result.end, depthMax);
    searched.push({
      scope,
      pairs: result.pairs,
      transitions: result.transitions,
      depth: result.depth,
      notExplored: result.frontier,
      leftOut: result.leftOut,
      crashes: result.crashes,
      maps: result.maps,
      stop: scopeStop,
    });
    if (result.end.kind === 'different') found = retell(request, scope, result.end.steps);
    stop ??= scopeStop;
    if (scopeStop !== null && ['time', 'interrupted'].includes(scopeStop.limit)) break;
  }
  return {
    version,
    command: request.command,
    preset: request.preset,
    a: request.a,
    b: request.b,
    options: request.options,
    verdict: verdictOf(found, stop, searched),
    scopes: searched,
    found,
    stop,
    elapsedMs: control.now() - startedAt,
  };
}

/**
 * Two revisions take different steps, so a schedule of one is not valid for the other: with threads there
 * are no pairs of states to compare.
 */
function refuseThreads({ preset, a, b }: DiffRequest, { threads }: ScopeConfig): void {
  if (threads.length === 0) return;
  throw new InputError(
    `preset is ${preset}, in which threads interleave (${threads.join(', ')}); diff compares whole operations of one thread: choose another preset, or run tablewalk check --preset ${preset} --revision NAME for ${a} and for ${b}`,
  );
}

/** Two kernels that crash immediately in the same way show nothing else. */
function verdictOf(
  found: FoundDifference | null,
  stop: Stop | null,
  searched: readonly DiffScope[],
): DiffResult['verdict'] {
  if (found !== null) return 'different';
  return stop !== null || searched.every(isVacuous) ? 'undecided' : 'same';
}

/** Not searching beyond a known difference does not count as a limit. */
function stopOf(end: PairEnd, depthMax: number): Stop | null {
  if (end.kind !== 'limit' || (end.limit === 'depth' && depthMax !== Infinity)) return null;
  return { limit: end.limit, value: Math.round(end.value) };
}

function worldsOf({ a, b, options }: DiffRequest, scope: ScopeConfig): PairOfWorlds {
  const [scopeA, scopeB] = [a, b].map((revision) => buildScope({ ...scope, revision }));
  return new PairOfWorlds(scopeA, scopeB, options);
}

interface Round {
  readonly scopeIndex: number;
  readonly depthMax: number;
  readonly startedAt: number;
}

function searchScope(
  request: DiffRequest,
  { now, signal, isInterrupted = () => signal.aborted, onProgress }: DiffControl,
  { scopeIndex, depthMax, startedAt }: Round,
): Promise<PairSearchResult> {
  const { scopes, pairCountMax } = request;
  const elapsedMsMax = Math.max(1, request.elapsedMsMax - (now() - startedAt));
  const search = new PairSearch(
    worldsOf(request, scopes[scopeIndex]),
    { pairCountMax, depthMax, elapsedMsMax },
    {
      now,
      isInterrupted,
      onProgress: ({ pairs, transitions, frontier, depth, elapsedMs }) =>
        onProgress({
          stateCount: pairs,
          transitionCount: transitions,
          frontierCount: frontier,
          depth,
          elapsedMs,
          memoryBytes: 0,
          walkCount: 0,
          scopeIndex,
          scopeCount: scopes.length,
        }),
    },
  );
  return search.run();
}

/** Executes the path again in new worlds: the report shows what they do. */
function retell(
  request: DiffRequest,
  scope: ScopeConfig,
  steps: readonly PairStep[],
): FoundDifference {
  const worlds = worldsOf(request, scope);
  const operations: DiffOperation[] = [];
  for (const [index, { operation, decisions }] of steps.entries()) {
    const { a, b, differences } = worlds.perform(operation, new PairedChoices(decisions));
    operations.push({
      a: executed(worlds, 0, operation, a),
      b: executed(worlds, 1, operation, b),
    });
    if (index === steps.length - 1 && differences.length > 0) {
      return { scope, operations, differences };
    }
    if (differences.length > 0) break;
  }
  throw new ModelError('a difference did not reproduce when it was executed again');
}

function executed(
  worlds: PairOfWorlds,
  side: 0 | 1,
  index: number,
  performed: PerformedOperation,
): ComparedOperation {
  const operation = worlds.operation(side, index);
  const { calls, facts, steps, ends } = performed;
  const scheduled = toScheduledOperation(recordOf(performed, operation));
  return { label: operation.label, scheduled, calls, facts, steps, ends };
}
