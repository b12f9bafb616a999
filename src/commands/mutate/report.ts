/** The kill table as text and as JSON. */

import {
  commandLines,
  grouped,
  type Paint,
  paragraph,
  plural,
  table,
} from '../../text/paragraph.ts';
import type { KillerResult, MutantResult, MutateResult } from './result.ts';
import { mutantOutcome, sourceCounts, sourceMutantLines } from './source-report.ts';

export function mutateText(result: MutateResult, paint: Paint): string {
  return result.drawnFrom === null
    ? revisionText(result, paint)
    : sourceMutationText(result, paint);
}

function sourceMutationText(result: MutateResult, paint: Paint): string {
  const { version, revision, mutants, drawnFrom, scopes, scopeSet } = result;
  const inSource = mutants.filter(({ mutant }) => mutant.edit !== undefined);
  const others = mutants.filter(({ mutant }) => mutant.edit === undefined);
  return [
    ...paragraph(
      `tablewalk ${version} mutate: ${inSource.length} of ${plural(drawnFrom ?? 0, 'mistake')} in the C of ${revision}, and ${others.length} at its steps`,
    ).map(paint.strong),
    '',
    ...paragraph(
      `Each was searched for in ${plural(scopes.length, 'scope')} (${scopeSet}), up to ${grouped(result.stateCountMax)} states in each, until a claim is violated that ${revision} keeps there.`,
    ),
    ...excusedInSource(result),
    ...leftOutLines(result),
    ...(others.length === 0 ? [] : ['', 'At the steps: operations to the first kill, killed by']),
    ...others.flatMap((mutant) => mutantLines(mutant, result.judgesMutants, paint)),
    ...sourceMutantLines(result, paint),
    '',
    ...paragraph(sourceCounts(result)),
    ...verdictLines(result, paint),
    ...(inSource.length < (drawnFrom ?? 0) && !result.mutantsAreNamed
      ? paragraph('--draw all covers the rest, --seed draws others.')
      : []),
    'Repeat:',
    ...commandLines(result.command, paint.self),
  ].join('\n');
}

function revisionText(result: MutateResult, paint: Paint): string {
  const { version, revision, mutants, scopes, scopeSet, invariants } = result;
  const repeated = mutants.filter(({ mutant }) => mutant.origin !== 'systematic').length;
  return [
    ...paragraph(
      `tablewalk ${version} mutate: ${plural(mutants.length, 'mutant')} of ${revision}, ${plural(invariants.length, 'invariant')}`,
    ).map(paint.strong),
    '',
    ...paragraph(
      `${repeated} of them repeat real bugs. Each was hunted in ${plural(scopes.length, 'scope')} (${scopeSet}), up to ${grouped(result.stateCountMax)} states in each. An invariant kills a mutant if it is violated where ${revision} itself does not violate it.`,
    ),
    ...excusedLines(result),
    ...leftOutLines(result),
    '',
    'Mutant, operations to the first kill, killed by',
    ...mutants.flatMap((mutant) => mutantLines(mutant, result.judgesMutants, paint)),
    '',
    'Invariant, mutants it kills, mutants that only it kills',
    ...table(
      invariants.map(({ invariantId, kills, alone }) => [
        invariantId,
        String(kills).padStart(2),
        alone.length === 0 ? '-' : alone.join(', '),
      ]),
    ),
    '',
    ...verdictLines(result, paint),
    'Repeat:',
    ...commandLines(result.command, paint.self),
  ].join('\n');
}

function excusedInSource({ excused, revision }: MutateResult): string[] {
  const ids = [...new Set(excused.flat())];
  if (ids.length === 0) return [];
  return paragraph(`${revision} itself violates in some of them: ${ids.join(', ')}`, '', '  ');
}

function excusedLines({ subject, excused, scopes, revision }: MutateResult): string[] {
  return excused.flatMap((ids, index) =>
    ids.length === 0
      ? []
      : paragraph(
          `Excused in scope ${index + 1} (${subject.scopes.describe(scopes[index]).tag}), because ${revision} violates it there: ${ids.join(', ')}`,
          '',
          '  ',
        ),
  );
}

function leftOutLines({ leftOut, revision }: MutateResult): string[] {
  if (leftOut.length === 0) return [];
  const text = `Skipped, because they change nothing in ${revision}: ${leftOut.join(', ')}`;
  return paragraph(text, '', '  ');
}

