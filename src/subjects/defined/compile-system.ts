/** A defined system as a `System` for searches: fields become bytes, claims become facts. */
import { InputError } from '../../errors.ts';
import type {
  Choose,
  ExplainedSystem,
  Outcome,
  StateComponent,
  TransitionRecord,
} from '../../model/system.ts';
import type { Judged, UserSystem } from '../../model/user-system.ts';
import type { DefinedSystem } from './define-system.ts';
import type { Seen } from './fields.ts';
import { UserFault } from './guarded.ts';
import type { NamedValues, Working } from './state-codec.ts';
import { type KeptTransition, TransitionSample } from './taken-again.ts';

/** A property of a state, or of the change that led to it. */
export interface Observation<State> {
  readonly name: string;
  isSeen(state: Seen<State>, before: Seen<State>): boolean;
}

/** What searches observe of each transition. */
export interface Observations<State> {
  readonly facts: readonly Observation<State>[];
  readonly occasions: readonly Observation<State>[];
}

/** The occasion that every transition is; the others follow it. */
const moved = 'moved';

const bitsMax = 31;

/**
 * Makes the error for a fault. `drawn`: the names of the actions so far, if a walk drew them; null where the
 * system does not know how its state is reached.
 */
export type Explain = (fault: UserFault, drawn: readonly string[] | null) => unknown;

/**
 * Faults in the functions of the system become the error that `explain` makes of a `UserFault`. Throws
 * `InputError` if there is more to observe than a mask has bits.
 */
export function compileSystem<State>(
  defined: DefinedSystem<State>,
  { facts, occasions }: Observations<State>,
  explain: Explain = (fault) => fault,
): UserSystem & ExplainedSystem {
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
  const all = [{ name: moved, isSeen: () => true }, ...occasions];
  return new CompiledSystem(defined, facts, all, explain);
}

class CompiledSystem<State> implements UserSystem, ExplainedSystem {
  readonly stateLength: number;
  readonly factNames: readonly string[];
  readonly occasionNames: readonly string[];
  readonly outcome: Outcome;
  /** The fields. */
  readonly components: readonly StateComponent[];
  readonly operationLabels: readonly string[];
  private readonly defined: DefinedSystem<State>;
  private readonly facts: readonly Observation<State>[];
  private readonly occasions: readonly Observation<State>[];
  private readonly told: { -readonly [Key in keyof Outcome]: Outcome[Key] };
  private readonly loadedBytes: Uint8Array;
  private readonly scratch: Uint8Array;
  private readonly before: Uint8Array;
  private readonly loaded: Working;
  private readonly changed: Working;
  private readonly sample = new TransitionSample();
  private readonly explain: Explain;
  /** Of the walk since the initial state was written. */
  private readonly drawn: string[] = [];
  private isWalking = false;
  private cursor = 0;
  private taken = 0;

  constructor(
    defined: DefinedSystem<State>,
    facts: readonly Observation<State>[],
    occasions: readonly Observation<State>[],
    explain: Explain,
  ) {
    const { codec } = defined;
    this.explain = explain;
    this.defined = defined;
    this.components = codec.components();
    this.operationLabels = defined.actionNames;
    this.stateLength = codec.length;
    this.facts = facts;
    this.factNames = facts.map(({ name }) => name);
    this.occasions = occasions;
    this.occasionNames = occasions.map(({ name }) => name);
    this.loadedBytes = new Uint8Array(codec.length);
    this.scratch = new Uint8Array(codec.length);
    this.before = new Uint8Array(codec.length);
    this.loaded = codec.working();
    this.changed = codec.working();
    const successor = new Uint8Array(codec.length);
    this.told = { successor, facts: 0, occasions: 0, ends: false, steps: 1 };
    this.outcome = this.told;
  }

  writeInitial(target: Uint8Array): void {
    target.set(this.defined.initialBytes);
    this.drawn.length = 0;
  }

  load(states: Uint8Array, offset: number): void {
    for (let index = 0; index < this.stateLength; index++) {
      this.loadedBytes[index] = states[offset + index];
    }
    this.defined.codec.decode(this.loadedBytes, 0, this.loaded);
    this.cursor = 0;
    this.sample.next();
  }

  judgeInitial(): Judged {
    this.load(this.defined.initialBytes, 0);
    try {
      const { initial } = this.defined;
      return {
        facts: seenMask(this.facts, initial, initial),
        occasions: seenMask(this.occasions, initial, initial),
      };
    } catch (error) {
      throw this.located(error, []);
    }
  }

  next(): boolean {
    this.isWalking = false;
    try {
      const { actions } = this.defined;
      while (this.cursor < actions.length) {
        const action = this.cursor++;
        if (this.isEnabled(action)) {
          this.takeChecked(action);
          return true;
        }
      }
      this.checkUnchanged(this.loaded.state, this.loadedBytes);
      return false;
    } catch (error) {
      throw this.located(error);
    }
  }

