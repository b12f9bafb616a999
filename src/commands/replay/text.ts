/** The outcome of a replay as text, one line per file. */
import { placeText } from '../../text/code-place.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { leftCount, stoppedLines } from '../../text/stopped-files.ts';
import { unreadableCount, unreadableLines } from '../../text/unreadable.ts';
import { visibleLine } from '../../text/visible-text.ts';
import type { ReplayOutcome, ReplayRun } from './result.ts';

/** A clause without a full stop. */
export function explainOutcome(result: ReplayOutcome): string {
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
