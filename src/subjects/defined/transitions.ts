/**
 * Executes one action after the other: takes a state as bytes, returns its successor and the observations.
 */
import { InputError } from '../../errors.ts';
import type { Outcome } from '../../model/system.ts';
import { type Observations, seenMask } from './claims.ts';
import type { DefinedSystem } from './define-system.ts';
import type { Seen } from './fields.ts';
import { UserFault } from './guarded.ts';
import type { NamedValues, Working } from './state-codec.ts';

type Mutable<Of> = { -readonly [Key in keyof Of]: Of[Key] };

export class Transitions<State> {
  /** The loaded state. */
  readonly bytes: Uint8Array;
  /** Data of the last action. */
  readonly outcome: Mutable<Outcome>;
  private readonly defined: DefinedSystem<State>;
  private readonly observed: Observations<State>;
  private readonly loaded: Working;
  private readonly changed: Working;
  private readonly scratch: Uint8Array;

  constructor(defined: DefinedSystem<State>, observed: Observations<State>) {
    const { codec } = defined;
    this.defined = defined;
    this.observed = observed;
    this.bytes = new Uint8Array(codec.length);
    this.scratch = new Uint8Array(codec.length);
    this.loaded = codec.working();
    this.changed = codec.working();
    const successor = new Uint8Array(codec.length);
    this.outcome = { successor, facts: 0, occasions: 0, ends: false, steps: 1 };
  }

  load(states: Uint8Array, offset: number): void {
    const { bytes } = this;
    for (let index = 0; index < bytes.length; index++) bytes[index] = states[offset + index];
    this.defined.codec.decode(bytes, 0, this.loaded);
  }

  get state(): Seen<State> {
    return this.loaded.state as Seen<State>;
  }

  isEnabled(action: number): boolean {
    return this.defined.actions[action].isEnabled(this.state);
  }

  take(action: number): void {
    const { actions, actionNames, codec } = this.defined;
    const { changed, outcome } = this;
    codec.decode(this.bytes, 0, changed);
    actions[action].effect(changed.state as State);
    codec.encode(changed.state, outcome.successor, `action "${actionNames[action]}"`);
    try {
      this.observe(changed.state);
    } catch (error) {
      throw faultAfter(actionNames[action], outcome.successor, error);
    }
  }

  /** A condition that writes would make later transitions start from an unreachable state. */
  checkUnchanged(who?: string): void {
    this.checkHolds(this.loaded.state, this.bytes, who);
  }

  private observe(after: NamedValues): void {
    const { outcome, observed } = this;
    outcome.facts = seenMask(observed.facts, after as Seen<State>, this.state);
    outcome.occasions = seenMask(observed.occasions, after as Seen<State>, this.state);
    this.checkHolds(after, outcome.successor);
  }

  private checkHolds(
    state: NamedValues,
    bytes: Uint8Array,
    who = 'a condition (when, holds or reached)',
  ): void {
    this.defined.codec.encode(state, this.scratch, who);
    if (areSameBytes(this.scratch, bytes)) return;
    throw new InputError(`${who} changed its state; only an effect may do that`);
  }
}

/** A fault in a claim about the state after the action. */
function faultAfter(action: string, state: Uint8Array, error: unknown): unknown {
  if (!isInputError(error)) return error;
  return new UserFault(error.message, error.cause, { state: state.slice(), after: action });
}

/** A system from another copy of the package has its own error classes. */
export function isInputError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'InputError';
}

export function areSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  for (let index = 0; index < one.length; index++) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}
