/** A comparison of two revisions as text and as JSON. */

import { settingsOf } from '../../counterexample/story.ts';
import type { Subject } from '../../subject/subject.ts';
import {
  commandLines,
  grouped,
  type Paint,
  paragraph,
  plural,
  table,
} from '../../text/paragraph.ts';
import { limitJson, type Stop } from '../../text/stop-text.ts';
import { comparisonOf } from './job.ts';
import { type DiffResult, isVacuous } from './run.ts';

export function diffText(subject: Subject, result: DiffResult, paint: Paint): string {
  const comparison = comparisonOf(subject);
  const { version, a, b, preset, scopes, found } = result;
  const [{ scope: first }] = scopes;
  const { machine } = subject.scopes.describe(first);
  return [
    ...paragraph(`tablewalk ${version} diff: ${a} and ${b}, preset ${preset}`).map(paint.strong),
    '',
    ...table(
      [
        // With several scopes, the machine varies.
        ...settingsOf(subject, first).filter(([, text]) => scopes.length === 1 || text !== machine),
        ['Compared', comparison.comparedText(result.options)],
      ],
      '',
    ),
    '',
    ...scopeLines(subject, result),
    '',
    ...verdictLines(subject, result, paint),
    ...(found === null ? [] : ['', ...foundLines(subject, result, found, paint)]),
    '',
    ...paragraph(`${assumptionWords(subject, result).join('; ')}.`, 'Assumptions: ', '  '),
    'Repeat:',
    ...commandLines(result.command, paint.self),
  ].join('\n');
}

function scopeLines(subject: Subject, { scopes }: DiffResult): string[] {
  return scopes.flatMap(
    ({ scope, pairs, transitions, depth, notExplored, leftOut, crashes, stop }) => {
      const counts = [plural(pairs, 'pair of states', 'pairs of states')];
      counts.push(plural(transitions, 'transition'), `depth ${depth}`);
      if (crashes > 0)
        counts.push(`both crash in ${crashes === transitions ? 'all' : grouped(crashes)}`);
      if (leftOut > 0) counts.push(`${plural(leftOut, 'transition')} left out`);
      if (stop !== null) counts.push(`${plural(notExplored, 'pair')} not explored`);
      const head = scopes.length === 1 ? '' : `${subject.scopes.describe(scope).tag}: `;
      return paragraph(`${head}${counts.join(', ')}`, '', '  ');
    },
  );
}

const limitTexts: Readonly<Record<Stop['limit'], string>> = {
  states: 'the limit of pairs was reached',
  memory: 'the limit of memory was reached',
  heap: 'the JavaScript heap was full',
  depth: 'the limit of operations was reached',
  time: 'the time limit was reached',
  interrupted: 'it was interrupted',
  'first-violation': 'it was stopped',
  'all-violated': 'it was stopped',
  'not-started': 'it was not started',
  'no-result': 'it left no result',
  swarm: 'it was stopped',
  'not-understood': 'it was stopped',
};

function verdictLines(subject: Subject, result: DiffResult, paint: Paint): string[] {
  const { verdict, stop, scopes, found, a, b } = result;
  switch (verdict) {
    case 'same':
      return [
        ...paragraph(
          `SAME: no difference in ${plural(pairsOf(result), 'pair of states', 'pairs of states')}, ${isWholePair(subject, result) ? 'closed' : `runs of at most ${subject.scopes.operationsMax(scopes[0].scope)} operations`}`,
        ).map(paint.good),
        ...hintLines(subject, result),
      ];
    case 'different':
      return paragraph(
        `DIFFERENT: ${a} and ${b} differ after ${plural(found?.operations.length ?? 0, 'operation')}`,
      ).map(paint.bad);
    case 'undecided': {
      const why =
        stop === null
          ? 'only failures and crashes were compared'
          : `no difference so far, but ${limitTexts[stop.limit]}`;
      return [...paragraph(`UNDECIDED: ${why}`).map(paint.unsure), ...hintLines(subject, result)];
    }
  }
}

function pairsOf({ scopes }: DiffResult): number {
  return scopes.reduce((sum, { pairs }) => sum + pairs, 0);
}

/** Names the scopes where nothing was ever mapped, with advice. */
function pairHints(subject: Subject, { a, b, scopes, verdict }: DiffResult): string[] {
  if (verdict === 'different') return [];
  const vacuous = scopes.filter(isVacuous).map(({ scope }) => scope);
  return vacuous.length === 0 ? [] : [comparisonOf(subject).vacuousText([a, b], vacuous)];
}

function hintLines(subject: Subject, result: DiffResult): string[] {
  return pairHints(subject, result).flatMap((hint) => paragraph(hint));
}

/** True if every reachable pair was compared. */
function isWholePair({ scopes: { operationsMax } }: Subject, result: DiffResult): boolean {
  const { verdict, scopes } = result;
  return verdict === 'same' && scopes.every(({ scope }) => operationsMax(scope) === Infinity);
}

function foundLines(
  { scopes }: Subject,
  result: DiffResult,
  found: NonNullable<DiffResult['found']>,
  paint: Paint,
): string[] {
  return [
    ...(result.scopes.length === 1
      ? []
      : [...paragraph(scopes.describe(found.scope).machine, 'On ', '   '), '']),
    ...found.lines,
    '',
    ...differenceLines(result, found.differences, paint),
  ];
}

function differenceLines(
  { a, b }: DiffResult,
  differences: NonNullable<DiffResult['found']>['differences'],
  paint: Paint,
): string[] {
  return [
    `What differs:`,
    ...differences.flatMap((difference) => [
      ...paragraph(`${difference.what}:`, '  ').map(paint.bad),
      ...table(
        [
          [a, difference.a],
          [b, difference.b],
        ],
        '    ',
      ),
    ]),
  ];
}

function assumptionWords(
  subject: Subject,
  { scopes: [{ scope }], options }: DiffResult,
): readonly string[] {
  return comparisonOf(subject).assumptions(scope, options);
}

export function diffJson(subject: Subject, result: DiffResult): unknown {
  const { scopes } = subject;
  const { found, stop } = result;
  return {
    schema: 'tablewalk/diff/1',
    tool: result.version,
    verdict: result.verdict,
    a: result.a,
    b: result.b,
    compared: { events: result.options.events, strictMarks: result.options.strictMarks },
    pairs: pairsOf(result),
    transitions: result.scopes.reduce((sum, { transitions }) => sum + transitions, 0),
    closed: isWholePair(subject, result),
    seconds: result.elapsedMs / 1000,
    scope: found === null ? null : scopes.toJson(found.scope),
    operations: found?.operations ?? [],
    differences: found?.differences ?? [],
    assumptions: assumptionWords(subject, result),
    ...limitJson(stop),
    interrupted: stop?.limit === 'interrupted',
    hints: pairHints(subject, result),
    scopes: result.scopes.map(({ scope, stop: scopeStop, ...counts }) => ({
      scope: scopes.toJson(scope),
      ...counts,
      ...limitJson(scopeStop),
    })),
    request: { command: result.command, preset: result.preset },
  };
}
