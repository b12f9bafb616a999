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
import { namesIn, type Observations, seenMask } from './claims.ts';
import type { DefinedSystem } from './define-system.ts';
import { UserFault } from './guarded.ts';
import { type KeptTransition, TransitionSample } from './taken-again.ts';
import { areSameBytes, isInputError, Transitions } from './transitions.ts';

/** The occasion of every transition; the others follow it. */
const moved = 'moved';

const bitsMax = 31;

/**
 * Creates the error for a fault. `drawn`: the names of the actions so far, if a walk drew them; null
 * if the system does not know how its state was reached.
 */
export type Explain = (fault: UserFault, drawn: readonly string[] | null) => unknown;

/**
 * `takenActions`: by action, 1 once it has been taken. `explain` turns each `UserFault` in the
 * functions of the system into an error. Throws `InputError` if there are more observations than bits
 * in a mask.
 */
export function compileSystem<State>(
  defined: DefinedSystem<State>,
  { facts, occasions }: Observations<State>,
  explain: Explain = (fault) => fault,
  takenActions: Uint8Array = new Uint8Array(defined.actions.length),
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
  return new CompiledSystem(defined, { facts, occasions: all }, explain, takenActions);
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
  private readonly observed: Observations<State>;
  private readonly transitions: Transitions<State>;
  private readonly before: Uint8Array;
  private readonly sample = new TransitionSample();
  private readonly explain: Explain;
  private readonly takenActions: Uint8Array;
  /** Actions of the walk since the initial state was written. */
  private readonly drawn: string[] = [];
  private isWalking = false;
  private cursor = 0;
  private taken = 0;

  constructor(
    defined: DefinedSystem<State>,
    observed: Observations<State>,
    explain: Explain,
    takenActions: Uint8Array,
  ) {
    const { codec } = defined;
    this.explain = explain;
    this.takenActions = takenActions;
    this.defined = defined;
    this.components = codec.components();
    this.operationLabels = defined.actionNames;
    this.stateLength = codec.length;
    this.observed = observed;
    this.factNames = observed.facts.map(({ name }) => name);
    this.occasionNames = observed.occasions.map(({ name }) => name);
    this.before = new Uint8Array(codec.length);
    this.transitions = new Transitions(defined, observed);
    this.outcome = this.transitions.outcome;
  }

  writeInitial(target: Uint8Array): void {
    target.set(this.defined.initialBytes);
    this.drawn.length = 0;
  }

  load(states: Uint8Array, offset: number): void {
    this.transitions.load(states, offset);
    this.cursor = 0;
    this.sample.next();
  }

  judgeInitial(): Judged {
    this.load(this.defined.initialBytes, 0);
    try {
      const { initial } = this.defined;
      return {
        facts: seenMask(this.observed.facts, initial, initial),
        occasions: seenMask(this.observed.occasions, initial, initial),
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
      this.transitions.checkUnchanged();
      return false;
    } catch (error) {
      throw this.located(error);
    }
  }

  draw(choose: Choose): boolean {
    this.isWalking = true;
    try {
      const enabled = [...this.defined.actions.keys()].filter((action) => this.isEnabled(action));
      this.transitions.checkUnchanged();
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
      const answer = this.defined.mayStop(this.transitions.state);
      this.transitions.checkUnchanged('mayStop');
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
        if (this.transitions.isEnabled(kept.action) !== (kept.successor !== null))
          this.refuseOtherAnswer(kept.action);
        if (kept.successor === null) continue;
        this.take(kept.action);
        this.checkSame(kept.action, kept.successor, kept.facts, kept.occasions);
      } catch (error) {
        throw this.located(error);
      }
    }
  }

  private isEnabled(action: number): boolean {
    const { transitions } = this;
    const isEnabled = transitions.isEnabled(action);
    if (this.sample.isChecked) {
      if (transitions.isEnabled(action) !== isEnabled) this.refuseOtherAnswer(action);
      if (!isEnabled) this.sample.note({ ...this.keptNow(action), successor: null });
    }
    return isEnabled;
  }

  private takeChecked(action: number): void {
    this.take(action);
    if (!this.sample.isChecked) return;
    const { successor, facts, occasions } = this.outcome;
    this.before.set(successor);
    this.take(action);
    this.checkSame(action, this.before, facts, occasions);
    this.sample.note(this.keptNow(action));
  }

  private take(action: number): void {
    this.taken = action;
    this.takenActions[action] = 1;
    this.transitions.take(action);
  }

  private keptNow(action: number): KeptTransition {
    const { successor, facts, occasions } = this.outcome;
    return { state: this.transitions.bytes, action, successor, facts, occasions };
  }

  private checkSame(action: number, was: Uint8Array, facts: number, occasions: number): void {
    const { successor, facts: factsNow, occasions: occasionsNow } = this.outcome;
    const name = `action "${this.defined.actionNames[action]}"`;
    if (!areSameBytes(was, successor)) {
      const { codec } = this.defined;
      const [one, other] = [codec.snapshot(was), codec.snapshot(successor)].map((state) =>
        JSON.stringify(state),
      );
      throw new InputError(
        `${name} leads to ${one}, and to ${other} when it is executed again; ${notAFunction}`,
      );
    }
    const names = [
      ...namesIn(facts ^ factsNow, this.factNames),
      ...namesIn(occasions ^ occasionsNow, this.occasionNames),
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

  /** Adds the state of the fault, and the schedule. */
  private located(error: unknown, drawn = this.isWalking ? this.drawn : null): unknown {
    if (!isInputError(error)) return error;
    if (error instanceof UserFault && error.after !== undefined) {
      try {
        this.judgeInitial();
      } catch (first) {
        // The initial state needs no schedule.
        if (isInputError(first) && first.message.startsWith(error.message)) return first;
      }
      return this.explain(error, drawn && [...drawn, error.after]);
    }
    const state = this.transitions.bytes.slice();
    return this.explain(new UserFault(error.message, error.cause, { state }), drawn);
  }
}

const notAFunction =
  'the system is not a function of its state, so it cannot be searched: an effect or a condition depends on something else';
