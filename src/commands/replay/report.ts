/** What a replay found: one line a file. */
import type { JudgedReplay } from '../../counterexample/judge-replay.ts';
import type { FileError } from '../../errors.ts';
import type { StoppedFiles } from '../../stop.ts';
import { type CodePlace, placeText } from '../../text/code-place.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { leftCount, stoppedFields, stoppedLines } from '../../text/stopped-files.ts';
import { unreadableCount, unreadableLines } from '../../text/unreadable.ts';
import { visibleLine } from '../../text/visible-text.ts';

export interface ReplayOutcome {
  readonly file: string;
  readonly invariant: string;
  readonly revision: string;
  readonly operations: number;
  readonly outcome: JudgedReplay['outcome'];
  /** The operation that violates, or at which the path was left; counted from 1. */
  readonly operation: number | null;
  readonly reason: string | null;
  /** Parts of the file that do not match the replay, without effect on the outcome. Null if all match. */
  readonly note: string | null;
  /** Where a C source breaks the claim: its call stack, innermost function first. */
  readonly code?: readonly CodePlace[];
}

export interface ReplayRun {
  readonly results: readonly ReplayOutcome[];
  readonly unreadable: readonly FileError[];
  /** Null if all were executed. */
  readonly stopped: StoppedFiles | null;
}

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

export function replayJson({ results, unreadable, stopped }: ReplayRun): unknown {
  return { schema: 'tablewalk/replay/1', results, unreadable, ...stoppedFields(stopped) };
}
