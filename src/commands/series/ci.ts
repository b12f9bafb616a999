/** A series as cases for CI. */
import type { Subject } from '../../subject/subject.ts';
import {
  type CiCase,
  type CiReport,
  type CiStatus,
  noDetails,
  ruleOf,
} from '../../text/ci/ci-report.ts';
import { plural } from '../../text/paragraph.ts';
import { asStrict, violationText } from '../check/ci.ts';
import { seriesMarkdown } from './markdown.ts';
import { regressionsOf, type SeriesCell, type SeriesResult } from './result.ts';

/** A series reports; a violated cell fails only if it is a regression and the gate against them is on. */
export function seriesCi(result: SeriesResult, isGate: boolean): CiReport {
  const regressions = new Set(regressionsOf(result).map(({ after }) => after));
  const cases = result.cells.map((cell) =>
    seriesCase(result.subject, cell, regressions.has(cell) && isGate ? 'failed' : 'noted'),
  );
  const count = (status: CiStatus) => cases.filter((one) => one.status === status).length;
  const violated = result.cells.filter(({ verdict }) => verdict === 'violated').length;
  return {
    version: result.version,
    name: 'series',
    verdict: `${plural(cases.length, 'cell')}: ${violated} violated, ${plural(regressions.size, 'regression')}, ${count('error')} undecided`,
    rules: result.invariants.map(ruleOf),
    cases,
    markdown: seriesMarkdown(result),
  };
}

function seriesCase(subject: Subject, cell: SeriesCell, violatedStatus: CiStatus): CiCase {
  const { contract, revision, invariant, verdict, violation, root } = cell;
  const base = { group: ['series', contract, revision], name: invariant.id, rule: invariant.id };
  if (violation !== null) {
    const described = asStrict(violationText(subject, violation, root), invariant, violatedStatus);
    return { ...base, ...described, status: violatedStatus };
  }
  const statuses = {
    holds: 'passed',
    violated: violatedStatus,
    undecided: 'error',
    'not-applicable': 'skipped',
    'not-searched': 'error',
  } as const;
  return {
    ...base,
    ...noDetails,
    status: statuses[verdict],
    message: `${verdict}: ${invariant.claim}`,
  };
}
