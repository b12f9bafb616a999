/** Remembers the transitions of a toy that is searched again and again: its functions are called once a state. */
import type { Choose, Outcome, System, TransitionRecord } from '../../src/model/system.ts';

interface Taken extends Outcome {
  readonly record: TransitionRecord;
}

/** The transitions of a state in order, and whether it may be a final state. */
interface Known {
  readonly taken: readonly Taken[];
  readonly mayStop: boolean;
}

/** Returns a function that creates the toy, each time with a state of its own. */
export function remembered(toy: System): () => System {
  const states = new Map<string, Known>();
  return () => new Remembered(toy, states);
}

class Remembered implements System {
  readonly stateLength: number;
  readonly factNames: readonly string[];
  readonly occasionNames: readonly string[];
  readonly outcome: { -readonly [Key in keyof Outcome]: Outcome[Key] };
  private readonly toy: System;
  private readonly states: Map<string, Known>;
  private readonly state: Uint8Array;
  private known: Known = { taken: [], mayStop: false };
  private record: TransitionRecord = { label: '' };
  private cursor = 0;

  constructor(toy: System, states: Map<string, Known>) {
    this.toy = toy;
    this.states = states;
    this.stateLength = toy.stateLength;
    this.factNames = toy.factNames;
    this.occasionNames = toy.occasionNames;
    this.state = new Uint8Array(toy.stateLength);
    this.outcome = { ...toy.outcome, successor: new Uint8Array(toy.stateLength) };
  }

  writeInitial(target: Uint8Array): void {
    this.toy.writeInitial(target);
  }

  load(states: Uint8Array, offset: number): void {
    const { state } = this;
    for (let at = 0; at < state.length; at++) state[at] = states[offset + at];
    const key = String.fromCharCode(...state);
    const known = this.states.get(key) ?? this.explored();
    this.states.set(key, known);
    this.known = known;
    this.cursor = 0;
  }

  next(): boolean {
    const taken = this.known.taken[this.cursor++];
    if (taken === undefined) return false;
    this.take(taken, taken.record);
    return true;
  }

  draw(choose: Choose): boolean {
    this.toy.load(this.state, 0);
    if (!this.toy.draw(choose)) return false;
    this.take(this.toy.outcome, this.toy.describe());
    return true;
  }

  describe(): TransitionRecord {
    return this.record;
  }

  mayStop(): boolean {
    return this.known.mayStop;
  }

  private take({ successor, facts, occasions, ends, steps }: Outcome, record: TransitionRecord) {
    const { outcome } = this;
    for (let at = 0; at < successor.length; at++) outcome.successor[at] = successor[at];
    outcome.facts = facts;
    outcome.occasions = occasions;
    outcome.ends = ends;
    outcome.steps = steps;
    this.record = record;
  }

  private explored(): Known {
    const { toy } = this;
    const taken: Taken[] = [];
    toy.load(this.state, 0);
    while (toy.next()) {
      const { outcome } = toy;
      taken.push({ ...outcome, successor: outcome.successor.slice(), record: toy.describe() });
    }
    return { taken, mayStop: toy.mayStop() };
  }
}
