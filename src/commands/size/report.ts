/** The result of `size` as text and as JSON: growth, what multiplies the states, operations, forecast, coverage. */

import type { Forecast, Interval } from '../../explorer/forecast.ts';
import type { LevelProfile } from '../../explorer/profile-outcome.ts';
import type { Unreached } from '../../subject/reach.ts';
import type { Subject } from '../../subject/subject.ts';
import {
  commandLines,
  grouped,
  lineColumns,
  type Paint,
  paragraph,
  plural,
  table,
} from '../../text/paragraph.ts';
import { limitJson, stopText } from '../../text/stop-text.ts';
import { coverageLines } from './coverage.ts';
import { earlyLines, forecastLines, variantLines } from './forecast.ts';
import { costOf, type SizedScope, type SizeResult } from './result.ts';

export function sizeText(result: SizeResult, paint: Paint): string {
  const { scopes, notStarted, preset, version } = result;
  const revision = scopes[0]?.scope.revision;
  return [
    ...paragraph(
      `tablewalk ${version} size: ${revision === undefined ? '' : `${revision}, `}preset ${preset}`,
    ).map(paint.strong),
    '',
    ...scopes.flatMap((_, at) => scopeLines(result, at, paint)),
    ...(notStarted === 0 ? [] : [...paragraph(`${plural(notStarted, 'scope')} not started.`), '']),
    paint.strong('Coverage'),
    ...coverageLines(result),
    '',
    'Repeat:',
    ...commandLines(result.command, paint.self),
  ].join('\n');
}

function scopeLines(
  { subject, scopes, notStarted }: SizeResult,
  at: number,
  paint: Paint,
): string[] {
  const sized = scopes[at];
  const count = scopes.length + notStarted;
  const described = subject.scopes.describe(sized.scope);
  const { profile, stop, forecast } = sized;
  const end = stop === null ? 'complete' : stopText(stop);
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [paint.strong(title), ...lines, ''];
  return [
    ...(count === 1 ? [] : [paint.strong(`Scope ${at + 1} of ${count}`)]),
    ...table(
      [
        ['Contract', described.contract],
        ['Machine', described.machine],
        ['World', described.world],
      ].filter(([, text]) => text !== ''),
      '',
    ),
    '',
    ...paragraph(
      `${plural(profile.stateCount, 'state')} of ${plural(profile.stateLength, 'byte')}, ${plural(profile.transitionCount, 'transition')}, ${plural(profile.stepCount, 'step')}, depth ${profile.levels.length - 1}; ${end}.`,
    ),
    '',
    ...section('Growth', growthLines(profile.levels, stop === null)),
    ...section('Components of the state', componentLines(sized)),
    ...section('Operations', profiledOperations(sized, subject)),
    ...section('Forecast', forecast === null ? [] : forecastLines(sized, forecast)),
    ...section('Earlier forecasts', earlyLines(sized)),
    ...section('Smaller variants', variantLines(sized)),
  ];
}

const rowsMax = 24;

function growthLines(levels: readonly LevelProfile[], isComplete: boolean): string[] {
  const stride = Math.ceil(levels.length / rowsMax);
  const shown = levels.filter(({ depth }) => depth % stride === 0 || depth === levels.length - 1);
  const lines = columns(
    ['depth', 'new states', 'growth', 'transitions'],
    shown.map(({ depth, states, transitions }) => [
      grouped(depth),
      grouped(states),
      depth === 0 ? '' : `x ${(states / levels[depth - 1].states).toFixed(2)}`,
      grouped(transitions),
    ]),
  );
  const notes: string[] = [];
  if (stride > 1) notes.push(`one level in ${stride} is shown; growth is from the level before it`);
  const open = levels.filter(({ states, expanded }) => expanded < states);
  if (!isComplete && open.length > 1) notes.push('the last level is incomplete');
  return notes.length === 0 ? lines : [...lines, ...paragraph(`${notes.join('; ')}.`, '  ', '  ')];
}

/** Below this factor, the others determine a component, or nearly so. */
const factorLeast = 1.005;

function componentLines({ profile }: SizedScope): string[] {
  const { components, stateCount } = profile;
  if (components.length === 0) {
    return paragraph('not available: states of the plain machine have no parts.', '  ', '  ');
  }
  const sorted = components
    .map((one) => ({ ...one, factor: stateCount / one.distinct }))
    .sort((a, b) => b.factor - a.factor || a.name.localeCompare(b.name));
  const large = sorted.filter(({ factor }) => factor >= factorLeast);
  const silent = sorted.filter(({ factor, isGroup }) => factor < factorLeast && !isGroup);
  const lines = large.map(({ name, factor, distinct, isGroup, sampledOneIn }) => {
    const about = sampledOneIn > 1 ? 'about ' : '';
    const left = `${about}${grouped(distinct)} left without it`;
    return [`x ${factor.toFixed(2)}`, `${name}${isGroup ? ' (together)' : ''}: ${left}`];
  });
  const sampled = Math.max(...components.map(({ sampledOneIn }) => sampledOneIn));
  return [
    ...(lines.length === 0 ? [] : table(lines)),
    ...(silent.length === 0
      ? []
      : paragraph(
          `${silent.map(({ name }) => name).join(', ')}: follow from the rest.`,
          '  x 1.00  ',
        )),
    ...(sampled === 1
      ? []
      : paragraph(
          `"about": estimated from one in ${sampled} or fewer of the fingerprints; the standard error is below 0.5 %.`,
          '  ',
          '  ',
        )),
  ];
}

