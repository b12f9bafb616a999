/** The result of conform as JSON. */
import { codeJson } from '../../text/code-place.ts';
import { stoppedFields } from '../../text/stopped-files.ts';
import { type ConformanceResult, conformanceVerdict } from './result.ts';

export function conformJson(result: ConformanceResult): unknown {
  const { traces, operations, events, mismatches, skipped, empty, unreadable, stopped } = result;
  const { statesOnly } = result;
  return {
    schema: 'tablewalk/conform/1',
    verdict: conformanceVerdict(result),
    traces,
    operations,
    events,
    mismatches: mismatches.map(
      ({ file, line, operation, event, field, expected, actual, code = [] }) => ({
        file,
        line,
        event,
        expected,
        actual,
        field,
        operation: operation.text,
        ...codeJson(code),
      }),
    ),
    skipped,
    nothingCompared: empty,
    ...(statesOnly.length > 0 ? { statesOnly } : {}),
    unreadable,
    ...stoppedFields(stopped),
  };
}
