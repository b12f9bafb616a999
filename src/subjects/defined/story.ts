/** The story of a schedule: each action with the fields that it changed. */
import type { ExecutedPart } from '../../subject/execution.ts';
import type { Story, SubjectStory } from '../../subject/story.ts';
import { paragraph } from '../../text/paragraph.ts';
import { type DefinedSystem, initialStateName, noDeadlock } from './define-system.ts';
import { definedState, executorOf } from './execution.ts';

interface ScheduledActions {
  /** Names of actions. */
  readonly schedule: readonly string[];
  /** The initial state, then the state after each action. */
  readonly states: readonly object[];
  /** True if no action is possible at the end. */
  readonly isStuck: boolean;
}

/** The initial state, then each action with the fields that it changed. */
export function actionLines({ schedule, states, isStuck }: ScheduledActions): string[] {
  const steps = schedule.flatMap((action, index) => [
    ...paragraph(action, `${String(index + 1).padStart(2)}. `, '    '),
    ...changeLines(states[index], states[index + 1]),
  ]);
  return [
    ...paragraph(initialTexts(states[0]).join(', '), ' 0. at the start: ', '    '),
    ...steps,
    ...(isStuck ? ['    now no action is possible'] : []),
  ];
}

export function definedStory<State>(
  defined: DefinedSystem<State>,
  file: string | null,
): SubjectStory {
  return {
    modelled: file ?? 'the system',
    ...(file !== null && { file }),
    places: () => [],
    operationText: ({ label }: Pick<ExecutedPart, 'label'>) => label,
    operationLines({ counterexample, invariant }: Story): string[] {
      const { operations } = executorOf(defined, { invariants: [] }).execute(counterexample);
      const actions = operations.filter(({ label }) => label !== initialStateName);
      return actionLines({
        schedule: actions.map(({ label }) => label),
        states: [defined.initial, ...actions.map(({ state }) => definedState(defined, state))],
        isStuck: invariant.id === noDeadlock.id,
      });
    },
    canBeSearched: () => file !== null,
    placesOf: () => [],
    functionOf: () => null,
    callCount: ({ operations }) => operations.length,
  };
}

function changeLines(before: object, after: object): string[] {
  const changed = changedValues(before, after);
  if (changed.length === 0) return ['      nothing changes'];
  return changed.flatMap((text) => paragraph(text, '      '));
}

/** Equal elements of a list that are fewer than this are written one by one. */
const runLeast = 4;

/** Each value of the initial state; a run of equal elements of a list is one: `free[0..63] true`. */
function initialTexts(state: object): string[] {
  return Object.entries(state).flatMap(([name, value]: [string, unknown]) => {
    if (!Array.isArray(value)) return [`${name} ${value}`];
    const texts: string[] = [];
    for (let from = 0; from < value.length; ) {
      const differing = value.findIndex((one, index) => index > from && one !== value[from]);
      const end = differing < 0 ? value.length : differing;
      if (end - from >= runLeast) texts.push(`${name}[${from}..${end - 1}] ${value[from]}`);
      else for (let at = from; at < end; at++) texts.push(`${name}[${at}] ${value[at]}`);
      from = end;
    }
    return texts;
  });
}

/** Each value of a state by its name, elements of lists by name and index. */
function fieldTexts(state: object): Map<string, string> {
  return new Map(
    Object.entries(state).flatMap(([name, value]: [string, unknown]) =>
      Array.isArray(value)
        ? value.map((one, index): [string, string] => [`${name}[${index}]`, String(one)])
        : [[name, String(value)] satisfies [string, string]],
    ),
  );
}

/** The differences, a text for each value. */
export function changedValues(before: object, after: object): string[] {
  const was = fieldTexts(before);
  return [...fieldTexts(after)]
    .filter(([name, value]) => was.get(name) !== value)
    .map(([name, value]) => `${name}: ${was.get(name)} -> ${value}`);
}