function mutantLines(one: MutantResult, isJudged: boolean, paint: Paint): string[] {
  const { mutant, verdict, kills } = one;
  const fewest = Math.min(...kills.map(({ operations }) => operations));
  const head = `  ${mutant.id.padEnd(29)}`;
  switch (verdict) {
    case 'killed': {
      const names = kills.map(({ invariantId }) => invariantId).join(', ');
      return paragraph(names, `${head}${String(fewest).padStart(2)}  `);
    }
    case 'survives':
      if (!isJudged) return paragraph('not killed by these', `${head} -  `);
      return paragraph('SURVIVES', `${head} -  `).map(paint.bad);
    case 'undecided':
      return paragraph('UNDECIDED', `${head} -  `).map(paint.unsure);
    case 'equal':
    case 'refused':
      return paragraph(mutantOutcome(one), `${head} -  `);
  }
}

function verdictLines(result: MutateResult, paint: Paint): string[] {
  const { verdict, mutants, judgesMutants, judgesInvariants } = result;
  const survivors = survivorsOf(result);
  const idle = idleOf(result);
  switch (verdict) {
    case 'passed': {
      if (!judgesMutants) {
        const text = `PASSED: ${result.invariants.map(({ invariantId }) => invariantId).join(', ')} ${result.invariants.length === 1 ? 'kills' : 'each kill'} at least one mutant. With --invariants no mutant is judged: other invariants may kill what these do not.`;
        return paragraph(text).map(paint.good);
      }
      const all = judgesInvariants ? ', and every invariant kills at least one' : '';
      const killed = mutants.filter((one) => one.verdict === 'killed').length;
      return paragraph(`PASSED: ${plural(killed, 'mutant')} killed${all}`).map(paint.good);
    }
    case 'not-judged':
      return paragraph(
        'NOT JUDGED: with --mutants and --invariants this is only a part of the table, not a gate.',
      ).map(paint.unsure);
    case 'failed':
      return [
        ...(survivors.length === 0
          ? []
          : paragraph(`FAILED: no invariant kills ${survivors.join(', ')}`, '', '  ').map(
              paint.bad,
            )),
        ...(idle.length === 0
          ? []
          : paragraph(`FAILED: no mutant is killed by ${idle.join(', ')}`, '', '  ').map(
              paint.bad,
            )),
      ];
    case 'undecided': {
      const open = mutants
        .filter((one) => one.verdict === 'undecided')
        .map(({ mutant }) => mutant.id);
      const who = open.length === 0 ? 'which invariants kill nothing' : open.join(', ');
      return paragraph(`UNDECIDED: a limit was reached first; undecided: ${who}`, '', '  ').map(
        paint.unsure,
      );
    }
  }
}

function survivorsOf({ mutants, judgesMutants }: MutateResult): string[] {
  if (!judgesMutants) return [];
  return mutants.filter(({ verdict }) => verdict === 'survives').map(({ mutant }) => mutant.id);
}

function idleOf({ invariants, judgesInvariants }: MutateResult): string[] {
  if (!judgesInvariants) return [];
  return invariants
    .filter(({ verdict }: KillerResult) => verdict === 'idle')
    .map(({ invariantId }) => invariantId);
}

export function mutateJson(result: MutateResult): unknown {
  const { scopes, stop } = result;
  return {
    schema: 'tablewalk/mutate/1',
    tool: result.version,
    verdict: result.verdict,
    revision: result.revision,
    mutants: result.mutants.map(({ mutant, verdict, reason, kills }) => ({
      id: mutant.id,
      origin: mutant.origin,
      mistake: mutant.mistake,
      ...mutant.edit,
      verdict,
      ...(reason === '' ? {} : { reason }),
      killedBy: kills.map(({ invariantId, operations, steps, scopeIndex, text }) => ({
        invariant: invariantId,
        operations,
        steps,
        scope: scopeIndex,
        text,
      })),
    })),
    leftOut: result.leftOut,
    survivors: survivorsOf(result),
    idleInvariants: idleOf(result),
    ...(result.drawnFrom === null ? {} : { drawnFrom: result.drawnFrom }),
    judgesMutants: result.judgesMutants,
    judgesInvariants: result.judgesInvariants,
    interrupted: stop?.limit === 'interrupted',
    invariants: result.invariants.map(({ invariantId, ...killer }) => ({
      id: invariantId,
      ...killer,
    })),
    excused: result.excused,
    maxStates: result.stateCountMax,
    states: result.states,
    seconds: result.elapsedMs / 1000,
    ...(stop === null ? {} : { limit: { kind: stop.limit, value: stop.value } }),
    scopes: scopes.map((scope) => result.subject.scopes.toJson(scope)),
    request: { command: result.command, scopes: result.scopeSet },
  };
}