  draw(choose: Choose): boolean {
    this.isWalking = true;
    try {
      const enabled = [...this.defined.actions.keys()].filter((action) => this.isEnabled(action));
      this.checkUnchanged(this.loaded.state, this.loadedBytes);
      if (enabled.length === 0) return false;
      this.takeChecked(enabled[choose(enabled.length)]);
      this.drawn.push(this.defined.actionNames[this.taken]);
      return true;
    } catch (error) {
      throw this.located(error);
    }
  }

  get operation(): number {
    return this.taken;
  }

  describe(): TransitionRecord {
    return { label: this.defined.actionNames[this.taken] };
  }

  mayStop(): boolean {
    try {
      const answer = this.defined.mayStop(this.loaded.state as Seen<State>);
      this.checkUnchanged(this.loaded.state, this.loadedBytes, 'mayStop');
      return answer;
    } catch (error) {
      throw this.located(error);
    }
  }

  takeSampleAgain(): void {
    this.isWalking = false;
    for (const kept of this.sample.kept) {
      this.load(kept.state, 0);
      try {
        const isEnabled = this.defined.actions[kept.action].isEnabled(
          this.loaded.state as Seen<State>,
        );
        if (isEnabled !== (kept.successor !== null)) this.refuseOtherAnswer(kept.action);
        if (kept.successor === null) continue;
        this.take(kept.action);
        this.checkSame(kept.action, kept.successor, kept.facts, kept.occasions);
      } catch (error) {
        throw this.located(error);
      }
    }
  }

  private isEnabled(action: number): boolean {
    const { actions } = this.defined;
    const state = this.loaded.state as Seen<State>;
    const isEnabled = actions[action].isEnabled(state);
    if (this.sample.isChecked) {
      if (actions[action].isEnabled(state) !== isEnabled) this.refuseOtherAnswer(action);
      if (!isEnabled) this.sample.note({ ...this.keptNow(action), successor: null });
    }
    return isEnabled;
  }

  private takeChecked(action: number): void {
    this.take(action);
    if (!this.sample.isChecked) return;
    const { successor, facts, occasions } = this.told;
    this.before.set(successor);
    this.take(action);
    this.checkSame(action, this.before, facts, occasions);
    this.sample.note(this.keptNow(action));
  }

  private keptNow(action: number): KeptTransition {
    const { successor, facts, occasions } = this.told;
    return { state: this.loadedBytes, action, successor, facts, occasions };
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
    told.facts = seenMask(this.facts, state, before);
    told.occasions = seenMask(this.occasions, state, before);
    this.checkUnchanged(changed.state, told.successor);
  }

  /** A condition that writes would make later transitions start from an unreachable state. */
  private checkUnchanged(
    state: NamedValues,
    bytes: Uint8Array,
    who = 'a condition (when, holds or reached)',
  ): void {
    const { codec } = this.defined;
    codec.encode(state, this.scratch, who);
    if (isSame(this.scratch, bytes)) return;
    throw new InputError(`${who} changed its state; only an effect may do that`);
  }

  private checkSame(action: number, was: Uint8Array, facts: number, occasions: number): void {
    const { successor, facts: factsNow, occasions: occasionsNow } = this.told;
    const name = `action "${this.defined.actionNames[action]}"`;
    if (!isSame(was, successor)) {
      const { codec } = this.defined;
      const [one, other] = [codec.snapshot(was), codec.snapshot(successor)].map((state) =>
        JSON.stringify(state),
      );
      throw new InputError(
        `${name} leads to ${one}, and to ${other} when it is executed again; ${notAFunction}`,
      );
    }
    const names = [
      ...differing(facts ^ factsNow, this.factNames),
      ...differing(occasions ^ occasionsNow, this.occasionNames),
    ];
    if (names.length === 0) return;
    throw new InputError(
      `"${names[0]}" gives another answer when ${name} is taken again; ${notAFunction}`,
    );
  }

  private refuseOtherAnswer(action: number): never {
    throw new InputError(
      `when of action "${this.defined.actionNames[action]}" gives another answer when it is evaluated again; ${notAFunction}`,
    );
  }

  /** With the state in which it happened. A system of another copy of the package has its own error classes. */
  private located(error: unknown, drawn = this.isWalking ? this.drawn : null): unknown {
    if (!(error instanceof Error && error.name === 'InputError')) return error;
    return this.explain(new UserFault(error.message, error.cause, this.loadedBytes.slice()), drawn);
  }
}

const notAFunction =
  'the system is not a function of its state, so it cannot be searched: an effect or a condition depends on something else';

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  for (let index = 0; index < one.length; index++) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}

function differing(mask: number, names: readonly string[]): string[] {
  return names.filter((_, bit) => (mask & (1 << bit)) !== 0);
}

function seenMask<State>(
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
