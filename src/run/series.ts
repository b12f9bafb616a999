/** A series: sweeps every revision under every contract, several at a time, and joins them into a matrix. */
import { join } from 'node:path';
import type { Contract, ScopeConfig } from '../config/scope-config.ts';
import { seriesScopes } from '../config/series-scopes.ts';
import { ModelError } from '../errors.ts';
import type { SearchLimits } from '../explorer/search.ts';
import { tryDirectory } from '../files/write-whole.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import type { Revision } from '../model/kernel/revisions.ts';
import type { ConfirmedViolation, Stop } from '../report/check-result.ts';
import type {
  CellVerdict,
  SeriesCell,
  SeriesResult,
  SeriesSweep,
} from '../report/series-result.ts';
import type { SeriesName } from '../report/series-rows.ts';
import type { RunProgress } from './check.ts';
import { confirmAndWrite } from './confirm.ts';
import type { JobControl, JobRunner } from './job-runner.ts';
import { claimRootsOf } from './roots.ts';
import type { JobProgress } from './search-job.ts';
import type { SweepAnswer, SweptViolation } from './series-job.ts';
import { runAtOnce } from './series-pool.ts';
import { stopOf } from './stop-of.ts';
import { version } from './version.ts';

export interface SeriesRequest {
  readonly command: string;
  readonly series: SeriesName;
  readonly revisions: readonly Revision[];
  readonly invariants: readonly PageTableInvariant[];
  /** Strict readings among them decide, as those of a check do. */
  readonly invariantsAreNamed: boolean;
  readonly contracts: readonly Contract[];
  /** States, memory, depth and time for each scope. */
  readonly limits: SearchLimits;
  /** Time for the whole run. */
  readonly elapsedMsMax: number;
  /** Jobs at a time. */
  readonly workers: number;
  /** Where counterexample files go, in a folder for each contract; null for none. */
  readonly directory: string | null;
  /** What is swept; tests sweep less. */
  readonly scopesOf?: (revision: string, contract: Contract) => ScopeConfig[];
}

/** The progress of all jobs together. */
export interface SeriesProgress extends RunProgress {
  readonly jobsDone: number;
  readonly jobCount: number;
}

export interface SeriesControl {
  readonly runJob: JobRunner;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SeriesProgress) => void;
}

interface Task {
  readonly revision: string;
  readonly contract: Contract;
  readonly scopes: readonly ScopeConfig[];
}

interface Row {
  readonly cells: readonly SeriesCell[];
  readonly sweep: SeriesSweep;
}

export async function runSeries(
  request: SeriesRequest,
  control: SeriesControl,
): Promise<SeriesResult> {
  const startedAt = control.now();
  if (request.directory !== null) tryDirectory('--out', request.directory);
  const scopesOf = request.scopesOf ?? seriesScopes;
  const tasks = request.contracts.flatMap((contract) =>
    request.revisions.map(
      ({ name }): Task => ({ revision: name, contract, scopes: scopesOf(name, contract) }),
    ),
  );
  const progress = new ProgressSum(tasks.length, control, startedAt);
  const rows = await runAtOnce(tasks, request.workers, control.signal, async (task, at, signal) => {
    const elapsedMsMax = request.elapsedMsMax - (control.now() - startedAt);
    const jobControl = { now: control.now, signal, onProgress: progress.of(at) };
    const answer = await sweep(request, task, elapsedMsMax, control.runJob, jobControl);
    progress.finish(at, answer);
    return joinRow(request, task, answer, control.signal.aborted);
  });
  const { command, series, revisions, invariants, contracts } = request;
  return {
    version,
    command,
    series,
    revisions,
    invariants,
    contracts,
    cells: rows.flatMap((row) => row.cells),
    sweeps: rows.map((row) => row.sweep),
    isInterrupted: control.signal.aborted,
    elapsedMs: control.now() - startedAt,
  };
}

async function sweep(
  request: SeriesRequest,
  { scopes }: Task,
  elapsedMsMax: number,
  runJob: JobRunner,
  control: JobControl,
): Promise<SweepAnswer> {
  const invariantIds = request.invariants.map(({ id }) => id);
  const { limits } = request;
  if (control.signal.aborted || elapsedMsMax <= 0) {
    // Not worth a thread.
    const judgedCounts = invariantIds.map(() => 0);
    return { kind: 'sweep', scopes: [], judgedCounts, violations: [], roots: [] };
  }
  const decidingIds = request.invariants.filter((one) => decides(request, one)).map(({ id }) => id);
  const job = { kind: 'sweep', scopes, invariantIds, decidingIds, limits, elapsedMsMax } as const;
  const answer = await runJob(job, control);
  if (answer.kind !== 'sweep') throw new ModelError('a sweep was answered by something else');
  return answer;
}

