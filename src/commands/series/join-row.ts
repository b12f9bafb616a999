/** One row of a series: what its search found, confirmed, with the causes of what it violates. */

import { join } from 'node:path';
import { type ConfirmedViolation, Confirmer } from '../../counterexample/confirm.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { aftermathClock } from '../../jobs/aftermath.ts';
import { stopOf } from '../../jobs/stop-of.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Stop } from '../../text/stop-text.ts';
import { claimRootsOf } from '../check/roots.ts';
import type { SweepAnswer, SweptViolation } from './job.ts';
import type { SeriesControl, SeriesRequest } from './request.ts';
import type { CellVerdict, SeriesCell, SeriesSweep } from './result.ts';

/** The unit of work: searched once, even if several rows have the same source. */
export interface Task {
  readonly revision: string;
  readonly contract: string;
  readonly scopes: readonly ScopeData[];
}

export interface SeriesRun {
  readonly revision: string;
  readonly contract: string;
  readonly cells: readonly SeriesCell[];
  /** Null if the source did something unsupported, described by `problem`. */
  readonly sweep: SeriesSweep | null;
  readonly problem: string | null;
}

export interface Swept extends SweepAnswer {
  /** The sweep left no result. */
  readonly isMissing?: boolean;
}

export function joinRow(
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
export function decides({ invariantsAreNamed }: SeriesRequest, { premise }: Invariant): boolean {
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
