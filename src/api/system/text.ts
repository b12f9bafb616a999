/** The result of a check, a sample or a replay of a defined system as text: each step with what it changed. */

import { paragraph, plural } from '../../text/paragraph.ts';
import { limitText } from '../../text/stop-text.ts';
import type {
  SystemCheckResult,
  SystemReplayResult,
  SystemSampleResult,
  SystemViolation,
} from './results.ts';

/** Whatever {@link tellSystem} can tell. */
export type SystemResult<State> =
  | SystemCheckResult<State>
  | SystemSampleResult<State>
  | SystemReplayResult<State>;

/** Tells a result in lines of at most 72 columns: the verdict, then each violation step by step. */
export function tellSystem<State>(result: SystemResult<State>): string {
  const violations = result.violations.flatMap((violation) => ['', ...tellViolation(violation)]);
  return [
    ...paragraph(`${result.verdict}: ${covered(result)}`),
    ...goalLines(result),
    ...violations,
  ].join('\n');
}

function covered<State>(result: SystemResult<State>): string {
  if ('left' in result) {
    const followed = plural(result.states.length - 1, 'action');
    const { left } = result;
    return left === null ? `${followed} replayed` : `${followed} replayed, then ${left.reason}`;
  }
  const { stop, depth } = result;
  const walked = 'seed' in result;
  const seen = walked
    ? `${plural(result.runs, 'walk')}, ${plural(result.transitions, 'transition')}, depth ${depth}, seed ${result.seed}`
    : `${plural(result.states, 'state')}, ${plural(result.transitions, 'transition')}, depth ${depth}`;
  const reservation = result.verdict === 'undecided' ? '; this proves nothing about the rest' : '';
  return `${seen}${stop === null ? '' : `, stopped by ${limitText(stop)}`}${reservation}`;
}

function goalLines<State>(result: SystemResult<State>): string[] {
  if ('left' in result) return [];
  return result.goals
    .filter(({ verdict }) => verdict === 'not-reached')
    .flatMap(({ goal }) => paragraph(`${goal.id}: ${goal.claim}`, 'never reached: ', '  '));
}

/** The claim, then each action with the fields that it changed. */
function tellViolation<State>({ invariant, schedule, states }: SystemViolation<State>): string[] {
  const first = valuesOf(states[0]);
  const steps = schedule.flatMap((action, index) => [
    ...paragraph(action, `${String(index + 1).padStart(2)}. `, '    '),
    ...changes(valuesOf(states[index]), valuesOf(states[index + 1])),
  ]);
  const deadlock = invariant.id === 'no-deadlock' ? ['    now nothing can happen'] : [];
  return [
    ...paragraph(`${invariant.id} is violated`),
    ...paragraph(invariant.claim),
    '',
    ...paragraph(
      [...first].map(([name, value]) => `${name} ${value}`).join(', '),
      ' 0. at the start: ',
      '    ',
    ),
    ...steps,
    ...deadlock,
  ];
}

/** Each value of a state by its name, those of lists by name and index. */
function valuesOf(state: object): Map<string, string> {
  return new Map(
    Object.entries(state).flatMap(([name, value]: [string, unknown]) =>
      Array.isArray(value)
        ? value.map((one, index): [string, string] => [`${name}[${index}]`, String(one)])
        : [[name, String(value)] satisfies [string, string]],
    ),
  );
}

function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const changed = [...after].filter(([name, value]) => before.get(name) !== value);
  if (changed.length === 0) return ['      nothing changes'];
  return changed.flatMap(([name, value]) =>
    paragraph(`${name}: ${before.get(name)} -> ${value}`, '      '),
  );
}