function joinRow(
  request: SeriesRequest,
  task: Task,
  answer: SweepAnswer,
  isInterrupted: boolean,
): Row {
  const sweep = sweepOf(task, answer, isInterrupted);
  const isClosed = sweep.open.length === 0 && task.scopes.every(({ ops }) => ops === Infinity);
  const cells = request.invariants.map((invariant, index): SeriesCell => {
    const found = answer.violations.find(({ invariantId }) => invariantId === invariant.id);
    const violation = found === undefined ? null : confirmIn(request, task, invariant, found);
    const judged = answer.judgedCounts[index];
    return {
      revision: task.revision,
      invariant,
      contract: task.contract,
      verdict: verdictOf(violation, judged, sweep.open.length > 0),
      judged,
      closed: isClosed,
      violation,
    };
  });
  return { cells: withCauses(request, task, answer, cells), sweep };
}

/** Strict readings decide only if they were named. */
function decides({ invariantsAreNamed }: SeriesRequest, { premise }: PageTableInvariant): boolean {
  return invariantsAreNamed || premise === undefined;
}

/** What the violated claims of the row that decide come from: among each other, in the scopes of the row. */
function withCauses(
  request: SeriesRequest,
  { contract, scopes }: Task,
  { roots }: SweepAnswer,
  cells: readonly SeriesCell[],
): readonly SeriesCell[] {
  const claims = cells.flatMap(({ invariant, violation }) =>
    violation !== null && decides(request, invariant) ? [violation] : [],
  );
  const causes = claimRootsOf(claims, scopes, roots, directoryOf(request, contract));
  return cells.map((cell) => {
    const root = decides(request, cell.invariant) ? causes.get(cell.invariant.id) : undefined;
    return root === undefined ? cell : { ...cell, root };
  });
}

function directoryOf({ directory }: SeriesRequest, contract: Contract): string | null {
  return directory === null ? null : join(directory, contract);
}

/** Never "holds" or "not applicable" when a scope was not searched to its end. */
function verdictOf(
  violation: ConfirmedViolation | null,
  judged: number,
  endedEarly: boolean,
): CellVerdict {
  if (violation !== null) return 'violated';
  if (endedEarly) return 'undecided';
  return judged === 0 ? 'not-applicable' : 'holds';
}

function confirmIn(
  request: SeriesRequest,
  task: Task,
  invariant: PageTableInvariant,
  { scopeIndex, transitions, steps }: SweptViolation,
): ConfirmedViolation {
  return confirmAndWrite(
    { invariant, scope: task.scopes[scopeIndex], transitions, steps },
    { directory: directoryOf(request, task.contract) },
  );
}

function sweepOf(task: Task, { scopes }: SweepAnswer, isInterrupted: boolean): SeriesSweep {
  const notBegun: Stop = { limit: isInterrupted ? 'interrupted' : 'not-started', value: null };
  const open = task.scopes.flatMap((scope, index) => {
    const stop = index < scopes.length ? stopOf(scopes[index].end) : notBegun;
    return stop === null ? [] : [{ scope, stop }];
  });
  return {
    revision: task.revision,
    contract: task.contract,
    scopes: task.scopes.length,
    open,
    states: scopes.reduce((sum, { stateCount }) => sum + stateCount, 0),
    transitions: scopes.reduce((sum, { transitionCount }) => sum + transitionCount, 0),
    collisionProbability: scopes.reduce((sum, scope) => sum + scope.collisionProbability, 0),
  };
}

/** Adds up what the jobs tell, whichever of them are under way. */
class ProgressSum {
  private readonly states: number[];
  private readonly transitions: number[];
  private readonly control: SeriesControl;
  private readonly startedAt: number;
  private jobsDone = 0;

  constructor(jobCount: number, control: SeriesControl, startedAt: number) {
    this.states = new Array<number>(jobCount).fill(0);
    this.transitions = new Array<number>(jobCount).fill(0);
    this.control = control;
    this.startedAt = startedAt;
  }

  of(at: number): (progress: JobProgress) => void {
    return (progress) => {
      this.states[at] = progress.stateCount;
      this.transitions[at] = progress.transitionCount;
      this.tell(progress);
    };
  }

  finish(at: number, { scopes }: SweepAnswer): void {
    this.jobsDone++;
    this.states[at] = scopes.reduce((sum, { stateCount }) => sum + stateCount, 0);
    this.transitions[at] = scopes.reduce((sum, scope) => sum + scope.transitionCount, 0);
    this.tell({ depth: 0, frontierCount: 0, memoryBytes: 0 });
  }

  private tell({
    depth,
    frontierCount,
    memoryBytes,
  }: Pick<JobProgress, 'depth' | 'frontierCount' | 'memoryBytes'>): void {
    this.control.onProgress({
      depth,
      frontierCount,
      memoryBytes,
      stateCount: this.states.reduce((sum, count) => sum + count, 0),
      transitionCount: this.transitions.reduce((sum, count) => sum + count, 0),
      elapsedMs: this.control.now() - this.startedAt,
      walkCount: 0,
      scopeIndex: this.jobsDone,
      scopeCount: this.states.length,
      jobsDone: this.jobsDone,
      jobCount: this.states.length,
    });
  }
}
