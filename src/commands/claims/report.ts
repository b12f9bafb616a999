/** The sentences of the series and our questions, with their results, as text and as JSON. */

import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import { type Assumption, leavesCode, type Reply, type Sentence } from '../../subject/sentences.ts';
import type { Subject } from '../../subject/subject.ts';
import { grouped, type Paint, paragraph, plural } from '../../text/paragraph.ts';
import type { ClaimsResult, Dropped, SentenceResult, SentenceVerdict } from './result.ts';

const indent = '    ';

const deep = '      ';

export function claimsText(result: ClaimsResult, paint: Paint): string {
  const { sentences, isInterrupted } = result;
  const searches = sentences.reduce((sum, sentence) => sum + sentence.searches, 0);
  const states = sentences.reduce((sum, sentence) => sum + sentence.states, 0);
  return [
    `tablewalk ${result.version}: the claims of`,
    JSON.stringify(result.title),
    '',
    ...sentences.flatMap((sentence, index) => [
      ...sentenceLines(result.subject, sentence, index + 1, paint),
      '',
    ]),
    ...paragraph(
      `${[...sentenceCounts(sentences), ...questionCounts(sentences)].join('; ')}; ${grouped(searches)} searches, ${grouped(states)} states, each closed: runs of any length.`,
    ),
    ...paragraph(
      'Unless stated otherwise: one thread; a TLB may hold whatever was reachable since the last flush; at most one allocation fails in an operation.',
    ),
    ...(isInterrupted ? ['Interrupted: the remaining claims were not judged.'] : []),
  ].join('\n');
}

function sentenceCounts(results: readonly SentenceResult[]): string[] {
  const sentences = results.filter(({ sentence }) => sentence.question === undefined);
  if (sentences.length === 0 && results.length > 0) return [];
  const count = (verdict: SentenceVerdict): number =>
    sentences.filter((sentence) => sentence.verdict === verdict).length;
  return [
    `${plural(sentences.length, 'claim')}: ${count('holds')} hold, ${count('conditional')} hold under assumptions, ${count('fails')} fail, ${count('undecided')} undecided`,
  ];
}

function questionCounts(results: readonly SentenceResult[]): string[] {
  const questions = results.filter(({ sentence }) => sentence.question !== undefined);
  if (questions.length === 0) return [];
  const words = questions.map((question) => replyOf(question)?.word);
  const count = (word: Reply['word'] | undefined): number =>
    words.filter((other) => other === word).length;
  return [
    `${plural(questions.length, 'question')}: ${count('yes')} yes, ${count('no')} no, ${count(undefined)} undecided`,
  ];
}

function sentenceLines(
  { scopes }: Subject,
  result: SentenceResult,
  number: number,
  paint: Paint,
): string[] {
  const { sentence, scope, alsoAt, violation } = result;
  const means = sentence.properties.map(meaning).join('; ');
  const also = alsoAt.map(({ revision, verdict, violation: broken }) =>
    broken === null
      ? `${revision} ${verdict}`
      : `${revision} violated (${plural(broken.operations, 'operation')})`,
  );
  return [
    ...paragraph(
      sentence.question === undefined ? `"${sentence.quote}"` : sentence.quote,
      `${String(number).padStart(2)}. `,
    ).map(paint.strong),
    ...paragraph(`${sentence.by}.`, indent),
    ...paragraph(`${means}.`, `${indent}Means: `, deep),
    ...paragraph(
      `${scopes.describe(scope).machine}${more(sentence)}.`,
      `${indent}Judged on: `,
      deep,
    ),
    ...verdictLines(result, paint),
    ...assumingLines(result),
    ...(violation === null ? [] : paragraph(brokenText(violation), `${indent}Shortest: `, deep)),
    ...otherCodeLines(result),
    ...paragraph(`${also.join(', ')}.`, `${indent}With all assumptions: `, deep),
    ...paragraph(sentence.note, `${indent}Note: `, deep),
  ];
}

function more({ variations }: Sentence): string {
  return variations.length === 1 ? '' : `, and ${plural(variations.length - 1, 'variation')}`;
}

function meaning({ invariant, facts }: Sentence['properties'][number]): string {
  return facts === undefined ? invariant : `${invariant} (${facts.join(', ')})`;
}

/** The behaviour of the judged revision without assumptions. */
function verdictLines(result: SentenceResult, paint: Paint): string[] {
  const { sentence, verdict } = result;
  const { revision } = sentence;
  const all = sentence.assumptions.filter(leavesCode).map(({ text }) => text);
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
          `${sentence.question?.upheld.word.toUpperCase() ?? 'HOLDS'} on ${revision} UNDER ASSUMPTIONS:`,
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

/** The answer for the revision without assumptions; null for sentences of the series, or if undecided. */
function replyOf({ sentence: { question }, verdict }: SentenceResult): Reply | null {
  if (question === undefined || verdict === 'undecided') return null;
  return verdict === 'holds' ? question.upheld : question.broken;
}

function assumingLines({ minimalSets }: SentenceResult): string[] {
  return minimalSets
    .filter(({ code, made }) => code === null && made.length > 0)
    .flatMap(({ made, without }, index) => [
      ...paragraph(`${ifText(made)}.`, `${indent}${index === 0 ? '' : 'or '}`, deep),
      ...withoutLines(without),
    ]);
}

/** A property of changed code is not a property of the judged revision. */
function otherCodeLines({ sentence: { question }, minimalSets }: SentenceResult): string[] {
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
  const { version, command, sentences, isInterrupted } = result;
  return {
    schema: 'tablewalk/claims/1',
    tool: version,
    command,
    interrupted: isInterrupted,
    claims: sentences.map((sentence) => sentenceJson(result.subject, sentence)),
  };
}

function sentenceJson(subject: Subject, result: SentenceResult): unknown {
  const { sentence, verdict, minimalSets, violation, alsoAt, scope, searches, states } = result;
  const { id, quote, by, properties, revision, note } = sentence;
  const reply = replyOf(result);
  return {
    id,
    kind: sentence.question === undefined ? 'claim' : 'question',
    quote,
    by,
    answer: reply === null ? null : { word: reply.word, sentence: `${revision} ${reply.does}` },
    properties,
    revision,
    verdict,
    assumptions: sentence.assumptions.map(assumptionJson),
    minimalSets: minimalSets.map(({ code, made, without }) => ({
      code,
      assumptions: made.map((assumption) => assumption.id),
      without: without.map(({ assumption, violation: broken }) => ({
        assumption: assumption.id,
        violation: claimViolationJson(subject, broken),
      })),
    })),
    violation: violation === null ? null : claimViolationJson(subject, violation),
    alsoAt: alsoAt.map((judged) => ({
      revision: judged.revision,
      verdict: judged.verdict,
      violation: judged.violation === null ? null : claimViolationJson(subject, judged.violation),
    })),
    scope: subject.scopes.toJson(scope),
    searches,
    states,
    note,
  };
}

function assumptionJson(assumption: Assumption): unknown {
  const { id, text } = assumption;
  return { id, text, changesCode: !leavesCode(assumption) };
}

function claimViolationJson(
  { scopes }: Subject,
  { invariant, operations, steps, counterexample }: ConfirmedViolation,
): unknown {
  const { text, request } = counterexample;
  return {
    invariant: invariant.id,
    operations,
    steps,
    text,
    request: scopes.toJson(request),
    schedule: counterexample.operations,
  };
}
