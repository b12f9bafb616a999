/** A defined system as the `System` that searches see: fields become bytes, claims become facts. */
import { InputError } from '../../errors.ts';
import type { Choose, Outcome, System, TransitionRecord } from '../system.ts';
import type { DefinedSystem } from './define-system.ts';
import type { Seen } from './fields.ts';
import type { Working } from './state-codec.ts';

/** Something that can be seen in a state, or in the change that led to it. */
export interface Observation<State> {
  readonly name: string;
  isSeen(state: Seen<State>, before: Seen<State>): boolean;
}

/** What searches are to be told of each transition. */
export interface Observations<State> {
  readonly facts: readonly Observation<State>[];
  readonly occasions: readonly Observation<State>[];
}

/** The occasion that every transition is; the others follow it. */
export const moved = 'moved';

const bitsMax = 31;

/** Throws `InputError` if there is more to observe than a mask has bits. */
export function compileSystem<State>(
  defined: DefinedSystem<State>,
  { facts, occasions }: Observations<State>,
): System {
  if (facts.length > bitsMax) {
    throw new InputError(
      `${facts.length} invariants are given; one check takes at most ${bitsMax}`,
    );
  }
  if (occasions.length > bitsMax - 1) {
    throw new InputError(
      `${occasions.length} goals are given; one check takes at most ${bitsMax - 1}`,
    );
  }
  return new CompiledSystem(defined, facts, [{ name: moved, isSeen: () => true }, ...occasions]);
}

class CompiledSystem<State> implements System {
  readonly stateLength: number;
  readonly factNames: readonly string[];
  readonly occasionNames: readonly string[];
  readonly outcome: Outcome;
  private readonly defined: DefinedSystem<State>;
  private readonly facts: readonly Observation<State>[];
  private readonly occasions: readonly Observation<State>[];
  private readonly told: { -readonly [Key in keyof Outcome]: Outcome[Key] };
  private readonly loadedBytes: Uint8Array;
  private readonly scratch: Uint8Array;
  private readonly loaded: Working;
  private readonly changed: Working;
  private cursor = 0;
  private taken = 0;

  constructor(
    defined: DefinedSystem<State>,
    facts: readonly Observation<State>[],
    occasions: readonly Observation<State>[],
  ) {
    const { codec } = defined;
    this.defined = defined;
    this.stateLength = codec.length;
    this.facts = facts;
    this.factNames = facts.map(({ name }) => name);
    this.occasions = occasions;
    this.occasionNames = occasions.map(({ name }) => name);
    this.loadedBytes = new Uint8Array(codec.length);
    this.scratch = new Uint8Array(codec.length);
    this.loaded = codec.working();
    this.changed = codec.working();
    const successor = new Uint8Array(codec.length);
    this.told = { successor, facts: 0, occasions: 0, ends: false, steps: 1 };
    this.outcome = this.told;
  }

  writeInitial(target: Uint8Array): void {
    target.set(this.defined.initialBytes);
  }

  load(states: Uint8Array, offset: number): void {
    for (let index = 0; index < this.stateLength; index++) {
      this.loadedBytes[index] = states[offset + index];
    }
    this.defined.codec.decode(this.loadedBytes, 0, this.loaded);
    this.cursor = 0;
  }

  next(): boolean {
    const { actions } = this.defined;
    while (this.cursor < actions.length) {
      const action = this.cursor++;
      if (this.isEnabled(action)) {
        this.take(action);
        return true;
      }
    }
    this.checkUnchanged();
    return false;
  }

  draw(choose: Choose): boolean {
    const enabled = [...this.defined.actions.keys()].filter((action) => this.isEnabled(action));
    this.checkUnchanged();
    if (enabled.length === 0) return false;
    this.take(enabled[choose(enabled.length)]);
    return true;
  }

  describe(): TransitionRecord {
    return { label: this.defined.actionNames[this.taken] };
  }

  mayStop(): boolean {
    return this.defined.mayStop(this.loaded.state as Seen<State>);
  }

  private isEnabled(action: number): boolean {
    return this.defined.actions[action].when?.(this.loaded.state as Seen<State>) ?? true;
  }

  private take(action: number): void {
    const { actions, actionNames, codec } = this.defined;
    const { changed, loaded, told } = this;
    this.taken = action;
    codec.decode(this.loadedBytes, 0, changed);
    actions[action].effect(changed.state as State);
    codec.encode(changed.state, told.successor, `action "${actionNames[action]}"`);
    const state = changed.state as Seen<State>;
    const before = loaded.state as Seen<State>;
    told.facts = maskOf(this.facts, state, before);
    told.occasions = maskOf(this.occasions, state, before);
  }

  /** A condition that writes would make later transitions start from a state that nobody reached. */
  private checkUnchanged(): void {
    const { codec } = this.defined;
    codec.encode(this.loaded.state, this.scratch, 'a condition');
    if (this.scratch.some((byte, index) => byte !== this.loadedBytes[index])) {
      throw new InputError(
        'a condition (when, holds or reached) changed the state that it was asked about; only an effect may',
      );
    }
  }
}

function maskOf<State>(
  observations: readonly Observation<State>[],
  state: Seen<State>,
  before: Seen<State>,
): number {
  let mask = 0;
  for (let bit = 0; bit < observations.length; bit++) {
    if (observations[bit].isSeen(state, before)) mask |= 1 << bit;
  }
  return mask;
}
