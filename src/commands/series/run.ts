/** A series: sweeps every revision under every contract in parallel, and joins them into a matrix. */

import { needed } from '../../cli/capability.ts';
import { InputError } from '../../errors.ts';
import { version } from '../../files/package.ts';
import { tryDirectory } from '../../files/write-whole.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { runAtOnce } from '../../jobs/at-once.ts';
import { type JobProgress, listedJob, unlessNoResult } from '../../jobs/job.ts';
import { type JobControl, type JobRunner, startOf } from '../../jobs/job-runner.ts';
import { type SweepAnswer, type SweepJob, sweeps } from './job.ts';
import { decides, joinRow, type SeriesRun, type Swept, type Task } from './join-row.ts';
import type { SeriesControl, SeriesRequest } from './request.ts';
import type { SeriesCell, SeriesResult } from './result.ts';
import { isTextRow, type SeriesRow, searchedName } from './rows.ts';

export async function runSeries(
  request: SeriesRequest,
  control: SeriesControl,
): Promise<SeriesResult> {
  const startedAt = startOf(control);
  if (request.directory !== null) tryDirectory('--out', request.directory);
  const { scopesOf = needed(control.subject, 'series', 'series').scopesOf } = request;
  const names = [...new Set(request.revisions.flatMap((row) => searchedName(row) ?? []))];
  const tasks = request.contracts.flatMap((contract) =>
    names.map((name): Task => ({ revision: name, contract, scopes: scopesOf(name, contract) })),
  );
  await control.onJobs?.(
    tasks.map((task) =>
      listedJob(
        sweeps,
        sweepJob(request, task, request.elapsedMsMax),
        `${task.revision}, ${task.contract}`,
      ),
    ),
    control.subject,
  );
  const progress = new ProgressSum(tasks.length, control, startedAt);
  const rows = await runAtOnce(tasks, request.workers, control.signal, async (task, at, signal) => {
    const elapsedMsMax = request.elapsedMsMax - (control.now() - startedAt);
    const jobControl = {
      subject: control.subject,
      now: control.now,
      signal,
      onProgress: progress.of(at),
    };
    try {
      const job = sweepJob(request, task, elapsedMsMax);
      const answer = await sweep(job, control.runJob, jobControl);
      progress.finish(at, answer);
      return joinRow(request, task, answer, control, startedAt);
    } catch (error) {
      return givenUp(request, task, error);
    }
  });
  const { command, series, invariants, contracts } = request;
  const revisions = request.revisions.map((row) => withProblems(row, rows));
  return {
    subject: control.subject,
    version,
    command,
    series,
    revisions,
    invariants,
    contracts,
    cells: contracts.flatMap((contract) =>
      request.revisions.flatMap((row) => cellsOf(request, row, contract, rows)),
    ),
    sweeps: rows.flatMap(({ sweep }) => sweep ?? []),
    isInterrupted: control.signal.aborted || control.isInterrupted?.() === true,
    elapsedMs: control.now() - startedAt,
  };
}

/** If a source does something unsupported, its row reports it, and the other rows still count. */
function givenUp({ invariants, revisions }: SeriesRequest, task: Task, error: unknown): SeriesRun {
  const { revision, contract } = task;
  const isText = revisions.some((row) => isTextRow(row) && row.text === revision);
  if (!isText || !(error instanceof InputError)) throw error;
  const cells = invariants.map((invariant) => notSearched(revision, invariant, contract));
  return { revision, contract, cells, sweep: null, problem: error.message };
}

function notSearched(revision: string, invariant: Invariant, contract: string): SeriesCell {
  const nothing = { judged: 0, closed: false, violation: null } as const;
  return { revision, invariant, contract, verdict: 'not-searched', ...nothing };
}

/** The cells of a row under one contract, from its search. */
function cellsOf(
  { invariants }: SeriesRequest,
  row: SeriesRow,
  contract: string,
  searched: readonly SeriesRun[],
): SeriesCell[] {
  const name = searchedName(row);
  const own = searched.find((one) => one.revision === name && one.contract === contract);
  if (own === undefined) {
    return invariants.map((invariant) => notSearched(row.name, invariant, contract));
  }
  return own.cells.map((cell) => ({ ...cell, revision: row.name }));
}

function withProblems(row: SeriesRow, searched: readonly SeriesRun[]): SeriesRow {
  if (!isTextRow(row)) return row;
  const problems = searched.flatMap(({ revision, contract, problem }) =>
    revision === row.text && problem !== null
      ? [`search abandoned, contract ${contract}: ${problem}`]
      : [],
  );
  return { ...row, notes: [...row.notes, ...problems] };
}

function sweepJob(request: SeriesRequest, { scopes }: Task, elapsedMsMax: number): SweepJob {
  const { invariants, limits } = request;
  return {
    scopes,
    invariantIds: invariants.map(({ id }) => id),
    decidingIds: invariants.filter((one) => decides(request, one)).map(({ id }) => id),
    limits,
    elapsedMsMax,
  };
}

async function sweep(job: SweepJob, runJob: JobRunner, control: JobControl): Promise<Swept> {
  const judgedCounts = job.invariantIds.map(() => 0);
  const nothing: SweepAnswer = { scopes: [], judgedCounts, violations: [], roots: [] };
  // Too small for a thread.
  if (control.signal.aborted || job.elapsedMsMax <= 0) return nothing;
  const answer = await unlessNoResult(() => runJob(sweeps, job, control));
  return answer ?? { ...nothing, isMissing: true };
}

/** Adds up the progress of running jobs. */
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
      this.report(progress);
    };
  }

  finish(at: number, { scopes }: SweepAnswer): void {
    this.jobsDone++;
    this.states[at] = scopes.reduce((sum, { stateCount }) => sum + stateCount, 0);
    this.transitions[at] = scopes.reduce((sum, scope) => sum + scope.transitionCount, 0);
    this.report({ depth: 0, frontierCount: 0, memoryBytes: 0 });
  }

  private report({
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
