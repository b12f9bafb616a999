/** The outcome of a replay as text, one line per file, as JSON, and as cases for CI. */

import { version } from '../../files/package.ts';
import type { SubjectOfFile } from '../../subject/subject.ts';
import { type CiCase, type CiReport, noDetails, ruleOf } from '../../text/ci/ci-report.ts';
import { placeText } from '../../text/code-place.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { leftCount, stoppedCases, stoppedFields, stoppedLines } from '../../text/stopped-files.ts';
import { unreadableCases, unreadableCount, unreadableLines } from '../../text/unreadable.ts';
import { visibleLine } from '../../text/visible-text.ts';
import type { ReplayOutcome, ReplayRun } from './run.ts';

/** A clause without a full stop. */
function explainOutcome(result: ReplayOutcome): string {
  const { outcome, operation, operations, reason, invariant, revision } = result;
  switch (outcome) {
    case 'reproduced':
      return `${revision} violates ${invariant} in operation ${operation} of ${operations}${atPlace(result)}`;
    case 'fixed':
      return `${revision} runs all ${plural(operations, 'operation')} and ${invariant} holds`;
    case 'different':
      return `on ${revision} it differs at operation ${operation} of ${operations}: ${reason}`;
  }
}

function atPlace({ code = [] }: ReplayOutcome): string {
  return code.length === 0 ? '' : `, at ${placeText(code)}`;
}

export function replayText({ results, unreadable, stopped }: ReplayRun, paint: Paint): string {
  const colours = { reproduced: paint.good, fixed: paint.unsure, different: paint.bad };
  const lines = results.flatMap((result) => [
    `${colours[result.outcome](result.outcome)}  ${result.file}`,
    ...paragraph(explainOutcome(result), '  '),
    ...(result.note === null ? [] : paragraph(`note: ${result.note}`, '  ', '    ')),
  ]);
  const count = (outcome: ReplayOutcome['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  return [
    ...lines,
    ...unreadableLines(unreadable, paint),
    '',
    `${plural(results.length, 'counterexample')}: ${count('reproduced')} reproduced, ${count('fixed')} fixed, ${count('different')} different${unreadableCount(unreadable)}${leftCount(stopped)}`,
    ...stoppedLines(stopped, paint),
  ]
    .map(visibleLine)
    .join('\n');
}

export function replayJson({ results, unreadable, stopped }: ReplayRun): unknown {
  return { schema: 'tablewalk/replay/1', results, unreadable, ...stoppedFields(stopped) };
}

/** `expected` is null for `replay`, which expects all to reproduce. */
export function replayCi(
  subjectOf: SubjectOfFile,
  name: string,
  { results, unreadable, stopped }: ReplayRun,
  expected: ReplayOutcome['outcome'] | null = null,
): CiReport {
  const wanted = expected ?? 'reproduced';
  const cases = results.map((result): CiCase => {
    const { file, outcome, invariant } = result;
    const asWanted = outcome === wanted;
    const should = asWanted ? '' : `; expected: ${wanted}`;
    return {
      ...noDetails,
      group: [name],
      name: file,
      status: asWanted ? 'passed' : 'failed',
      rule: invariant,
      message: `${outcome}: ${explainOutcome(result)}${should}`,
      file,
      line: 1,
      code: result.code?.at(0) ?? null,
    };
  });
  const failed = cases.filter(({ status }) => status === 'failed').length;
  const claims = results.flatMap(({ file, invariant }) =>
    subjectOf(file).claims.invariants.filter(({ id }) => id === invariant),
  );
  return {
    version,
    name,
    verdict: `${plural(cases.length, 'counterexample')}, ${failed === 0 ? `all ${wanted}` : `${failed} not ${wanted}`}${unreadableCount(unreadable)}${leftCount(stopped)}`,
    rules: [...new Set(claims)].map(ruleOf),
    cases: [...cases, ...unreadableCases(name, unreadable), ...stoppedCases(name, stopped)],
  };
}
