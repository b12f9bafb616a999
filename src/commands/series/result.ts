/** A patch-by-invariant matrix: every report of a series is made from this data. */

import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import type { Stop } from '../../text/stop-text.ts';
import type { ClaimRoot } from '../check/result.ts';
import { rowsBefore, type SeriesRow } from './rows.ts';

/** `not-searched`: the row has no supported source, or its search was abandoned. */
export type CellVerdict = 'holds' | 'violated' | 'undecided' | 'not-applicable' | 'not-searched';

/** One revision, one invariant, one contract. */
export interface SeriesCell {
  readonly revision: string;
  readonly invariant: Invariant;
  readonly contract: string;
  readonly verdict: CellVerdict;
  /** Transitions on which the invariant was put to the test, in all scopes together. */
  readonly judged: number;
  /** All scopes of the sweep were searched completely, without a bound on the length of runs. */
  readonly closed: boolean;
  /** The shortest violation in all scopes; among equally short ones, that of the smallest configuration. */
  readonly violation: ConfirmedViolation | null;
  /** For a violated deciding claim: its cause among the claims of the row. */
  readonly root?: ClaimRoot;
}

/** A scope that was not searched completely. */
export interface OpenScope {
  readonly scope: ScopeData;
  readonly stop: Stop;
}

/** The searched scopes of one revision under one contract. */
export interface SeriesSweep {
  readonly revision: string;
  readonly contract: string;
  readonly scopes: number;
  readonly open: readonly OpenScope[];
  readonly states: number;
  readonly transitions: number;
  readonly collisionProbability: number;
}

export interface SeriesResult {
  readonly subject: Subject;
  readonly version: string;
  /** The command line that repeats it. */
  readonly command: string;
  /** `v2`, or the origin of the patches: `v5.8..topic`. */
  readonly series: string;
  readonly revisions: readonly SeriesRow[];
  readonly invariants: readonly Invariant[];
  readonly contracts: readonly string[];
  /** In the order of contracts, revisions, invariants, without gaps. */
  readonly cells: readonly SeriesCell[];
  readonly sweeps: readonly SeriesSweep[];
  readonly isInterrupted: boolean;
  readonly elapsedMs: number;
}

/** A cell that is worse than the previous one in its line. */
export interface Regression {
  readonly before: SeriesCell;
  readonly after: SeriesCell;
}

export function cellOf(
  result: SeriesResult,
  contract: string,
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

/** Violated cells whose previous row has the given verdict, in the order of the cells. */
function turnedFrom(result: SeriesResult, verdict: CellVerdict): Regression[] {
  return result.cells.flatMap((after) => {
    if (after.verdict !== 'violated') return [];
    const before = cellBefore(result, after);
    return before?.verdict === verdict ? [{ before, after }] : [];
  });
}

/** A row that was not searched is skipped in comparisons. */
function cellBefore(result: SeriesResult, { contract, revision, invariant }: SeriesCell) {
  return rowsBefore(result.subject, revision, result.revisions)
    .map(({ name }) => cellOf(result, contract, name, invariant.id))
    .find(({ verdict }) => verdict !== 'not-searched');
}

/** Cells that a row violates and the previous row held. */
export function regressionsOf(result: SeriesResult): Regression[] {
  return turnedFrom(result, 'holds');
}

/** Cells that a row makes applicable and violates; not regressions, because the claim did not hold before. */
export function newlyApplicableOf(result: SeriesResult): Regression[] {
  return turnedFrom(result, 'not-applicable');
}

export function hasUndecided({ cells }: SeriesResult): boolean {
  return cells.some(({ verdict }) => verdict === 'undecided' || verdict === 'not-searched');
}
