/** A patch-by-invariant matrix as data: every report of a series is written from this and nothing else. */

import type { Invariant } from '../../invariants/invariant.ts';
import type { Contract, ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ClaimRoot, ConfirmedViolation, Stop } from '../check/result.ts';
import { rowsBefore, type SeriesRow } from './rows.ts';

/** `not-searched`: the row has no text that is understood, or the search of it was given up. */
export type CellVerdict = 'holds' | 'violated' | 'undecided' | 'not-applicable' | 'not-searched';

/** One revision, one invariant, one contract. */
export interface SeriesCell {
  readonly revision: string;
  readonly invariant: Invariant;
  readonly contract: Contract;
  readonly verdict: CellVerdict;
  /** Transitions on which the invariant was put to the test, in all scopes together. */
  readonly judged: number;
  /** All scopes of the sweep were exhausted, and none of them bounds the length of a run. */
  readonly closed: boolean;
  /** The shortest one of all scopes; if several are as short, that of the smallest configuration. */
  readonly violation: ConfirmedViolation | null;
  /** Of a violated claim that decides: among the claims of its row. Absent for strict readings that were not named. */
  readonly root?: ClaimRoot;
}

/** A scope that was not searched to its end. */
export interface OpenScope {
  readonly scope: ScopeConfig;
  readonly stop: Stop;
}

/** What was searched for one revision under one contract. */
export interface SeriesSweep {
  readonly revision: string;
  readonly contract: Contract;
  readonly scopes: number;
  readonly open: readonly OpenScope[];
  readonly states: number;
  readonly transitions: number;
  readonly collisionProbability: number;
}

export interface SeriesResult {
  readonly version: string;
  /** The command line that repeats it. */
  readonly command: string;
  /** `v2`, or where patches come from: `v5.8..topic`. */
  readonly series: string;
  readonly revisions: readonly SeriesRow[];
  readonly invariants: readonly Invariant[];
  readonly contracts: readonly Contract[];
  /** In the order of contracts, revisions, invariants; none is missing. */
  readonly cells: readonly SeriesCell[];
  readonly sweeps: readonly SeriesSweep[];
  readonly isInterrupted: boolean;
  readonly elapsedMs: number;
}

/** A cell that is worse than the one before it in its line. */
export interface Regression {
  readonly before: SeriesCell;
  readonly after: SeriesCell;
}

export function cellOf(
  result: SeriesResult,
  contract: Contract,
  revision: string,
  invariantId: string,
): SeriesCell {
  const cell = result.cells.find(
    (one) =>
      one.contract === contract && one.revision === revision && one.invariant.id === invariantId,
  );
  if (cell === undefined) throw new Error(`no cell ${contract}, ${revision}, ${invariantId}`);
  return cell;
}

/** Cells violated in a row whose row before has the given verdict, in the order of the cells. */
function turnedFrom(result: SeriesResult, verdict: CellVerdict): Regression[] {
  return result.cells.flatMap((after) => {
    if (after.verdict !== 'violated') return [];
    const before = cellBefore(result, after);
    return before?.verdict === verdict ? [{ before, after }] : [];
  });
}

/** A row that was not searched says nothing: the one before it is the one to compare with. */
function cellBefore(result: SeriesResult, { contract, revision, invariant }: SeriesCell) {
  return rowsBefore(revision, result.revisions)
    .map(({ name }) => cellOf(result, contract, name, invariant.id))
    .find(({ verdict }) => verdict !== 'not-searched');
}

/** What a row breaks that the row before it had. */
export function regressionsOf(result: SeriesResult): Regression[] {
  return turnedFrom(result, 'holds');
}

/** What a row makes applicable and breaks at once: no regression, there was nothing to break before. */
export function newlyApplicableOf(result: SeriesResult): Regression[] {
  return turnedFrom(result, 'not-applicable');
}

export function hasUndecided({ cells }: SeriesResult): boolean {
  return cells.some(({ verdict }) => verdict === 'undecided' || verdict === 'not-searched');
}

/** Calls of vmem.c in the whole schedule; what the core writes in between is none. */
export function callCount({ execution }: ConfirmedViolation): number {
  const calls = execution.operations.flatMap((operation) => operation.calls);
  return calls.filter(({ kind }) => kind !== null).length;
}
