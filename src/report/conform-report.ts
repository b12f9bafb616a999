/** Conformance for people and for machines. */
import { type ConformanceResult, conformanceVerdict } from '../conformance/conformance-result.ts';
import { describeMismatch } from '../conformance/describe-mismatch.ts';
import { type Paint, paragraph, plural } from './paragraph.ts';

export function conformText(result: ConformanceResult, paint: Paint): string {
  const { mismatches, skipped } = result;
  const lines = mismatches.flatMap((mismatch) => [describeMismatch(mismatch), '']);
  for (const { file, reason } of skipped) {
    lines.push(...paragraph(`${file}: ${reason}`, 'skipped: ', '  '));
  }
  for (const file of result.empty) {
    lines.push(...paragraph(`${file}: ${nothingCompared}`, 'undecided: ', '  '));
  }
  const colours = { conforms: paint.good, differs: paint.bad, undecided: paint.unsure };
  const head = colours[conformanceVerdict(result)](conformHead(result));
  return [...lines, `${head}: ${conformCounts(result)}`].join('\n');
}

/** Why a recording that matches shows nothing. */
export const nothingCompared =
  'nothing was compared: no operation of the recording calls a kernel function';

export function conformHead(result: ConformanceResult): string {
  const { traces, mismatches, empty } = result;
  switch (conformanceVerdict(result)) {
    case 'conforms':
      return 'CONFORMS';
    case 'differs':
      return `DIFFERS in ${plural(mismatches.length, 'recording')}`;
    case 'undecided':
      if (traces === 0) return 'UNDECIDED: nothing was compared, as all recordings are skipped';
      return `UNDECIDED: nothing was compared in ${empty.length} of ${plural(traces, 'recording')}`;
  }
}

export function conformCounts({ traces, operations, events }: ConformanceResult): string {
  return `${plural(traces, 'recording')}, ${plural(operations, 'operation')}, ${plural(events, 'event')}`;
}

export function conformJson(result: ConformanceResult): unknown {
  const { traces, operations, events, mismatches, skipped, empty } = result;
  return {
    schema: 'tablewalk/conform/1',
    verdict: conformanceVerdict(result),
    traces,
    operations,
    events,
    mismatches: mismatches.map(({ file, line, operation, event, field, expected, actual }) => ({
      file,
      line,
      event,
      expected,
      actual,
      field,
      operation: operation.text,
    })),
    skipped,
    nothingCompared: empty,
  };
}
