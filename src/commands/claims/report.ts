/** The claims of the series and our questions, with their results, as text and as JSON. */

import { type Assumption, leavesCode } from '../../subjects/vmem/cover-letter/scopes.ts';
import type { Claim, Reply } from '../../subjects/vmem/cover-letter/sentence.ts';
import { describeScopeMachine } from '../../subjects/vmem/scope/describe-scope.ts';
import { scopeToJson } from '../../subjects/vmem/scope/scope-schema.ts';
import { grouped, type Paint, paragraph, plural } from '../../text/paragraph.ts';
import type { ConfirmedViolation } from '../check/result.ts';
import type { ClaimResult, ClaimsResult, ClaimVerdict, Dropped } from './result.ts';

const indent = '    ';
const deep = '      ';

export function claimsText(result: ClaimsResult, paint: Paint): string {
  const { claims, isInterrupted } = result;
  const searches = claims.reduce((sum, claim) => sum + claim.searches, 0);
  const states = claims.reduce((sum, claim) => sum + claim.states, 0);
  return [
    `tablewalk ${result.version}: the claims of`,
    '"s390: implement and optimize vmemmap_free()"',
    '',
    ...claims.flatMap((claim, index) => [...claimLines(claim, index + 1, paint), '']),
    ...paragraph(
      `${[...claimCounts(claims), ...questionCounts(claims)].join('; ')}; ${grouped(searches)} searches, ${grouped(states)} states, each closed: runs of any length.`,
    ),
    ...paragraph(
      'Unless stated otherwise: one thread; a TLB may hold whatever was reachable since the last flush; at most one allocation fails in an operation.',
    ),
    ...(isInterrupted ? ['Interrupted: the remaining claims were not judged.'] : []),
  ].join('\n');
}

function claimCounts(results: readonly ClaimResult[]): string[] {
  const claims = results.filter(({ claim }) => claim.question === undefined);
  if (claims.length === 0 && results.length > 0) return [];
  const count = (verdict: ClaimVerdict): number =>
    claims.filter((claim) => claim.verdict === verdict).length;
  return [
    `${plural(claims.length, 'claim')}: ${count('holds')} hold, ${count('conditional')} hold under assumptions, ${count('fails')} fail, ${count('undecided')} undecided`,
  ];
}

function questionCounts(results: readonly ClaimResult[]): string[] {
  const questions = results.filter(({ claim }) => claim.question !== undefined);
  if (questions.length === 0) return [];
  const words = questions.map((question) => replyOf(question)?.word);
  const count = (word: Reply['word'] | undefined): number =>
    words.filter((other) => other === word).length;
  return [
    `${plural(questions.length, 'question')}: ${count('yes')} yes, ${count('no')} no, ${count(undefined)} undecided`,
  ];
}

function claimLines(result: ClaimResult, number: number, paint: Paint): string[] {
  const { claim, scope, alsoAt, violation } = result;
  const means = claim.properties.map(meaning).join('; ');
  const also = alsoAt.map(({ revision, verdict, violation: broken }) =>
    broken === null
      ? `${revision} ${verdict}`
      : `${revision} violated (${plural(broken.operations, 'operation')})`,
  );
  return [
    ...paragraph(
      claim.question === undefined ? `"${claim.quote}"` : claim.quote,
      `${String(number).padStart(2)}. `,
    ).map(paint.strong),
    ...paragraph(`${claim.by}.`, indent),
    ...paragraph(`${means}.`, `${indent}Means: `, deep),
    ...paragraph(`${describeScopeMachine(scope)}${more(claim)}.`, `${indent}Judged on: `, deep),
    ...verdictLines(result, paint),
    ...assumingLines(result),
    ...(violation === null ? [] : paragraph(brokenText(violation), `${indent}Shortest: `, deep)),
    ...otherCodeLines(result),
    ...paragraph(`${also.join(', ')}.`, `${indent}With all assumptions: `, deep),
    ...paragraph(claim.note, `${indent}Note: `, deep),
  ];
}

function more({ variations }: Claim): string {
  return variations.length === 1 ? '' : `, and ${plural(variations.length - 1, 'variation')}`;
}

function meaning({ invariant, facts }: Claim['properties'][number]): string {
  return facts === undefined ? invariant : `${invariant} (${facts.join(', ')})`;
}

