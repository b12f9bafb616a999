/** A finite transition system over named fields, as a user writes it: fields, actions, and claims about them. */
import { InputError } from '../../errors.ts';
import type { Fields, Seen, StateOf } from './fields.ts';
import { type NamedValues, StateCodec } from './state-codec.ts';

/** One thing that can happen, indivisibly. */
export interface Action<State> {
  /** What a schedule calls it; no two actions of a system have the same name. */
  readonly name: string;
  /** Whether it can happen in this state; without it, it always can. Must not change the state. */
  when?(state: Seen<State>): boolean;
  /** Changes the state in place. What it writes must be values of the fields. */
  effect(state: State): void;
}

/** What {@link defineSystem} is given beside the fields: where a run begins, and what can happen in it. */
export interface Behaviour<Named extends Fields> {
  /** Values of the initial state that are not the first ones of their fields. */
  readonly initial?: Partial<StateOf<Named>>;
  /** All that can happen. Their order is the order in which a search tries them. */
  readonly actions: readonly Action<StateOf<Named>>[];
  /** Whether a run may end in this state: without it a state in which nothing can happen is a deadlock. */
  mayStop?(state: Seen<StateOf<Named>>): boolean;
}

/** A finite transition system, made by {@link defineSystem}. It holds no state and can be checked many times. */
export interface DefinedSystem<State> {
  /** Where every run begins. */
  readonly initial: Seen<State>;
  /** The names of the actions, of which schedules are made. */
  readonly actionNames: readonly string[];
  /** @internal */
  readonly actions: readonly Action<State>[];
  /** @internal */
  readonly codec: StateCodec;
  /** The initial state as bytes. @internal */
  readonly initialBytes: Uint8Array;
  /** @internal */
  mayStop(state: Seen<State>): boolean;
}

/** A claim that must be true of every state that can be reached, made by {@link invariant}. */
export interface SystemInvariant<State> {
  /** Its name in results. */
  readonly id: string;
  /** The claim as a sentence that is true when the system is right. */
  readonly claim: string;
  /**
   * Whether the claim is true of the state. `before` is the state before the action that led to it,
   * and at the start the initial state itself. Must change neither.
   */
  holds(state: Seen<State>, before: Seen<State>): boolean;
}

/** Something that must be possible, made by {@link goal}: guards against a system in which nothing happens. */
export interface SystemGoal<State> {
  /** Its name in results. */
  readonly id: string;
  /** What must be possible, as a sentence. */
  readonly claim: string;
  /** Whether the state is one in which it happened. */
  reached(state: Seen<State>): boolean;
}

/**
 * Defines a finite transition system: named fields, and actions that change them. The states are
 * what the actions can reach from the initial one.
 *
 * @throws InputError if an action is named twice, there is none, or `initial` does not fit the fields.
 */
export function defineSystem<Named extends Fields>(
  fields: Named,
  behaviour: Behaviour<Named>,
): DefinedSystem<StateOf<Named>> {
  // Two arguments, so that the types of the fields are known before those of the actions are asked for.
  const { initial = {}, actions } = behaviour;
  const actionNames = actions.map(({ name }) => name);
  checkNames('action', actionNames);
  const unknown = Object.keys(initial).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) {
    throw new InputError(
      `initial has unknown field "${unknown}"; known are ${Object.keys(fields).join(', ')}`,
    );
  }
  const codec = new StateCodec(fields);
  const initialBytes = new Uint8Array(codec.length);
  codec.encode({ ...firstValues(fields), ...initial }, initialBytes, 'initial');
  return {
    initial: codec.snapshot(initialBytes) as Seen<StateOf<Named>>,
    actionNames,
    actions,
    codec,
    initialBytes,
    mayStop: (state) => behaviour.mayStop?.(state) ?? false,
  };
}

function firstValues(fields: Fields): NamedValues {
  return Object.fromEntries(Object.entries(fields).map(([name, { first }]) => [name, first]));
}

/** Throws `InputError` unless there is a name, none is empty and no two are equal. */
export function checkNames(what: string, names: readonly string[]): void {
  if (names.length === 0) throw new InputError(`no ${what} is given; there must be at least one`);
  if (names.includes('')) throw new InputError(`an ${what} has an empty name`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InputError(`two ${what}s are named "${twice}"; each needs a name of its own`);
  }
}

/** Makes a claim that must be true of every reachable state; the type of the state is inferred. */
export function invariant<State>(definition: SystemInvariant<State>): SystemInvariant<State> {
  return definition;
}

/** Makes a claim that some reachable state is as `reached` says. */
export function goal<State>(definition: SystemGoal<State>): SystemGoal<State> {
  return definition;
}

/**
 * The claim that something can always happen, unless `mayStop` says that a run may end there. It is
 * judged by the search itself: a state knows nothing of its transitions.
 */
export const noDeadlock: SystemInvariant<unknown> = {
  id: 'no-deadlock',
  claim: 'Something can always happen, unless the run may stop.',
  holds: () => true,
};
