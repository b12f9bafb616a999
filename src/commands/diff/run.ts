/** Compares two revisions in a list of scopes: the shortest path to a difference, or none. */

import { version } from '../../files/package.ts';
import { runAtOnce } from '../../jobs/at-once.ts';
import { type RunControl, runPart, startOf } from '../../jobs/job-runner.ts';
import type {
  Compared,
  ComparedScopes,
  CompareOptions,
  FoundDifference,
} from '../../subject/comparison.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Stop } from '../../text/stop-text.ts';
import { comparisonOf, scopeComparisons } from './job.ts';

export interface DiffScope {
  readonly scope: ScopeData;
  readonly pairs: number;
  readonly transitions: number;
  readonly depth: number;
  /** Pairs found whose operations were not all executed. */
  readonly notExplored: number;
  /** Skipped transitions in which only one of the two could get a recycled content. */
  readonly leftOut: number;
  /** Transitions in which both crash. */
  readonly crashes: number;
  /** A mapping call returned 0 and both continued; otherwise only failures and crashes were compared. */
  readonly maps: boolean;
  readonly stop: Stop | null;
}

/** Only failures and crashes were compared in the whole scope. */
export function isVacuous({ maps, stop }: DiffScope): boolean {
  return !maps && stop === null;
}

export interface DiffResult {
  readonly version: string;
  readonly command: string;
  readonly preset: string;
  readonly a: string;
  readonly b: string;
  readonly options: CompareOptions;
  /** Undecided without a `stop`: the comparison was vacuous in all scopes. */
  readonly verdict: 'same' | 'different' | 'undecided';
  readonly scopes: readonly DiffScope[];
  readonly found: (FoundDifference & { readonly scope: ScopeData }) | null;
  readonly stop: Stop | null;
  readonly elapsedMs: number;
}

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
  /** Scopes at a time; default: 1. */
  readonly processors?: number;
}

/** A scope compared up to this depth. */
interface Round {
  readonly depthMax: number;
  readonly result: Compared;
}

/** A scope that is being compared. */
interface ComparedNow {
  readonly depthMax: number;
  /** Aborted when a shorter difference is known. */
  readonly tooDeep: AbortController;
}

export async function diff(request: DiffRequest, control: RunControl): Promise<DiffResult> {
  const { scopes } = request;
  const comparison = comparisonOf(control.subject);
  for (const scope of scopes) comparison.check(pairOf(request, scope), request.preset);
  const startedAt = startOf(control);
  const rounds = new Rounds(request, control, startedAt);
  await rounds.runAll();
  const searched: DiffScope[] = [];
  let found: DiffResult['found'] = null;
  let stop: Stop | null = null;
  for (const [scopeIndex, scope] of scopes.entries()) {
    // A difference of a later scope is reported only if it is shorter.
    const depthMax: number = found === null ? Infinity : found.operations.length - 1;
    const result = await rounds.result(scopeIndex, depthMax);
    if (result === null) break;
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
    const isShorter = (result.found?.operations.length ?? Infinity) <= depthMax;
    if (result.found !== null && isShorter) found = { ...result.found, scope };
    stop ??= scopeStop;
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

function pairOf({ a, b, options }: DiffRequest, scope: ScopeData): ComparedScopes {
  return { a: { ...scope, revision: a }, b: { ...scope, revision: b }, options };
}

/** Compares several scopes at a time, with the results of comparing one after the other. */
class Rounds {
  private readonly request: DiffRequest;
  private readonly control: RunControl;
  private readonly startedAt: number;
  private readonly rounds: (Round | null)[];
  private readonly running = new Map<number, ComparedNow>();

  constructor(request: DiffRequest, control: RunControl, startedAt: number) {
    this.request = request;
    this.control = control;
    this.startedAt = startedAt;
    this.rounds = request.scopes.map(() => null);
  }

  async runAll(): Promise<void> {
    const { scopes, processors = 1 } = this.request;
    await runAtOnce(scopes, processors, this.control.signal, async (_, index, signal) => {
      if (index > 0 && this.isOver()) return;
      const depthMax = this.depthKnown(index);
      const tooDeep = new AbortController();
      this.running.set(index, { depthMax, tooDeep });
      const own = AbortSignal.any([signal, tooDeep.signal]);
      const result = await this.compare(index, depthMax, own);
      this.running.delete(index);
      // What it found by then would depend on the speed of the others.
      if (tooDeep.signal.aborted) return;
      this.rounds[index] = { depthMax, result };
      if (result.found !== null) this.endDeeper(index, result.found.operations.length - 1);
    });
  }

  /** Compared again if earlier scopes have more results than when it began. Null if it was not started. */
  async result(index: number, depthMax: number): Promise<Compared | null> {
    const round = this.rounds[index];
    if (round?.depthMax === depthMax || this.isOver()) return round?.result ?? null;
    return this.compare(index, depthMax, this.control.signal);
  }

  /** The shortest difference so far in earlier scopes limits its depth. */
  private depthKnown(index: number): number {
    const before = this.rounds.slice(0, index).flatMap((round) => round?.result.found ?? []);
    return Math.min(Infinity, ...before.map(({ operations }) => operations.length - 1));
  }

  /** Their results would not count. */
  private endDeeper(index: number, depthMax: number): void {
    for (const [later, { depthMax: own, tooDeep }] of this.running) {
      if (later > index && own > depthMax) tooDeep.abort();
    }
  }

  private isOver(): boolean {
    const elapsedMs = this.control.now() - this.startedAt;
    return this.control.signal.aborted || elapsedMs >= this.request.elapsedMsMax;
  }

  private compare(scopeIndex: number, depthMax: number, signal: AbortSignal): Promise<Compared> {
    const { request, control, startedAt } = this;
    const { scopes, pairCountMax } = request;
    const elapsedMsMax = Math.max(1, request.elapsedMsMax - (control.now() - startedAt));
    const job = {
      scopes: pairOf(request, scopes[scopeIndex]),
      limits: { pairCountMax, depthMax, elapsedMsMax },
    };
    const part = { scopeIndex, scopeCount: scopes.length };
    return runPart({ ...control, signal }, scopeComparisons, job, part);
  }
}
