/** A check for a terminal: what was covered, what holds, what is violated, what is undecided. */

import { fileCommandLine } from '../../counterexample/check-command.ts';
import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import { briefStoryText } from '../../counterexample/story.ts';
import { breakerOf } from '../../invariants/invariant.ts';
import type { ScopeData } from '../../subject/scopes.ts';
import type { Subject } from '../../subject/subject.ts';
import {
  commandLines,
  lineColumns,
  type Paint,
  paragraph,
  plural,
  table,
} from '../../text/paragraph.ts';
import { commandHere, textHere } from '../../text/shell.ts';
import { stopText } from '../../text/stop-text.ts';
import { missedLines, neverTakenLines } from '../size/coverage.ts';
import { codeCoverageLines, unknownCodeLines } from './code-coverage.ts';
import { findingLines, rootNote } from './findings.ts';
import { hintsOf } from './hints.ts';
import {
  allAssumptions,
  type CheckResult,
  collisionProbability,
  type GoalResult,
  type InvariantResult,
  type InvariantVerdict,
  type ScopeResult,
  violationsByWeight,
} from './result.ts';
import { swarmLines } from './swarm/text.ts';
import { verdictText } from './verdict-words.ts';

/** The summary of a check. Times are not in it: they go to the other stream. */
export function checkText(result: CheckResult, paint: Paint): string {
  const [first] = result.scopes;
  return [
    ...paragraph(
      `tablewalk ${result.version} check: ${first.scope.revision}, preset ${result.preset}`,
    ).map(paint.strong),
    '',
    ...scopeHeader(result.subject, first.scope, result.scopes.length === 1),
    '',
    ...allScopeLines(result),
    '',
    ...swarmLines(result),
    ...paragraph(verdictText(result)).map(paint[verdictPaint[result.verdict]]),
    ...hintsOf(result).flatMap((hint) => paragraph(textHere(hint, paint.self))),
    '',
    ...findingLines(result.invariants, result.subject.findings, paint),
    ...invariantLines(result.invariants, paint),
    ...goalLines(result.goals),
    ...missedLines(missedBy(result)),
    ...neverTakenLines(result.unreached, result.stop === null ? '' : ' so far'),
    ...unknownCodeLines(result),
    ...codeCoverageLines(result),
    ...paragraph(collisionText(result), 'Lost states: ', '  '),
    ...paragraph(`${allAssumptions(result).join('; ')}.`, 'Assumptions: ', '  '),
    ...notVariedLines(result, paint),
    ...storyLines(result.subject, result.invariants, paint),
    'Repeat:',
    ...commandLines(result.command, paint.self),
  ].join('\n');
}

/** The common properties of all scopes; the machine only if there is a single one. */
export function scopeHeader({ scopes }: Subject, scope: ScopeData, isOnly: boolean): string[] {
  const { contract, machine, world } = scopes.describe(scope);
  const rows = [['Contract', contract]];
  if (isOnly) rows.push(['Machine', machine], ['World', world]);
  const filled = rows.filter(([, text]) => text !== '');
  return table(filled, '');
}

/** Many scopes are summarised in one line that names those not searched completely. */
const scopesShownMax = 20;

function allScopeLines({ subject, scopes }: CheckResult): string[] {
  const { length } = scopes;
  const lines = scopes.map((scope, index) => scopeLines(subject, scope, index, length));
  if (length <= scopesShownMax) return lines.flat();
  const count = (what: 'states' | 'transitions'): number =>
    scopes.reduce((sum, scope) => sum + scope[what], 0);
  const open = scopes.filter(({ stop }) => stop !== null).length;
  const end = open === 0 ? 'all searched completely' : `${open} of them not searched completely:`;
  return [
    ...paragraph(
      `${length} scopes, ${plural(count('states'), 'state')}, ${plural(count('transitions'), 'transition')}; ${end}`,
    ),
    ...lines.filter((_, index) => scopes[index].stop !== null).flat(),
  ];
}

