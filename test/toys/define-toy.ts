/** Makes a `System` from a list of guarded transitions: small enough to count its states by hand. */
import { noDeadlockId } from '../../src/explorer/claims.ts';
import type { Goal, Invariant } from '../../src/invariants/invariant.ts';
import type { Choose, Outcome, System, TransitionRecord } from '../../src/model/system.ts';

export interface ToyTransition {
  readonly label: string;
  readonly guard: (state: Uint8Array) => boolean;
  /** Changes the state in place. */
  readonly apply: (state: Uint8Array) => void;
  /** Indivisible steps; 1 if not said. */
  readonly steps?: number;
  /** The path ends with this transition. */
  readonly ends?: boolean;
}

export interface Toy {
  readonly bytes: number;
  /** The first bytes of the initial state; the rest is zero. */
  readonly initial?: readonly number[];
  readonly transitions: readonly ToyTransition[];
  /** Facts of a transition, asked about the state it leads to. */
  readonly facts?: Readonly<Record<string, (state: Uint8Array) => boolean>>;
  /** Occasions of a transition, asked about the state it leads to; `moved` always is one. */
  readonly occasions?: Readonly<Record<string, (state: Uint8Array) => boolean>>;
  readonly mayStop?: (state: Uint8Array) => boolean;
}

export function defineToy(toy: Toy): System {
  return new ToySystem(toy);
}

/** The claim that the fact never happens, judged on every transition. */
export function never(system: System, fact: string): Invariant {
  return {
    id: `no-${fact}`,
    claim: `There is never: ${fact}.`,
    matters: 'It is what the toy is about.',
    violatedBy: maskOf(system.factNames, fact),
    judgedOn: maskOf(system.occasionNames, 'moved'),
  };
}

export const noDeadlock: Invariant = {
  id: noDeadlockId,
  claim: 'Somebody can always move, unless all is done.',
  matters: 'The system hangs.',
  violatedBy: 0,
  judgedOn: 0,
};

/** The claim that the occasion can arise. */
export function sometimes(system: System, occasion: string): Goal {
  return {
    id: occasion,
    claim: `There can be: ${occasion}.`,
    reachedOn: maskOf(system.occasionNames, occasion),
  };
}

function maskOf(names: readonly string[], name: string): number {
  const bit = names.indexOf(name);
  if (bit < 0) {
    throw new Error(`the toy does not know ${name}; it knows ${names.join(', ')}`);
  }
  return 1 << bit;
}

class ToySystem implements System {
  readonly stateLength: number;
  readonly factNames: readonly string[];
  readonly occasionNames: readonly string[];
  readonly outcome: Outcome;
  private readonly toy: Toy;
  private readonly facts: readonly ((state: Uint8Array) => boolean)[];
  private readonly occasions: readonly ((state: Uint8Array) => boolean)[];
  private readonly told: { -readonly [Key in keyof Outcome]: Outcome[Key] };
  private readonly loaded: Uint8Array;
  private cursor = 0;
  private taken = 0;

  constructor(toy: Toy) {
    this.toy = toy;
    this.stateLength = toy.bytes;
    this.facts = Object.values(toy.facts ?? {});
    this.factNames = Object.keys(toy.facts ?? {});
    this.occasions = [() => true, ...Object.values(toy.occasions ?? {})];
    this.occasionNames = ['moved', ...Object.keys(toy.occasions ?? {})];
    this.loaded = new Uint8Array(toy.bytes);
    this.told = {
      successor: new Uint8Array(toy.bytes),
      facts: 0,
      occasions: 0,
      ends: false,
      steps: 1,
    };
    this.outcome = this.told;
  }

  writeInitial(target: Uint8Array): void {
    target.fill(0);
    target.set(this.toy.initial ?? []);
  }

  load(states: Uint8Array, offset: number): void {
    for (let i = 0; i < this.stateLength; i++) {
      this.loaded[i] = states[offset + i];
    }
    this.cursor = 0;
  }

  next(): boolean {
    const transitions = this.toy.transitions;
    while (this.cursor < transitions.length) {
      const transition = this.cursor++;
      if (transitions[transition].guard(this.loaded)) {
        this.take(transition);
        return true;
      }
    }
    return false;
  }

  draw(choose: Choose): boolean {
    const transitions = this.toy.transitions;
    const enabled = [...transitions.keys()].filter((i) => transitions[i].guard(this.loaded));
    if (enabled.length === 0) {
      return false;
    }
    this.take(enabled[choose(enabled.length)]);
    return true;
  }

  describe(): TransitionRecord {
    return { label: this.toy.transitions[this.taken].label };
  }

  mayStop(): boolean {
    return this.toy.mayStop?.(this.loaded) ?? false;
  }

  private take(transition: number): void {
    const { apply, ends = false, steps = 1 } = this.toy.transitions[transition];
    this.taken = transition;
    this.told.successor.set(this.loaded);
    apply(this.told.successor);
    this.told.facts = maskWhere(this.facts, this.told.successor);
    this.told.occasions = maskWhere(this.occasions, this.told.successor);
    this.told.ends = ends;
    this.told.steps = steps;
  }
}

function maskWhere(asked: readonly ((state: Uint8Array) => boolean)[], state: Uint8Array): number {
  let mask = 0;
  for (let bit = 0; bit < asked.length; bit++) {
    if (asked[bit](state)) {
      mask |= 1 << bit;
    }
  }
  return mask;
}
