/** The results of each command as cases for CI; a case fails exactly if the exit code reflects it. */

import type { ConfirmedViolation } from '../counterexample/confirm.ts';
import { tellStory } from '../counterexample/story.ts';
import { invariants } from '../invariants/catalogue.ts';
import type { Invariant } from '../invariants/invariant.ts';
import type { Subject } from '../subject/subject.ts';
import { type CiCase, type CiReport, type CiStatus, ruleOf } from '../text/ci/ci-report.ts';
import { plural } from '../text/paragraph.ts';
import { leftCount, stoppedCases } from '../text/stopped-files.ts';
import { unreadableCases, unreadableCount } from '../text/unreadable.ts';
import { rootText } from './check/findings.ts';
import type { CheckResult, ClaimRoot, InvariantResult } from './check/result.ts';
import { verdictText } from './check/verdict-words.ts';
import { conformCounts, conformHead, nothingCompared } from './conform/report.ts';
import type { ConformanceResult } from './conform/result.ts';
import { explainOutcome, type ReplayOutcome, type ReplayRun } from './replay/report.ts';
import { seriesMarkdown } from './series/markdown.ts';
import { regressionsOf, type SeriesCell, type SeriesResult } from './series/result.ts';

const noDetails = {
  details: '',
  file: null,
  line: null,
  code: null,
  kernelFunction: null,
} as const;

export function checkCi(result: CheckResult): CiReport {
  const { version, scopes, preset } = result;
  const { revision } = scopes[0].scope;
  const cases = result.invariants.map((one) => checkCase(result.subject, one, ['check', revision]));
  return {
    version,
    name: 'check',
    verdict: `${verdictText(result)} ${revision}, preset ${preset}.`,
    rules: result.invariants.map(({ invariant }) => ruleOf(invariant)),
    cases,
    ...(result.subject.story.file !== undefined && { modelled: result.subject.story.file }),
  };
}

function checkCase(
  subject: Subject,
  { invariant, verdict, isAside, violation, root }: InvariantResult,
  group: string[],
): CiCase {
  const base = { group, name: invariant.id, rule: invariant.id };
  if (violation !== null) {
    const status = isAside ? 'noted' : 'failed';
    return {
      ...base,
      ...asStrict(violationText(subject, violation, root), invariant, status),
      status,
    };
  }
  const aside = isAside ? ` ${strictText(invariant, false)}` : '';
  const described: Record<Exclude<typeof verdict, 'violated'>, [CiStatus, string]> = {
    holds: ['passed', invariant.claim],
    undecided: [isAside ? 'skipped' : 'error', `undecided: ${invariant.claim}${aside}`],
    'not-judged': ['skipped', `never put to the test: ${invariant.claim}${aside}`],
  };
  if (verdict === 'violated') throw new Error(`${invariant.id} is not violated`);
  const [status, message] = described[verdict];
  return { ...base, ...noDetails, status, message };
}

/** The message with a sentence about the cause of the violation. */
function withRoot(message: string, root: ClaimRoot | undefined): string {
  const text = rootText(root);
  return text === '' ? message : `${message} ${text}`;
}

type CaseText = Pick<CiCase, 'message' | 'details' | 'file' | 'line' | 'code' | 'kernelFunction'>;

/** Describes a strict reading, and whether its violation affects the result. Empty for other claims. */
function strictText({ premise }: Invariant, decides: boolean): string {
  if (premise === undefined) return '';
  const weight = decides ? '' : ' It does not affect the verdict.';
  return `This is a strict reading, which the series breaks by design; ${premise}.${weight}`;
}

/** The violation of a strict reading is also marked above its story: a report may show only that. */
function asStrict(described: CaseText, invariant: Invariant, status: CiStatus): CaseText {
  const text = strictText(invariant, status === 'failed');
  if (text === '') return described;
  return {
    ...described,
    message: `${described.message} ${text}`,
    details: `${text}\n\n${described.details}`,
  };
}

function violationText(
  subject: Subject,
  violation: ConfirmedViolation,
  root: ClaimRoot | undefined,
): CaseText {
  const { invariant, counterexample, file, brokenIn } = violation;
  const code = violation.code.at(0) ?? null;
  return {
    message: withRoot(`${invariant.claim} ${counterexample.text}.`, root),
    details: tellStory(subject, { counterexample, invariant, file }),
    file,
    line: file === null ? null : 1,
    code,
    kernelFunction: code?.function ?? brokenIn,
  };
}

/** `expected` is null for what `replay` asks: that all reproduce. */
export function replayCi(
  version: string,
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
  const ids = new Set(results.map(({ invariant }) => invariant));
  return {
    version,
    name,
    verdict: `${plural(cases.length, 'counterexample')}, ${failed === 0 ? `all ${wanted}` : `${failed} not ${wanted}`}${unreadableCount(unreadable)}${leftCount(stopped)}`,
    rules: invariants.filter(({ id }) => ids.has(id)).map(ruleOf),
    cases: [...cases, ...unreadableCases(name, unreadable), ...stoppedCases(name, stopped)],
  };
}

const conformance = {
  id: 'conformance',
  claim: 'The model reproduces the recorded code event by event.',
  why: 'Where they differ, the verdicts of the model do not apply to that code.',
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

/** A series reports; a violated cell fails only if it is a regression and the gate against them is on. */
export function seriesCi(result: SeriesResult, isGate: boolean): CiReport {
  const regressions = new Set(regressionsOf(result).map(({ after }) => after));
  const cases = result.cells.map((cell) =>
    seriesCase(result.subject, cell, regressions.has(cell) && isGate ? 'failed' : 'noted'),
  );
  const count = (status: CiStatus) => cases.filter((one) => one.status === status).length;
  const violated = result.cells.filter(({ verdict }) => verdict === 'violated').length;
  return {
    version: result.version,
    name: 'series',
    verdict: `${plural(cases.length, 'cell')}: ${violated} violated, ${plural(regressions.size, 'regression')}, ${count('error')} undecided`,
    rules: result.invariants.map(ruleOf),
    cases,
    markdown: seriesMarkdown(result),
  };
}

function seriesCase(subject: Subject, cell: SeriesCell, violatedStatus: CiStatus): CiCase {
  const { contract, revision, invariant, verdict, violation, root } = cell;
  const base = { group: ['series', contract, revision], name: invariant.id, rule: invariant.id };
  if (violation !== null) {
    const described = asStrict(violationText(subject, violation, root), invariant, violatedStatus);
    return { ...base, ...described, status: violatedStatus };
  }
  const statuses = {
    holds: 'passed',
    violated: violatedStatus,
    undecided: 'error',
    'not-applicable': 'skipped',
    'not-searched': 'error',
  } as const;
  return {
    ...base,
    ...noDetails,
    status: statuses[verdict],
    message: `${verdict}: ${invariant.claim}`,
  };
}
