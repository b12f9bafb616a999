/** The result of conform as text, as JSON, and as cases for CI. */

import { type CiCase, type CiReport, noDetails } from '../../text/ci/ci-report.ts';
import { codeJson } from '../../text/code-place.ts';
import { type Paint, paragraph, plural } from '../../text/paragraph.ts';
import { stopText } from '../../text/stop-text.ts';
import { leftCount, stoppedCases, stoppedFields } from '../../text/stopped-files.ts';
import { unreadableCases, unreadableCount, unreadableLines } from '../../text/unreadable.ts';
import { type ConformanceResult, conformanceVerdict } from './run.ts';

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
const nothingCompared =
  'nothing was compared: no operation of the recording calls a kernel function';

/** Explains what a recording without single writes proves. */
const statesCompared =
  'calls, results, allocation attempts and the tables after each call were compared; the recording has no single writes, so their order was not';

function conformHead(result: ConformanceResult): string {
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

function conformCounts(result: ConformanceResult): string {
  const { traces, operations, events, unreadable, stopped } = result;
  const compared = `${plural(traces, 'recording')}, ${plural(operations, 'operation')}`;
  return `${compared}, ${plural(events, 'event')}${unreadableCount(unreadable)}${leftCount(stopped)}`;
}

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

const conformance = {
  id: 'conformance',
  claim: 'The model reproduces the recorded code event by event.',
  why: 'If they differ, the verdicts of the model do not apply to that code.',
  source: 'The recordings.',
};

export function conformCi(version: string, result: ConformanceResult): CiReport {
  const { files, mismatches, skipped, empty, unreadable, stopped } = result;
  const left = stopped?.left ?? [];
  const read = files.filter(
    (file) => unreadable.every((one) => one.file !== file) && !left.includes(file),
  );
  const cases = read.map((file): CiCase => {
    const base = { ...noDetails, group: ['conform'], name: file, rule: conformance.id, file };
    const pass = skipped.find((one) => one.file === file);
    if (pass !== undefined) return { ...base, status: 'skipped', message: pass.reason };
    if (empty.includes(file)) return { ...base, status: 'error', message: nothingCompared };
    const mismatch = mismatches.find((one) => one.file === file);
    if (mismatch === undefined) return { ...base, status: 'passed', message: 'conforms' };
    const { line, field, expected, actual, operation, code = [] } = mismatch;
    return {
      ...base,
      status: 'failed',
      message: `${field} differs in operation ${operation.index}, ${operation.text}: recorded ${expected}, model ${actual}`,
      details: result.recordings.describe(mismatch),
      line,
      code: code.at(0) ?? null,
      kernelFunction: code.at(0)?.function ?? null,
    };
  });
  return {
    version,
    name: 'conform',
    verdict: `${conformHead(result)}: ${conformCounts(result)}`,
    rules: [conformance],
    cases: [
      ...cases,
      ...unreadableCases('conform', unreadable),
      ...stoppedCases('conform', stopped),
    ],
  };
}
