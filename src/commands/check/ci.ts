/** The result of a check or a sample as cases for CI; a case fails if and only if the exit code reflects it. */
import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import { storyText } from '../../counterexample/story.ts';
import { breakerOf, type Invariant } from '../../invariants/invariant.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import {
  type CiCase,
  type CiReport,
  type CiStatus,
  noDetails,
  ruleOf,
} from '../../text/ci/ci-report.ts';
import { rootText } from './findings.ts';
import type { CheckResult, ClaimRoot, InvariantResult } from './result.ts';
import { verdictText } from './verdict-words.ts';

export function checkCi(result: CheckResult): CiReport {
  return claimsCi('check', verdictText(result), result.scopes[0].scope, result);
}

type JudgedClaims = Pick<CheckResult, 'subject' | 'version' | 'preset' | 'invariants'>;

/** A case for each claim that a command judged in the scopes of one revision. */
export function claimsCi(
  name: string,
  verdict: string,
  { revision }: ScopeData,
  { subject, version, preset, invariants }: JudgedClaims,
): CiReport {
  return {
    version,
    name,
    verdict: `${verdict} ${revision}, preset ${preset}.`,
    rules: invariants.map(({ invariant }) => ruleOf(invariant)),
    cases: invariants.map((one) => checkCase(subject, one, [name, revision])),
    ...(subject.story.file !== undefined && { modelled: subject.story.file }),
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
function strictText(invariant: Invariant, decides: boolean): string {
  const { premise } = invariant;
  if (premise === undefined) return '';
  const weight = decides ? '' : ' It does not affect the verdict.';
  return `This is a strict reading, ${breakerOf(invariant)}; ${premise}.${weight}`;
}

/** A strict reading is also marked above its story, because a report may show only that. */
export function asStrict(described: CaseText, invariant: Invariant, status: CiStatus): CaseText {
  const text = strictText(invariant, status === 'failed');
  if (text === '') return described;
  return {
    ...described,
    message: `${described.message} ${text}`,
    details: `${text}\n\n${described.details}`,
  };
}

export function violationText(
  subject: Subject,
  violation: ConfirmedViolation,
  root: ClaimRoot | undefined,
): CaseText {
  const { invariant, counterexample, file, brokenIn } = violation;
  const code = violation.code.at(0) ?? null;
  return {
    message: withRoot(`${invariant.claim} ${counterexample.text}.`, root),
    details: storyText(subject, violation),
    file,
    line: file === null ? null : 1,
    code,
    kernelFunction: code?.function ?? brokenIn,
  };
}