function scopeLines(subject: Subject, result: ScopeResult, index: number, count: number): string[] {
  const { scope, stop, states, transitions, depth } = result;
  const { tag, world } = subject.scopes.describe(scope);
  const name = count === 1 ? '' : `${index + 1}. ${[tag, world].filter(Boolean).join(', ')}: `;
  if (stop?.limit === 'not-started') return paragraph(`${name}not started`, '', '   ');
  // Each operation fails or crashes.
  const isStuck = states === 1 && transitions > 0;
  const closed = isStuck
    ? 'no operation leads to another state'
    : closedText(subject.scopes.operationsMax(scope));
  const end = stop === null ? closed : stopText(stop);
  const isOpen = stop !== null && stop.limit !== 'swarm';
  const open = isOpen ? `, ${plural(result.frontier, 'state')} not explored` : '';
  return paragraph(
    `${name}${plural(states, 'state')}, ${plural(transitions, 'transition')}, depth ${depth}${open}; ${end}`,
    '',
    count === 1 ? '' : '   ',
  );
}

/** For a check that holds: the limits of its coverage. */
function notVariedLines(
  { subject, verdict, scopes, preset }: CheckResult,
  { self }: Paint,
): string[] {
  const fixed = subject.scopes.notVaried(scopes.map(({ scope }) => scope));
  const text = fixed.map((one) => one.text).join(', ');
  if (verdict !== 'holds' || text === '') return [];
  const canSweep = preset !== 'sweep' && subject.scopes.sweep !== undefined;
  const more = canSweep ? '; tablewalk check --sweep varies most of it' : '';
  return paragraph(textHere(`${text}${more}.`, self), 'Not varied: ', '  ');
}

function closedText(operationsMax: number): string {
  return operationsMax === Infinity
    ? 'closed: runs of any length'
    : `complete for runs of at most ${plural(operationsMax, 'operation')}`;
}

const verdictPaint = { violated: 'bad', holds: 'good', undecided: 'unsure' } as const;

const verdictWords: Readonly<Record<InvariantVerdict, string>> = {
  holds: 'holds',
  violated: 'violated',
  undecided: 'undecided',
  'not-judged': 'not judged',
};

function paintOf(verdict: InvariantVerdict, paint: Paint): (text: string) => string {
  if (verdict === 'violated') return paint.bad;
  return verdict === 'holds' ? paint.good : paint.unsure;
}

function invariantNote(result: InvariantResult): string {
  const { verdict, violation, unconfirmed, judged, judgedInVain, root } = result;
  if (unconfirmed !== undefined) {
    return `seen violated in ${plural(unconfirmed.operations, 'operation')}, not confirmed`;
  }
  if (violation !== null) {
    const { found, operations, steps } = violation;
    if (found === undefined || found.operations === operations) {
      return `in ${plural(operations, 'operation')} (${plural(steps, 'step')})${rootNote(root)}`;
    }
    const end = found.isMinimal ? '' : ', perhaps not minimal';
    return `found in ${plural(found.operations, 'operation')}, shrunk to ${operations} (${plural(steps, 'step')})${end}`;
  }
  if (verdict === 'not-judged' && judgedInVain > 0) return 'only calls that fail or crash';
  if (judged === 0) return 'never put to the test here';
  return '';
}

function invariantRows(results: readonly InvariantResult[], paint: Paint): string[] {
  const width = Math.max(...results.map(({ invariant }) => invariant.id.length));
  return results.flatMap((result) => {
    const word = verdictWords[result.verdict].padEnd(10);
    const head = `  ${word}  ${result.invariant.id.padEnd(width)}  `;
    const [first, ...rest] = paragraph(invariantNote(result), head);
    // Colour sequences have no width, so they are added last.
    return [first.replace(word.trimEnd(), paintOf(result.verdict, paint)), ...rest];
  });
}

/** A paragraph for each breaker of strict readings. */
function asideLines(aside: readonly InvariantResult[]): string[] {
  const breakers = [...new Set(aside.map(({ invariant }) => breakerOf(invariant)))];
  return breakers.flatMap((breaker) =>
    strictLines(
      breaker,
      aside.filter(({ invariant }) => breakerOf(invariant) === breaker),
    ),
  );
}

