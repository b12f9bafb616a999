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
  const first = fieldTexts(states[0]);
  const steps = schedule.flatMap((action, index) => [
    ...paragraph(action, `${String(index + 1).padStart(2)}. `, '    '),
    ...changeLines(states[index], states[index + 1]),
  ]);
  return [
    ...paragraph(
      [...first].map(([name, value]) => `${name} ${value}`).join(', '),
      ' 0. at the start: ',
      '    ',
    ),
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