/** What the judged revision does, without assumptions. */
function verdictLines(result: ClaimResult, paint: Paint): string[] {
  const { claim, verdict } = result;
  const { revision } = claim;
  const all = claim.assumptions.filter(leavesCode).map(({ text }) => text);
  const listed = all.join('; ');
  const reply = replyOf(result);
  const answer = reply === null ? null : `${reply.word.toUpperCase()}: ${revision} ${reply.does}`;
  switch (verdict) {
    case 'holds':
      return paragraph(
        `${answer ?? `HOLDS on ${revision}`}, also without each of: ${listed}.`,
        indent,
        deep,
      ).map(paint.good);
    case 'conditional':
      return [
        ...(answer === null ? [] : paragraph(`${answer}.`, indent, deep)),
        ...paragraph(
          `${claim.question?.upheld.word.toUpperCase() ?? 'HOLDS'} on ${revision} UNDER ASSUMPTIONS:`,
          indent,
        ),
      ].map(paint.unsure);
    case 'fails':
      return paragraph(
        `${answer ?? `FAILS on ${revision}`}${all.length === 0 ? '' : `, even if: ${listed}`}.`,
        indent,
        deep,
      ).map(paint.bad);
    case 'undecided':
      return paragraph(`UNDECIDED on ${revision}.`, indent).map(paint.unsure);
  }
}

/** A question is answered for the revision without any assumption; null for a claim, or if undecided. */
function replyOf({ claim: { question }, verdict }: ClaimResult): Reply | null {
  if (question === undefined || verdict === 'undecided') return null;
  return verdict === 'holds' ? question.upheld : question.broken;
}

function assumingLines({ minimalSets }: ClaimResult): string[] {
  return minimalSets
    .filter(({ code, made }) => code === null && made.length > 0)
    .flatMap(({ made, without }, index) => [
      ...paragraph(`${ifText(made)}.`, `${indent}${index === 0 ? '' : 'or '}`, deep),
      ...withoutLines(without),
    ]);
}

/** What would be true of other code is not a property of the judged revision. */
function otherCodeLines({ claim: { question }, minimalSets }: ClaimResult): string[] {
  const begin =
    question === undefined
      ? 'It would hold if the code were'
      : `The answer would be ${question.upheld.word.toUpperCase()} if the code were`;
  return minimalSets.flatMap(({ code, made, without }) => {
    if (code === null) return [];
    const changes = made.filter((one) => !leavesCode(one)).map(({ text }) => text);
    const assumed = made.filter(leavesCode);
    const and = assumed.length === 0 ? '' : `; and ${ifText(assumed)}`;
    return [
      ...paragraph(`${begin}: ${code}, where ${changes.join(' and ')}${and}.`, indent, deep),
      // A single change left out is the judged revision itself, which is reported above.
      ...(made.length === 1 ? [] : withoutLines(without)),
    ];
  });
}

function ifText(made: readonly Assumption[]): string {
  return `if ${made.map(({ text }) => text).join('; and ')}`;
}

function withoutLines(without: readonly Dropped[]): string[] {
  return without.flatMap(({ assumption, violation }) =>
    paragraph(brokenText(violation), `${deep}- without ${assumption.id}: `, `${deep}  `),
  );
}

function brokenText({ counterexample, operations, steps }: ConfirmedViolation): string {
  return `${plural(operations, 'operation')}, ${plural(steps, 'step')}: ${counterexample.text}`;
}

export function claimsJson(result: ClaimsResult): unknown {
  const { version, command, claims, isInterrupted } = result;
  return {
    schema: 'tablewalk/claims/1',
    tool: version,
    command,
    interrupted: isInterrupted,
    claims: claims.map(claimJson),
  };
}

function claimJson(result: ClaimResult): unknown {
  const { claim, verdict, minimalSets, violation, alsoAt, scope, searches, states } = result;
  const { id, quote, by, properties, revision, note } = claim;
  const reply = replyOf(result);
  return {
    id,
    kind: claim.question === undefined ? 'claim' : 'question',
    quote,
    by,
    answer: reply === null ? null : { word: reply.word, sentence: `${revision} ${reply.does}` },
    properties,
    revision,
    verdict,
    assumptions: claim.assumptions.map(assumptionJson),
    minimalSets: minimalSets.map(({ code, made, without }) => ({
      code,
      assumptions: made.map((assumption) => assumption.id),
      without: without.map(({ assumption, violation: broken }) => ({
        assumption: assumption.id,
        violation: violationJson(broken),
      })),
    })),
    violation: violation === null ? null : violationJson(violation),
    alsoAt: alsoAt.map((judged) => ({
      revision: judged.revision,
      verdict: judged.verdict,
      violation: judged.violation === null ? null : violationJson(judged.violation),
    })),
    scope: scopeToJson(scope),
    searches,
    states,
    note,
  };
}

function assumptionJson(assumption: Assumption): unknown {
  const { id, text } = assumption;
  return { id, text, changesCode: !leavesCode(assumption) };
}

function violationJson({
  invariant,
  operations,
  steps,
  counterexample,
}: ConfirmedViolation): unknown {
  const { text, request } = counterexample;
  return {
    invariant: invariant.id,
    operations,
    steps,
    text,
    request: scopeToJson(request),
    schedule: counterexample.operations,
  };
}
