/** The path to one part of a folded state, as transitions of the system without folding. */
import { ModelError } from '../../errors.ts';
import { meet } from '../../model/masks.ts';
import type { Fold, System } from '../../model/system.ts';
import type { ExactSet } from '../exact-set.ts';
import { none } from '../parent-links.ts';
import { type StateBuffer, stateBuffer } from '../state-buffer.ts';
import type { Arrival, Arrivals } from './arrivals.ts';

/** A transition of the system and its steps. */
interface UnfoldedTransition {
  readonly ordinal: number;
  readonly steps: number;
}

export interface FoldedPath {
  readonly schedule: readonly number[];
  /** Transitions and steps of the whole path. */
  readonly depth: number;
  readonly steps: number;
}

export class FoldedPaths {
  private readonly system: System;
  private readonly fold: Fold;
  private readonly states: ExactSet;
  private readonly arrivals: Arrivals;
  private readonly buffer: StateBuffer;

  constructor(system: System, fold: Fold, states: ExactSet, arrivals: Arrivals) {
    this.system = system;
    this.fold = fold;
    this.states = states;
    this.arrivals = arrivals;
    this.buffer = stateBuffer(system.stateLength);
  }

  /**
   * The path to a transition with one of these facts from one of these parts of a state: the part
   * seen first, then the fewest steps.
   */
  toFacts(state: number, set: number, facts: number): FoldedPath {
    for (const { member, arrival } of this.arrivalsOf(state, set)) {
      const last = this.find(state, member, () => meet(this.system.outcome.facts, facts));
      if (last !== undefined) return this.joined([...this.pathTo(state, member, arrival), last]);
    }
    throw new ModelError('no part of a folded state has the violation that was seen');
  }

  /** The path to the first of these parts of a state that was seen. */
  toAnyOf(state: number, set: number): FoldedPath {
    const [first] = this.arrivalsOf(state, set);
    return this.joined(this.pathTo(state, first.member, first.arrival));
  }

  /** These parts of a state, in the order in which they were seen. */
  private arrivalsOf(state: number, set: number): Arrival[] {
    const members = new Set(this.fold.membersOf(set));
    return this.arrivals.seenBefore(state, Infinity).filter(({ member }) => members.has(member));
  }

  private pathTo(stateAt: number, memberAt: number, arrivalAt: number): UnfoldedTransition[] {
    const path: UnfoldedTransition[] = [];
    let at = { state: stateAt, member: memberAt, arrival: arrivalAt };
    while (this.arrivals.sourceOf(at.arrival) !== none) {
      const { taken, ...before } = this.stepBack(at.state, at.member, at.arrival);
      path.push(taken);
      at = before;
    }
    return path.reverse();
  }

  /** The transition into this part of the state from the earliest part that allows it. */
  private stepBack(state: number, member: number, arrival: number) {
    const target = this.unfolded(state, member);
    const source = this.arrivals.sourceOf(arrival);
    for (const seen of this.arrivals.seenBefore(source, arrival)) {
      const taken = this.find(source, seen.member, () => {
        const { ends, successor } = this.system.outcome;
        return !ends && successor.every((byte, index) => byte === target[index]);
      });
      if (taken !== undefined) return { state: source, ...seen, taken };
    }
    throw new ModelError('no transition leads to a part of a folded state that was seen');
  }

  /** The wanted transition with the fewest steps, then the first one. */
  private find(
    state: number,
    member: number,
    isWanted: () => boolean,
  ): UnfoldedTransition | undefined {
    const { system } = this;
    let best: UnfoldedTransition | undefined;
    system.load(this.unfolded(state, member), 0);
    for (let ordinal = 0; system.next(); ordinal++) {
      const { steps } = system.outcome;
      if (isWanted() && steps < (best?.steps ?? Infinity)) best = { ordinal, steps };
    }
    return best;
  }

  private unfolded(state: number, member: number): Uint8Array {
    this.states.read(state, this.buffer.words);
    const unfolded = this.buffer.bytes.slice();
    this.fold.writeMember(member, unfolded);
    return unfolded;
  }

  private joined(path: readonly UnfoldedTransition[]): FoldedPath {
    return {
      schedule: path.map(({ ordinal }) => ordinal),
      depth: path.length,
      steps: path.reduce((sum, { steps }) => sum + steps, 0),
    };
  }
}
