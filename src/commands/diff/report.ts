/** A comparison of two revisions, as text and as JSON. */

import {
  describeAssumptions,
  describeContract,
  describeScopeMachine,
  describeScopeWorld,
  scopeTag,
} from '../../subjects/vmem/scope/describe-scope.ts';
import { nothingMappedText } from '../../subjects/vmem/scope/nothing-mapped.ts';
import { scopeToJson } from '../../subjects/vmem/scope/scope-schema.ts';
import { callText, returnText } from '../../subjects/vmem/story/call-text.ts';
import { narrate } from '../../subjects/vmem/story/narrate.ts';
import { chanceText, shorten, stepLines, tellOperation } from '../../subjects/vmem/story/story.ts';
import {
  commandLines,
  grouped,
  type Paint,
  paragraph,
  plural,
  table,
} from '../../text/paragraph.ts';
import type { Stop } from '../../text/stop-text.ts';
import {
  type ComparedOperation,
  type Difference,
  type DiffOperation,
  type DiffResult,
  type FoundDifference,
  isVacuous,
} from './result.ts';

const stepsMax = 30;

export function diffText(result: DiffResult, paint: Paint): string {
  const { version, a, b, preset, scopes, found } = result;
  const [{ scope: first }] = scopes;
  return [
    ...paragraph(`tablewalk ${version} diff: ${a} and ${b}, preset ${preset}`).map(paint.strong),
    '',
    ...table(
      [
        ['Contract', describeContract(first)],
        ...(scopes.length === 1 ? [['Machine', describeScopeMachine(first)]] : []),
        ['World', describeScopeWorld(first)],
        ['Compared', comparedText(result)],
      ],
      '',
    ),
    '',
    ...scopeLines(result),
    '',
    ...verdictLines(result, paint),
    ...(found === null ? [] : ['', ...foundLines(result, found, paint)]),
    '',
    ...paragraph(`${assumptionsOf(result).join('; ')}.`, 'Assumptions: ', '  '),
    'Repeat:',
    ...commandLines(result.command, paint.self),
  ].join('\n');
}

function comparedText({ options: { events, strictMarks } }: DiffResult): string {
  const marks = strictMarks
    ? 'every byte of 0xFD in mapped memmap'
    : 'which unused parts of memmap are marked (the remembered tail counts as marked)';
  const order = events ? ', and the order of events' : '';
  return `return values, crashes, mappings, tables, live memory, direct-map counters, ${marks}${order}`;
}

