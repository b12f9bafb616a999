/** The result of conform as cases for CI. */
import { type CiCase, type CiReport, noDetails } from '../../text/ci/ci-report.ts';
import { stoppedCases } from '../../text/stopped-files.ts';
import { unreadableCases } from '../../text/unreadable.ts';
import type { ConformanceResult } from './result.ts';
import { conformCounts, conformHead, nothingCompared } from './text.ts';

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