function profiledOperations({ profile, scope }: SizedScope, { scopes }: Subject): string[] {
  const where = scopes.threadCount(scope) > 0 ? 'runs in' : 'enabled';
  return columns(
    [where, 'taken', 'ways', 'new', 'ends', 'steps', 'operation'],
    profile.operations.map((one) => [
      grouped(one.enabled),
      grouped(one.transitions),
      one.enabled === 0 ? '-' : (one.transitions / one.enabled).toFixed(2),
      grouped(one.newStates),
      grouped(one.ended),
      one.transitions === 0 ? '-' : (one.steps / one.transitions).toFixed(1),
      one.label,
    ]),
    'text last',
  );
}

export function sizeJson(result: SizeResult): unknown {
  const [first] = result.scopes;
  return {
    schema: 'tablewalk/size/1',
    tool: result.version,
    revision: first?.scope.revision ?? null,
    states: result.scopes.reduce((sum, { profile }) => sum + profile.stateCount, 0),
    transitions: result.scopes.reduce((sum, { profile }) => sum + profile.transitionCount, 0),
    closed: result.stop === null,
    seconds: result.elapsedMs / 1000,
    scopes: result.scopes.map((scope) => scopeJson(result.subject, scope)),
    coverage: {
      unreached: result.unreached.map(unreachedJson),
      invariants: result.invariants.length,
      neverJudged: result.neverJudged,
    },
    ...limitJson(result.stop),
    interrupted: result.stop?.limit === 'interrupted',
    request: { command: result.command, preset: result.preset },
  };
}

export function unreachedJson({ kind, name, meaning, needs }: Unreached): unknown {
  return { kind, name, meaning, needs };
}

function scopeJson({ scopes }: Subject, sized: SizedScope): unknown {
  const { scope, profile, stop, early, variants, coverage } = sized;
  const factor = (distinct: number): number => profile.stateCount / distinct;
  return {
    scope: scopes.toJson(scope),
    states: profile.stateCount,
    transitions: profile.transitionCount,
    steps: profile.stepCount,
    closed: stop === null,
    ...limitJson(stop),
    stateBytes: profile.stateLength,
    bytesPerState: profile.searchBytes / profile.stateCount,
    memoryBytes: profile.memoryBytes,
    seconds: profile.elapsedMs / 1000,
    levels: profile.levels.map(({ foundAtMs, ...level }) => ({
      ...level,
      foundAtSeconds: foundAtMs / 1000,
    })),
    components: profile.components.map((component) => ({
      name: component.name,
      group: component.isGroup,
      distinct: component.distinct,
      factor: factor(component.distinct),
      sampledOneIn: component.sampledOneIn,
    })),
    operations: profile.operations.map((operation) => ({
      ...operation,
      waysPerState: operation.enabled === 0 ? 0 : operation.transitions / operation.enabled,
    })),
    forecast: forecastJson(sized, sized.forecast),
    earlyForecasts: early.map(({ depth, seen, forecast }) => ({
      depth,
      seen,
      states: intervalJson(forecast.states),
    })),
    variants: variants.map((variant) => ({
      flag: variant.flag,
      states: variant.states,
      closed: variant.stop === null,
      forecast: variant.forecast === null ? null : intervalJson(variant.forecast.states),
    })),
    branches: coverage.steps?.sites ?? null,
    openBranches: coverage.steps?.open ?? null,
  };
}

function forecastJson(sized: SizedScope, forecast: Forecast | null): unknown {
  if (forecast === null) return null;
  const { low, middle, high } = forecast.states;
  const costs = [low, middle, high].map((states) => costOf(sized, states));
  const of = (what: 'bytes' | 'seconds') =>
    intervalJson({ low: costs[0][what], middle: costs[1][what], high: costs[2][what] });
  return {
    states: intervalJson(forecast.states),
    memoryBytes: of('bytes'),
    seconds: of('seconds'),
    nextLevels: forecast.nextLevels.map(intervalJson),
  };
}

/** JSON has no Infinity: null if there is no upper bound. */
function intervalJson({ low, middle, high }: Interval): unknown {
  const finite = (value: number): number | null =>
    Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
  return { low: finite(low), middle: finite(middle), high: finite(high) };
}

function columns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  style: 'numbers' | 'text last' = 'numbers',
): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const last = head.length - 1;
  return all.map((row) => {
    const cells = row.map((cell, column) =>
      style === 'text last' && column === last ? cell : cell.padStart(widths[column]),
    );
    const line = `  ${cells.join('  ')}`.trimEnd();
    return line.length <= lineColumns() ? line : `${line.slice(0, lineColumns() - 3)}...`;
  });
}
