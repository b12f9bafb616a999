/** A series as a JSON document; the cells come in the order of contracts, revisions, invariants. */
import type { Subject } from '../../subject/subject.ts';
import { rootJson } from '../check/findings.ts';
import { seriesFindingsJson } from './findings.ts';
import {
  newlyApplicableOf,
  type Regression,
  regressionsOf,
  type SeriesCell,
  type SeriesResult,
} from './result.ts';
import { isTextRow, type SeriesRow } from './rows.ts';
import { configurationFlags } from './words.ts';

export function seriesJson(result: SeriesResult): unknown {
  const { version, command, series, revisions, invariants, contracts, sweeps } = result;
  return {
    schema: 'tablewalk/series/1',
    tool: version,
    series,
    revisions: revisions.map(({ name }) => name),
    ...rowsJson(revisions),
    invariants: invariants.map(({ id, premise }) => ({
      id,
      ...(premise === undefined ? {} : { premise }),
    })),
    contracts,
    interrupted: result.isInterrupted,
    seconds: result.elapsedMs / 1000,
    cells: result.cells.map((cell) => cellJson(result.subject, cell)),
    findings: seriesFindingsJson(result),
    regressions: regressionsOf(result).map(regressionJson),
    newlyApplicable: newlyApplicableOf(result).map(regressionJson),
    sweeps: sweeps.map(({ open, ...counts }) => ({
      ...counts,
      open: open.map(({ scope, stop }) => ({
        scope: result.subject.scopes.toJson(scope),
        limit: { kind: stop.limit, value: stop.value },
      })),
    })),
    request: { command },
  };
}

/** Only in a series of patches: the origin of each row. */
function rowsJson(revisions: readonly SeriesRow[]): object {
  const rows = revisions.filter(isTextRow);
  if (rows.length === 0) return {};
  return {
    rows: rows.map(({ name, changes, origin, text, notes }) => ({
      name,
      subject: changes,
      origin,
      text,
      searched: text !== null,
      notes,
    })),
  };
}

/** Null for what a cell without a violation lacks. */
function cellJson(
  subject: Subject,
  { revision, invariant, contract, verdict, ...cell }: SeriesCell,
): unknown {
  const { judged, closed, violation, root } = cell;
  return {
    revision,
    invariant: invariant.id,
    contract,
    verdict,
    // Comparisons have two values: not applicable and undecided cells count as not violated.
    violated: verdict === 'violated',
    steps: violation?.steps ?? null,
    file: violation?.file ?? null,
    ...(violation?.unwritten === undefined ? {} : { unwritten: violation.unwritten }),
    operations: violation?.operations ?? null,
    calls: violation === null ? null : violation.calls,
    closed,
    judged,
    configuration: violation === null ? null : configurationFlags(subject, violation),
    text: violation?.counterexample.text ?? null,
    ...rootJson(root),
  };
}

function regressionJson({ before, after }: Regression): unknown {
  return {
    revision: after.revision,
    after: before.revision,
    invariant: after.invariant.id,
    contract: after.contract,
    strict: after.invariant.premise !== undefined,
  };
}
