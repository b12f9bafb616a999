/** The results of sentences as JSON. */
import type { ConfirmedViolation } from '../../counterexample/confirm.ts';
import { type Assumption, leavesCode } from '../../subject/sentences.ts';
import type { Subject } from '../../subject/subject.ts';
import type { ClaimsResult, SentenceResult } from './result.ts';
import { replyOf } from './text.ts';

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
