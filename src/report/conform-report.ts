/** Conformance for people and for machines. */
import type { ConformanceResult } from '../conformance/conformance-result.ts';
import { describeMismatch } from '../conformance/describe-mismatch.ts';
import { type Paint, paragraph, plural } from './paragraph.ts';

export function conformText(result: ConformanceResult, paint: Paint): string {
  const { traces, operations, events, mismatches, skipped } = result;
  const lines = mismatches.flatMap((mismatch) => [describeMismatch(mismatch), '']);
  for (const { file, reason } of skipped) {
    lines.push(...paragraph(`${file}: ${reason}`, 'skipped: ', '  '));
  }
  const counts = `${plural(traces, 'recording')}, ${plural(operations, 'operation')}, ${plural(events, 'event')}`;
  const verdict =
    mismatches.length === 0
      ? paint.good('CONFORMS')
      : paint.bad(`DIFFERS in ${plural(mismatches.length, 'recording')}`);
  return [...lines, `${verdict}: ${counts}`].join('\n');
}

export function conformJson({
  traces,
  operations,
  events,
  mismatches,
  skipped,
}: ConformanceResult): unknown {
  return {
    schema: 'tablewalk/conform/1',
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
  };
}
