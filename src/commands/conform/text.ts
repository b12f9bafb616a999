/** The result of conform as text. */
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { stopText } from '../../text/stop-text.ts';
import { leftCount } from '../../text/stopped-files.ts';
import { unreadableCount, unreadableLines } from '../../text/unreadable.ts';
import { type ConformanceResult, conformanceVerdict } from './result.ts';

export function conformText(result: ConformanceResult, paint: Paint): string {
  const { mismatches, skipped } = result;
  const lines = mismatches.flatMap((mismatch) => [result.recordings.describe(mismatch), '']);
  for (const { file, reason } of skipped) {
    lines.push(...paragraph(`${file}: ${reason}`, 'skipped: ', '  '));
  }
  for (const file of result.empty) {
    lines.push(...paragraph(`${file}: ${nothingCompared}`, 'undecided: ', '  '));
  }
  for (const file of result.statesOnly) {
    lines.push(...paragraph(`${file}: ${statesCompared}`, 'states only: ', '  '));
  }
  lines.push(...unreadableLines(result.unreadable, paint));
  const colours = { conforms: paint.good, differs: paint.bad, undecided: paint.unsure };
  const head = colours[conformanceVerdict(result)](conformHead(result));
  return [...lines, `${head}: ${conformCounts(result)}`].join('\n');
}

/** Explains why a matching recording proves nothing. */
export const nothingCompared =
  'nothing was compared: no operation of the recording calls a kernel function';

/** Explains what a recording without single writes proves. */
const statesCompared =
  'calls, results, allocation attempts and the tables after each call were compared; the recording has no single writes, so their order was not';

export function conformHead(result: ConformanceResult): string {
  const { traces, mismatches, empty, unreadable, stopped } = result;
  switch (conformanceVerdict(result)) {
    case 'conforms':
      return 'CONFORMS';
    case 'differs':
      return `DIFFERS in ${plural(mismatches.length, 'recording')}`;
    case 'undecided':
      if (stopped !== null) return `UNDECIDED: ${stopText(stopped.stop)}`;
      if (traces === 0 && unreadable.length === 0)
        return 'UNDECIDED: nothing was compared: all recordings were skipped';
      if (empty.length === 0) {
        const count = traces + unreadable.length;
        return `UNDECIDED: ${unreadable.length} of ${plural(count, 'recording')} cannot be read`;
      }
      return `UNDECIDED: nothing was compared in ${empty.length} of ${plural(traces, 'recording')}`;
  }
}

export function conformCounts(result: ConformanceResult): string {
  const { traces, operations, events, unreadable, stopped } = result;
  const compared = `${plural(traces, 'recording')}, ${plural(operations, 'operation')}`;
  return `${compared}, ${plural(events, 'event')}${unreadableCount(unreadable)}${leftCount(stopped)}`;
}
