/**
 * A finite transition system over named fields, as written by a user: fields, actions, and claims about them.
 */
import { InputError } from '../../errors.ts';
import {
  anything,
  checkGiven,
  functionGiven,
  isPlain,
  listGiven,
  objectGiven,
  refuseGiven,
  refuseUnknown,
  textGiven,
  type ValueCheck,
} from '../../input/given.ts';
import { checkFields, type Fields, type Seen, type StateOf } from './fields.ts';
import { guardedCondition, guardedEffect } from './guarded.ts';
import { type NamedValues, StateCodec } from './state-codec.ts';

/** The operation of a counterexample without actions: the initial state violates the claim. */
export const initialStateName = '(initial state)';

/** An indivisible action. */
export interface Action<State> {
  /** Its name in schedules; names of actions are unique. */
  readonly name: string;
  /**
   * Whether it is possible in this state; default: always. Returns true or false, and must not change the
   * state.
   */
  when?(state: Seen<State>): boolean;
  /**
   * Changes the state in place, synchronously: it must not be async. Values must be values of the fields,
   * and depend only on the state.
   */
  effect(state: State): void;
}

/** The input of {@link defineSystem} besides the fields: the initial state, and the actions. */
export interface Behaviour<Named extends Fields> {
  /**
   * Values of the initial state, an object with some of the fields. An omitted field starts with its
   * first value: the minimum of a range, false, or the first word; each element of a list likewise.
   */
  readonly initial?: Partial<StateOf<Named>>;
  /** All actions. Their order is the order in which a search tries them. */
  readonly actions: readonly Action<StateOf<Named>>[];
  /** Whether a run may end in this state; if not, a state without possible actions is a deadlock. */
  mayStop?(state: Seen<StateOf<Named>>): boolean;
}

/** The form of an action for searches. @internal */
export interface GuardedAction<State> {
  isEnabled(state: Seen<State>): boolean;
  effect(state: State): void;
}

/** A finite transition system, made by {@link defineSystem}. It holds no state and can be checked many times. */
export interface DefinedSystem<State> {
  /** The initial state of every run. */
  readonly initial: Seen<State>;
  /** The names of the actions, used in schedules. */
  readonly actionNames: readonly string[];
  /** @internal */
  readonly actions: readonly GuardedAction<State>[];
  /** @internal */
  readonly codec: StateCodec;
  /** The initial state as bytes. @internal */
  readonly initialBytes: Uint8Array;
  /** @internal */
  mayStop(state: Seen<State>): boolean;
}

/** A claim that must be true of every reachable state, made by {@link invariant}. */
export interface SystemInvariant<State> {
  /** Its name in results. */
  readonly id: string;
  /** The claim as a sentence that is true when the system is right. */
  readonly claim: string;
  /**
   * Whether the claim is true of the state. `before` is the state before the last action, and initially the
   * initial state itself. Must change neither.
   */
  holds(state: Seen<State>, before: Seen<State>): boolean;
}

/** A state that must be reachable, made by {@link goal}: guards against a system in which nothing happens. */
export interface SystemGoal<State> {
  /** Its name in results. */
  readonly id: string;
  /** The goal as a sentence. */
  readonly claim: string;
  /** Whether the state reaches the goal. */
  reached(state: Seen<State>): boolean;
}

/**
 * Defines a finite transition system: named fields, and actions that change them. The states are those that
 * the actions can reach from the initial one.
 *
 * @throws InputError if an action is named twice, if there is none, or if `initial` does not fit the fields.
 */