/** Names the strict readings and how to see them. */
function strictLines(breaker: string, aside: readonly InvariantResult[]): string[] {
  const countOf = (verdict: InvariantVerdict): string[] => {
    const ids = aside.filter((one) => one.verdict === verdict).map(({ invariant }) => invariant.id);
    return ids.length === 0 ? [] : [`${verdictWords[verdict]}: ${ids.join(', ')}`];
  };
  const verdicts = (['violated', 'holds', 'undecided', 'not-judged'] as const).flatMap(countOf);
  return paragraph(
    `Strict readings, ${breaker} and which do not affect the verdict: ${verdicts.join('; ')}. To see one: --invariants ${aside.at(1)?.invariant.id ?? aside[0].invariant.id}`,
    '',
    '  ',
  );
}

/** Strict readings are listed separately. */
export function invariantLines(results: readonly InvariantResult[], paint: Paint): string[] {
  const claims = results.filter(({ isAside }) => !isAside);
  const aside = results.filter(({ isAside }) => isAside);
  const lines = claims.length === 0 ? [] : invariantRows(claims, paint);
  if (aside.length > 0) lines.push('', ...asideLines(aside));
  return [...lines, ''];
}

export function goalLines(goals: readonly GoalResult[]): string[] {
  if (goals.length === 0) return [];
  const missed = goals.filter(({ reached }) => !reached);
  if (missed.length === 0) return [`Goals: all ${goals.length} reached.`];
  const names = missed
    .map(({ goal }) => `${goal.id} (${goal.claim.replace(/\.$/, '')})`)
    .join('; ');
  return paragraph(`not reached, so not checked: ${names}.`, 'Goals: ', '  ');
}

/** Only for scopes that were searched completely, and in which something is mapped. */
function missedBy({ stop, scopes, unreached }: CheckResult): CheckResult['unreached'] {
  return stop === null && scopes.every(({ maps }) => maps) ? unreached : [];
}

function collisionText(result: CheckResult): string {
  if (result.swarm !== undefined) return 'many: the searches of a swarm keep small tables.';
  if (result.exact) return 'none: whole states were stored.';
  const probability = collisionProbability(result);
  return probability === 0
    ? 'none: no two states can have shared a fingerprint.'
    : `probability at most ${probability.toExponential(1)} (two states with one fingerprint).`;
}

/** For deciding claims, the first violation in full, and for the others the command that shows them. */
export function storyLines(
  subject: Subject,
  results: readonly InvariantResult[],
  paint: Paint,
): string[] {
  const [first, ...others] = shownViolations(results.filter(({ isAside }) => !isAside));
  if (first === undefined) return [''];
  const rule = '-'.repeat(lineColumns());
  return [
    '',
    rule,
    briefStoryText(subject, { ...first, paint }),
    rule,
    ...otherLines(subject, first, others, paint),
    '',
  ];
}

/** For a C source: first its own causes, then consequences, then what is known from other code. */
function shownViolations(results: readonly InvariantResult[]): ConfirmedViolation[] {
  const byWeight = violationsByWeight(results);
  const isOfSource = results.some(({ violation }) => (violation?.code.length ?? 0) > 0);
  if (!isOfSource) return byWeight;
  const isNew = ({ invariant }: ConfirmedViolation): boolean =>
    results.some(({ invariant: { id }, root }) => id === invariant.id && hasNewCause(root));
  return [...byWeight.filter(isNew), ...byWeight.filter((one) => !isNew(one))];
}

function hasNewCause(root: InvariantResult['root']): boolean {
  return root !== undefined && root.own !== null && root.known === null;
}

function otherLines(
  subject: Subject,
  first: ConfirmedViolation,
  others: readonly ConfirmedViolation[],
  { self }: Paint,
): string[] {
  const lines = [first, ...others].flatMap(({ file, counterexample: { request } }) => {
    if (file === null) return [];
    return [`  ${commandHere(fileCommandLine(subject, 'show', request, file), self)}`];
  });
  return lines.length === 0 ? [] : ['To see a violation step by step:', ...lines];
}
