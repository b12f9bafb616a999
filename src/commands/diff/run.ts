/** Compares two revisions in a list of scopes: the shortest path to a difference, or none. */

import { InputError } from '../../errors.ts';
import { version } from '../../files/version.ts';
import { type RunControl, startOf } from '../../jobs/run-control.ts';
import type {
  Compared,
  ComparedScopes,
  CompareOptions,
  SubjectComparison,
} from '../../subject/comparison.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Stop } from '../../text/stop-text.ts';
import { type DiffResult, type DiffScope, isVacuous } from './result.ts';

export interface DiffRequest {
  readonly command: string;
  readonly preset: string;
  /** Names of revisions. */
  readonly a: string;
  readonly b: string;
  /** Their revision is ignored. */
  readonly scopes: readonly ScopeData[];
  readonly options: CompareOptions;
  /** Pairs of states of one scope. */
  readonly pairCountMax: number;
  /** For all scopes together. */
  readonly elapsedMsMax: number;
}

export type DiffControl = Omit<RunControl, 'runJob'>;

export async function diff(request: DiffRequest, control: DiffControl): Promise<DiffResult> {
  const { scopes } = request;
  const comparison = comparisonOf(control.subject);
  for (const scope of scopes) comparison.check(pairOf(request, scope), request.preset);
  const startedAt = startOf(control);
  const searched: DiffScope[] = [];
  let found: DiffResult['found'] = null;
  let stop: Stop | null = null;
  for (const [scopeIndex, scope] of scopes.entries()) {
    // A difference of a later scope is reported only if it is shorter.
    const depthMax: number = found === null ? Infinity : found.operations.length - 1;
    const result = await searchScope(request, control, { scopeIndex, depthMax, startedAt });
    const scopeStop = comparisonStop(result, depthMax);
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
    if (result.found !== null) found = { ...result.found, scope };
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

/** If both kernels crash immediately, nothing is known about their later behaviour. */
function verdictOf(
  found: DiffResult['found'],
  stop: Stop | null,
  searched: readonly DiffScope[],
): DiffResult['verdict'] {
  if (found !== null) return 'different';
  return stop !== null || searched.every(isVacuous) ? 'undecided' : 'same';
}

/** Stopping at a known difference does not count as a limit. */
function comparisonStop({ limit }: Compared, depthMax: number): Stop | null {
  if (limit === null || (limit.limit === 'depth' && depthMax !== Infinity)) return null;
  return { limit: limit.limit, value: Math.round(limit.value) };
}

/** Refuses a system with only one version. */
export function comparisonOf({ comparison }: Subject): SubjectComparison {
  if (comparison === undefined)
    throw new InputError('diff needs a system that has several versions');
  return comparison;
}

function pairOf({ a, b, options }: DiffRequest, scope: ScopeData): ComparedScopes {
  return { a: { ...scope, revision: a }, b: { ...scope, revision: b }, options };
}

interface Round {
  readonly scopeIndex: number;
  readonly depthMax: number;
  readonly startedAt: number;
}

function searchScope(
  request: DiffRequest,
  { subject, now, signal, isInterrupted = () => signal.aborted, onProgress }: DiffControl,
  { scopeIndex, depthMax, startedAt }: Round,
): Promise<Compared> {
  const { scopes, pairCountMax } = request;
  const elapsedMsMax = Math.max(1, request.elapsedMsMax - (now() - startedAt));
  return comparisonOf(subject).compare(
    pairOf(request, scopes[scopeIndex]),
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
}