export function defineSystem<Named extends Fields>(
  fields: Named,
  behaviour: Behaviour<Named>,
): DefinedSystem<StateOf<Named>> {
  // Two arguments, so that the types of the fields are inferred before those of the actions.
  checkFields(fields);
  checkGiven('behaviour', behaviour, behaviourKinds);
  const { initial = {}, actions = [], mayStop } = behaviour;
  for (const [index, { name, effect }] of actions.entries()) {
    textGiven(`behaviour.actions[${index}].name`, name);
    functionGiven(`behaviour.actions[${index}].effect`, effect);
  }
  const actionNames = actions.map(({ name }) => name);
  checkNames('action', actionNames);
  if (actionNames.includes(initialStateName)) {
    throw new InputError(
      `an action is named "${initialStateName}"; in schedules this is the start of a run`,
    );
  }
  if (!isPlain(initial)) {
    refuseGiven(
      'initial',
      initial,
      `an object with values of fields: ${Object.keys(fields).join(', ')}`,
    );
  }
  refuseUnknown('initial', Object.keys(initial), Object.keys(fields));
  const codec = new StateCodec(fields);
  const initialBytes = new Uint8Array(codec.length);
  codec.encode({ ...firstValues(fields), ...initial }, initialBytes, 'initial');
  return {
    initial: frozen(codec.snapshot(initialBytes)) as Seen<StateOf<Named>>,
    actionNames,
    actions: actions.map((action) => guardedAction(action)),
    codec,
    initialBytes,
    mayStop:
      mayStop === undefined
        ? () => false
        : guardedCondition('mayStop', (state) => mayStop.call(behaviour, state)),
  };
}

const behaviourKinds = {
  initial: anything,
  actions: listGiven(
    'actions',
    objectGiven({ name: textGiven, when: functionGiven, effect: functionGiven }),
  ),
  mayStop: functionGiven,
};

/** Throws `InputError` unless it was made by {@link defineSystem}. */
export function checkDefined(system: unknown): void {
  const isDefined = typeof system === 'object' && system !== null && 'initialBytes' in system;
  if (!isDefined) refuseGiven('the system', system, 'what defineSystem returns');
}

function guardedAction<State>(action: Action<State>): GuardedAction<State> {
  const { name, when, effect } = action;
  return {
    isEnabled:
      when === undefined
        ? () => true
        : guardedCondition(`when of action "${name}"`, (state: Seen<State>) =>
            when.call(action, state),
          ),
    effect: guardedEffect(`action "${name}"`, (state: State) => effect.call(action, state)),
  };
}

function firstValues(fields: Fields): NamedValues {
  return Object.fromEntries(Object.entries(fields).map(([name, { first }]) => [name, first]));
}

/** A state that is passed to claims and kept in results: it must not be changed. */
export function frozen(state: NamedValues): NamedValues {
  for (const value of Object.values(state)) Object.freeze(value);
  return Object.freeze(state);
}

/** Throws `InputError` unless there is a name, none is empty and no two are equal. */
export function checkNames(what: string, names: readonly string[]): void {
  if (names.length === 0) throw new InputError(`no ${what} is given; there must be at least one`);
  if (names.includes('')) throw new InputError(`an ${what} has an empty name`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InputError(`two ${what}s are named "${twice}"; names must be unique`);
  }
}

/** An invariant: `id`, `claim` and `holds`. */
export const invariantGiven: ValueCheck = claimGiven({ holds: functionGiven });

/** A goal: `id`, `claim` and `reached`. */
export const goalGiven: ValueCheck = claimGiven({ reached: functionGiven });

function claimGiven(judge: Readonly<Record<string, ValueCheck>>): ValueCheck {
  const kinds = { id: textGiven, claim: textGiven, ...judge };
  return (what, value) => {
    checkGiven(what, value, kinds);
    for (const [name, kind] of Object.entries(kinds)) {
      kind(`${what}.${name}`, Reflect.get(Object(value), name));
    }
  };
}

/**
 * Makes a claim that must be true of every reachable state; the type of the state is inferred.
 *
 * @throws InputError if a field is missing, unknown or of the wrong kind.
 */
export function invariant<State>(definition: SystemInvariant<State>): SystemInvariant<State> {
  invariantGiven('the invariant', definition);
  return definition;
}

/**
 * Makes a claim that `reached` is true of some reachable state.
 *
 * @throws InputError if a field is missing, unknown or of the wrong kind.
 */
export function goal<State>(definition: SystemGoal<State>): SystemGoal<State> {
  goalGiven('the goal', definition);
  return definition;
}

/**
 * The claim that an action is always possible, unless `mayStop` says that a run may end there. Judged by the
 * search itself: a state does not contain its transitions.
 */
export const noDeadlock: SystemInvariant<unknown> = {
  id: 'no-deadlock',
  claim: 'An action is always possible, unless the run may stop.',
  holds: () => true,
};
