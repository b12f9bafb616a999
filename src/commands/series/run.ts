/** A series: sweeps every revision under every contract in parallel, and joins them into a matrix. */

import { join } from 'node:path';
import { needed } from '../../cli/capability.ts';
import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import { Confirmer } from '../../counterexample/confirmer.ts';
import { InputError } from '../../errors.ts';
import type { SearchLimits } from '../../explorer/search.ts';
import { version } from '../../files/version.ts';
import { tryDirectory } from '../../files/write-whole.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { aftermathClock } from '../../jobs/aftermath.ts';
import { runAtOnce } from '../../jobs/at-once.ts';
import { type JobsListener, listedJob, unlessNoResult } from '../../jobs/job.ts';
import type { JobControl, JobRunner } from '../../jobs/job-runner.ts';
import { type RunControl, startOf } from '../../jobs/run-control.ts';
import { stopOf } from '../../jobs/stop-of.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Stop } from '../../text/stop-text.ts';
import { claimRootsOf } from '../check/roots.ts';
import { type SweepAnswer, type SweepJob, type SweptViolation, sweeps } from './job.ts';
import { type ProgressControl, ProgressSum } from './progress.ts';
import type { CellVerdict, SeriesCell, SeriesResult, SeriesSweep } from './result.ts';
import { isTextRow, type SeriesRow, searchedName } from './rows.ts';

export interface SeriesRequest {
  readonly command: string;
  readonly series: string;
  readonly revisions: readonly SeriesRow[];
  readonly invariants: readonly Invariant[];
  /** Named strict readings decide, as in a check. */
  readonly invariantsAreNamed: boolean;
  readonly contracts: readonly string[];
  /** States, memory, depth and time for each scope. */
  readonly limits: SearchLimits;
  /** Time for the whole run. */
  readonly elapsedMsMax: number;
  /** Jobs in parallel. */
  readonly workers: number;
  /** Directory of counterexample files, with a subdirectory per contract; null for none. */
  readonly directory: string | null;
  /** The scopes of the sweep; tests use fewer. */
  readonly scopesOf?: (revision: string, contract: string) => readonly ScopeData[];
}

export interface SeriesControl extends ProgressControl, Pick<RunControl, 'startedAt'> {
  readonly subject: Subject;
  readonly runJob: JobRunner;
  readonly signal: AbortSignal;
  /** Like the signal, but also during work that does not return to the event loop. */
  readonly isInterrupted?: () => boolean;
  /** See `RunControl`. */
  readonly onJobs?: JobsListener | undefined;
}

/** The unit of work: searched once, even if several rows have the same source. */
interface Task {
  readonly revision: string;
  readonly contract: string;
  readonly scopes: readonly ScopeData[];
}

interface SeriesRun {
  readonly revision: string;
  readonly contract: string;
  readonly cells: readonly SeriesCell[];
  /** Null if the source did something unsupported, described by `problem`. */
  readonly sweep: SeriesSweep | null;
  readonly problem: string | null;
}

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

interface Swept extends SweepAnswer {
  /** True if the sweep left no result. */
  readonly isMissing?: boolean;
}

async function sweep(job: SweepJob, runJob: JobRunner, control: JobControl): Promise<Swept> {
  const judgedCounts = job.invariantIds.map(() => 0);
  const nothing: SweepAnswer = { scopes: [], judgedCounts, violations: [], roots: [] };
  // Too small for a thread.
  if (control.signal.aborted || job.elapsedMsMax <= 0) return nothing;
  const answer = await unlessNoResult(() => runJob(sweeps, job, control));
  return answer ?? { ...nothing, isMissing: true };
}

function joinRow(
  request: SeriesRequest,
  task: Task,
  answer: Swept,
  control: SeriesControl,
  startedAt: number,
): SeriesRun {
  const { operationsMax } = control.subject.scopes;
  const sweep = sweepOf(task, answer, control.signal.aborted);
  const confirmer = confirmerOf(request, task, control, startedAt);
  const isClosed =
    sweep.open.length === 0 && task.scopes.every((scope) => operationsMax(scope) === Infinity);
  const cells = request.invariants.map((invariant, index): SeriesCell => {
    const found = answer.violations.find(({ invariantId }) => invariantId === invariant.id);
    const violation = found === undefined ? null : confirmIn(confirmer, task, invariant, found);
    const isUnconfirmed = found !== undefined && violation === null;
    const judged = answer.judgedCounts[index];
    return {
      revision: task.revision,
      invariant,
      contract: task.contract,
      verdict: verdictOf(violation, judged, sweep.open.length > 0 || isUnconfirmed),
      judged,
      closed: isClosed,
      violation,
    };
  });
  // Other violated claims are unknown if there was no time to confirm them.
  const isWhole = confirmer.stop === null;
  const caused = isWhole
    ? confirmer.inTime(() => withCauses(request, control.subject, task, answer, cells))
    : null;
  const { revision, contract } = task;
  return { revision, contract, cells: caused ?? cells, sweep, problem: null };
}

/** Strict readings decide only if they were named. */
function decides({ invariantsAreNamed }: SeriesRequest, { premise }: Invariant): boolean {
  return invariantsAreNamed || premise === undefined;
}

/** The causes of the violated deciding claims of the row, among each other, in the scopes of the row. */
function withCauses(
  request: SeriesRequest,
  subject: Subject,
  { contract, scopes }: Task,
  { roots }: SweepAnswer,
  cells: readonly SeriesCell[],
): readonly SeriesCell[] {
  const claims = cells.flatMap(({ invariant, violation }) =>
    violation !== null && decides(request, invariant) ? [violation] : [],
  );
  const causes = claimRootsOf(subject, claims, scopes, roots, directoryOf(request, contract));
  return cells.map((cell) => {
    const root = decides(request, cell.invariant) ? causes.get(cell.invariant.id) : undefined;
    return root === undefined ? cell : { ...cell, root };
  });
}

function directoryOf({ directory }: SeriesRequest, contract: string): string | null {
  return directory === null ? null : join(directory, contract);
}

/** Never "holds" or "not applicable" if a scope was not searched completely. */
function verdictOf(
  violation: ConfirmedViolation | null,
  judged: number,
  endedEarly: boolean,
): CellVerdict {
  if (violation !== null) return 'violated';
  if (endedEarly) return 'undecided';
  return judged === 0 ? 'not-applicable' : 'holds';
}

function confirmerOf(
  request: SeriesRequest,
  { contract }: Task,
  control: SeriesControl,
  startedAt: number,
): Confirmer {
  const clock = aftermathClock(control, startedAt + request.elapsedMsMax);
  return new Confirmer(control.subject, directoryOf(request, contract), clock);
}

/** Null if there is no time for it. */
function confirmIn(
  confirmer: Confirmer,
  task: Task,
  invariant: Invariant,
  { scopeIndex, transitions, steps }: SweptViolation,
): ConfirmedViolation | null {
  return confirmer.confirm({ invariant, scope: task.scopes[scopeIndex], transitions, steps });
}

function sweepOf(task: Task, { scopes, isMissing }: Swept, isInterrupted: boolean): SeriesSweep {
  const whyNot = isMissing ? 'no-result' : 'not-started';
  const notBegun: Stop = { limit: isInterrupted ? 'interrupted' : whyNot, value: null };
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
