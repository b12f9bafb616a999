/** The claims of the series and what became of them, as text and as JSON. */
import type { Claim } from '../config/claims-claim.ts';
import type { Assumption } from '../config/claims-scopes.ts';
import { scopeToJson } from '../config/scope-schema.ts';
import type { ConfirmedViolation } from './check-result.ts';
import type { ClaimResult, ClaimsResult, ClaimVerdict, MinimalSet } from './claims-result.ts';
import { describeScopeMachine } from './describe-scope.ts';
import { grouped, type Paint, paragraph, plural } from './paragraph.ts';

const indent = '    ';
const deep = '      ';

export function claimsText(result: ClaimsResult, paint: Paint): string {
  const { claims, isInterrupted } = result;
  const count = (verdict: ClaimVerdict): number =>
    claims.filter((claim) => claim.verdict === verdict).length;
  const searches = claims.reduce((sum, claim) => sum + claim.searches, 0);
  const states = claims.reduce((sum, claim) => sum + claim.states, 0);
  return [
    `tablewalk ${result.version}: the claims of`,
    '"s390: implement and optimize vmemmap_free()"',
    '',
    ...claims.flatMap((claim, index) => [...claimLines(claim, index + 1, paint), '']),
    ...paragraph(
      `${plural(claims.length, 'claim')}: ${count('holds')} hold, ${count('conditional')} hold under assumptions, ${count('fails')} fail, ${count('undecided')} undecided; ${grouped(searches)} searches, ${grouped(states)} states, each closed: runs of any length.`,
    ),
    ...paragraph(
      'All of it: one thread; a TLB may hold whatever was reachable since the last flush; at most one allocation fails in one operation, where nothing else is said.',
    ),
    ...(isInterrupted ? ['Interrupted: the claims behind these were not judged.'] : []),
  ].join('\n');
}

function claimLines(result: ClaimResult, number: number, paint: Paint): string[] {
  const { claim, scope, alsoAt, violation, minimalSets } = result;
  const means = claim.properties.map(meaning).join('; ');
  const also = alsoAt.map(({ revision, verdict, violation: broken }) =>
    broken === null
      ? `${revision} ${verdict}`
      : `${revision} violated (${plural(broken.operations, 'operation')})`,
  );
  return [
    ...paragraph(`"${claim.quote}"`, `${String(number).padStart(2)}. `).map(paint.strong),
    ...paragraph(`${claim.by}.`, indent),
    ...paragraph(`${means}.`, `${indent}Means: `, deep),
    ...paragraph(`${describeScopeMachine(scope)}${more(claim)}.`, `${indent}Judged on: `, deep),
    ...verdictLines(result, paint),
    ...minimalSets.flatMap((set, index) => setLines(set, index)),
    ...(violation === null ? [] : paragraph(brokenText(violation), `${indent}Shortest: `, deep)),
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

function verdictLines({ claim, verdict }: ClaimResult, paint: Paint): string[] {
  const { revision, assumptions } = claim;
  const all = assumptions.map(({ text }) => text).join('; ');
  switch (verdict) {
    case 'holds':
      return paragraph(`HOLDS on ${revision}, also without each of: ${all}.`, indent, deep).map(
        paint.good,
      );
    case 'conditional':
      return paragraph(`HOLDS on ${revision} UNDER ASSUMPTIONS:`, indent).map(paint.unsure);
    case 'fails':
      return paragraph(`FAILS on ${revision}, even if: ${all}.`, indent, deep).map(paint.bad);
    case 'undecided':
      return paragraph(`UNDECIDED on ${revision}.`, indent).map(paint.unsure);
  }
}

function setLines({ made, without }: MinimalSet, index: number): string[] {
  if (made.length === 0) return [];
  return [
    ...paragraph(
      `${made.map(({ text }) => text).join('; and ')}.`,
      `${indent}${index === 0 ? '' : 'or '}if `,
      deep,
    ),
    ...without.flatMap(({ assumption, violation }) =>
      paragraph(brokenText(violation), `${deep}- without ${assumption.id}: `, `${deep}  `),
    ),
  ];
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
  return {
    id,
    quote,
    by,
    properties,
    revision,
    verdict,
    assumptions: claim.assumptions.map(assumptionJson),
    minimalSets: minimalSets.map(({ made, without }) => ({
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

function assumptionJson({ id, text }: Assumption): unknown {
  return { id, text };
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
