/** The path to one part of a folded state, as a schedule of the unfolded system. */
import { ModelError } from '../../errors.ts';
import { meet } from '../../model/masks.ts';
import type { Fold, System } from '../../model/system.ts';
import type { ExactSet } from '../exact-set.ts';
import { none } from '../parent-links.ts';
import { type StateBuffer, stateBuffer } from '../state-buffer.ts';
import type { Meetings, Met } from './meetings.ts';

/** A transition of the system, and its steps. */
interface Taken {
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
  private readonly meetings: Meetings;
  private readonly buffer: StateBuffer;

  constructor(system: System, fold: Fold, states: ExactSet, meetings: Meetings) {
    this.system = system;
    this.fold = fold;
    this.states = states;
    this.meetings = meetings;
    this.buffer = stateBuffer(system.stateLength);
  }

  /**
   * To a transition with one of these facts, from one of these parts of a state: first discovered first,
   * then fewest steps.
   */
  toFacts(state: number, set: number, facts: number): FoldedPath {
    for (const { member, meeting } of this.meetingsOf(state, set)) {
      const last = this.find(state, member, () => meet(this.system.outcome.facts, facts));
      if (last !== undefined) return this.joined([...this.pathTo(state, member, meeting), last]);
    }
    throw new ModelError('no part of a folded state has the violation that was seen');
  }

  /** To the first discovered one of these parts of a state. */
  toAnyOf(state: number, set: number): FoldedPath {
    const [first] = this.meetingsOf(state, set);
    return this.joined(this.pathTo(state, first.member, first.meeting));
  }

  /** The first discovered one of these parts of a state. */
  private meetingsOf(state: number, set: number): Met[] {
    const members = new Set(this.fold.membersOf(set));
    return this.meetings.metBefore(state, Infinity).filter(({ member }) => members.has(member));
  }

  private pathTo(stateAt: number, memberAt: number, meetingAt: number): Taken[] {
    const path: Taken[] = [];
    let at = { state: stateAt, member: memberAt, meeting: meetingAt };
    while (this.meetings.sourceOf(at.meeting) !== none) {
      const { taken, ...before } = this.stepBack(at.state, at.member, at.meeting);
      path.push(taken);
      at = before;
    }
    return path.reverse();
  }

  /** A path to this part of the state from the earliest part discovered before it. */
  private stepBack(state: number, member: number, meeting: number) {
    const target = this.unfolded(state, member);
    const source = this.meetings.sourceOf(meeting);
    for (const met of this.meetings.metBefore(source, meeting)) {
      const taken = this.find(source, met.member, () => {
        const { ends, successor } = this.system.outcome;
        return !ends && successor.every((byte, index) => byte === target[index]);
      });
      if (taken !== undefined) return { state: source, ...met, taken };
    }
    throw new ModelError('a part of a folded state has no way that leads to it');
  }

  /** Of the wanted transitions the one with the fewest steps, then the first. */
  private find(state: number, member: number, isWanted: () => boolean): Taken | undefined {
    const { system } = this;
    let best: Taken | undefined;
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

  private joined(path: readonly Taken[]): FoldedPath {
    return {
      schedule: path.map(({ ordinal }) => ordinal),
      depth: path.length,
      steps: path.reduce((sum, { steps }) => sum + steps, 0),
    };
  }
}