function scopeLines({ scopes }: DiffResult): string[] {
  return scopes.flatMap(
    ({ scope, pairs, transitions, depth, notExplored, leftOut, crashes, stop }) => {
      const counts = [plural(pairs, 'pair of states', 'pairs of states')];
      counts.push(plural(transitions, 'transition'), `depth ${depth}`);
      if (crashes > 0)
        counts.push(`both crash in ${crashes === transitions ? 'all' : grouped(crashes)}`);
      if (leftOut > 0) counts.push(`${plural(leftOut, 'transition')} left out`);
      if (stop !== null) counts.push(`${plural(notExplored, 'pair')} not explored`);
      const head = scopes.length === 1 ? '' : `${scopeTag(scope)}: `;
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
};

function verdictLines(result: DiffResult, paint: Paint): string[] {
  const { verdict, stop, scopes, found, a, b } = result;
  switch (verdict) {
    case 'same':
      return [
        ...paragraph(
          `SAME: no difference in ${plural(pairsOf(result), 'pair of states', 'pairs of states')}, ${isClosed(result) ? 'closed' : `runs of at most ${scopes[0].scope.ops} operations`}`,
        ).map(paint.good),
        ...hintLines(result),
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
      return [...paragraph(`UNDECIDED: ${why}`).map(paint.unsure), ...hintLines(result)];
    }
  }
}

function pairsOf({ scopes }: DiffResult): number {
  return scopes.reduce((sum, { pairs }) => sum + pairs, 0);
}

/** In which geometries nothing was ever mapped, and what to do about it. */
function hintsOf({ a, b, scopes, verdict }: DiffResult): string[] {
  if (verdict === 'different') return [];
  const vacuous = scopes.filter(isVacuous).map(({ scope }) => scope);
  return vacuous.length === 0 ? [] : [nothingMappedText([a, b], vacuous)];
}

function hintLines(result: DiffResult): string[] {
  return hintsOf(result).flatMap((hint) => paragraph(hint));
}

/** True if every reachable pair was compared. */
function isClosed({ verdict, scopes }: DiffResult): boolean {
  return verdict === 'same' && scopes.every(({ scope }) => scope.ops === Infinity);
}

function foundLines(result: DiffResult, found: FoundDifference, paint: Paint): string[] {
  const last = found.operations.length - 1;
  return [
    ...(result.scopes.length === 1
      ? []
      : [...paragraph(describeScopeMachine(found.scope), 'On ', '   '), '']),
    ...found.operations.slice(0, last).flatMap(({ a }, index) => tellOperation(index + 1, a)),
    ...lastLines(result, last + 1, found.operations[last]),
    '',
    ...differenceLines(result, found.differences, paint),
  ];
}

function lastLines(result: DiffResult, number: number, { a, b }: DiffOperation): string[] {
  const [chanceA, chanceB] = [a, b].map(({ scheduled }) => chanceText(scheduled));
  const isSame = chanceA === chanceB;
  const head = paragraph(
    `${a.label}${isSame ? chanceA : ''}`,
    `${String(number).padStart(2)}. `,
    '    ',
  );
  return [
    ...head,
    ...sideLines(`${result.a}${isSame ? '' : chanceA}`, a),
    ...sideLines(`${result.b}${isSame ? '' : chanceB}`, b),
  ];
}

function sideLines(name: string, { calls, ends }: ComparedOperation): string[] {
  const lines = calls.flatMap((call) => {
    const result = returnText(call).trim();
    return [
      `     ${callText(call)}`,
      ...stepLines(shorten(narrate(call.events), stepsMax)),
      ...(result === '' ? [] : [`       ${result}`]),
    ];
  });
  return [`   ${name}:`, ...lines, ...(ends ? ['       the kernel crashes'] : [])];
}

function differenceLines(
  { a, b }: DiffResult,
  differences: readonly Difference[],
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

function assumptionsOf({ scopes: [{ scope }], options }: DiffResult): string[] {
  const same = 'allocation n fails in both or in neither';
  const recycled =
    scope.fresh === 'recycled' ? ['recycled memory has contents that are possible in both'] : [];
  // The content of a TLB is not observable in a comparison.
  const assumptions = describeAssumptions(scope).filter((text) => !text.includes('TLB'));
  const unused = options.strictMarks
    ? []
    : ['memmap in use is not read before the core has written it'];
  return [...assumptions, same, ...recycled, ...unused];
}

export function diffJson(result: DiffResult): unknown {
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
    closed: isClosed(result),
    seconds: result.elapsedMs / 1000,
    scope: found === null ? null : scopeToJson(found.scope),
    operations: (found?.operations ?? []).map(operationJson),
    differences: found?.differences ?? [],
    assumptions: assumptionsOf(result),
    ...limitJson(stop),
    interrupted: stop?.limit === 'interrupted',
    hints: hintsOf(result),
    scopes: result.scopes.map(({ scope, stop: scopeStop, ...counts }) => ({
      scope: scopeToJson(scope),
      ...counts,
      ...limitJson(scopeStop),
    })),
    request: { command: result.command, preset: result.preset },
  };
}

function limitJson(stop: Stop | null): object {
  return stop === null ? {} : { limit: { kind: stop.limit, value: stop.value } };
}

function operationJson({ a, b }: DiffOperation): unknown {
  const results = ({ calls }: ComparedOperation) => calls.map(({ result }) => result);
  const { failed: failedA, contents: contentsA, ...record } = a.scheduled;
  const { failed: failedB, contents: contentsB } = b.scheduled;
  return {
    label: a.label,
    ...record,
    a: { failed: failedA, contents: contentsA, results: results(a), crashes: a.ends },
    b: { failed: failedB, contents: contentsB, results: results(b), crashes: b.ends },
  };
}
