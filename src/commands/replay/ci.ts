/** Replayed files as cases for CI. */
import { version } from '../../files/version.ts';
import type { SubjectOfFile } from '../../subject/subject.ts';
import { type CiCase, type CiReport, noDetails, ruleOf } from '../../text/ci/ci-report.ts';
import { plural } from '../../text/paragraph.ts';
import { leftCount, stoppedCases } from '../../text/stopped-files.ts';
import { unreadableCases, unreadableCount } from '../../text/unreadable.ts';
import type { ReplayOutcome, ReplayRun } from './result.ts';
import { explainOutcome } from './text.ts';

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
