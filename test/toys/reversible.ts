/** Makes any toy reversible: the same states and transitions, searched in place with an undo log. */
import { HashedBytes } from '../../src/model/state/hashed-bytes.ts';
import type { Choose, ReversibleSystem, System, TransitionRecord } from '../../src/model/system.ts';

export function reversible(toy: System): ReversibleSystem {
  return new Reversible(toy);
}

class Reversible implements ReversibleSystem {
  readonly stateLength: number;
  readonly factNames: readonly string[];
  readonly occasionNames: readonly string[];
  readonly outcome: System['outcome'];
  readonly fingerprint: HashedBytes;
  private readonly toy: System;
  private readonly state: HashedBytes;
  /**
   * The number of transitions taken so far, for the loaded state and for each state before it on the
   * path.
   */
  private taken = 0;
  private readonly path: number[] = [];

  constructor(toy: System) {
    this.toy = toy;
    this.stateLength = toy.stateLength;
    this.factNames = toy.factNames;
    this.occasionNames = toy.occasionNames;
    this.outcome = toy.outcome;
    this.state = new HashedBytes(toy.stateLength);
    this.fingerprint = this.state;
  }

  get pathBytes(): number {
    return this.state.pathBytes;
  }

  writeInitial(target: Uint8Array): void {
    this.toy.writeInitial(target);
  }

  load(states: Uint8Array, offset: number): void {
    this.state.load(states, offset);
    this.start();
  }

  loadWith(states: Uint8Array, offset: number, low: number, high: number): void {
    this.state.loadWith(states, offset, low, high);
    this.start();
  }

  next(): boolean {
    this.state.undoTo(this.path.length);
    if (!this.toy.next()) return false;
    this.taken++;
    const { successor } = this.toy.outcome;
    for (let i = 0; i < this.stateLength; i++) this.state.write(i, successor[i]);
    return true;
  }

  enter(): void {
    this.path.push(this.taken);
    this.state.mark();
    this.taken = 0;
    this.toy.load(this.state.bytes, 0);
  }

  leave(): void {
    this.taken = this.path.pop() ?? 0;
    this.state.undoTo(this.path.length);
    this.toy.load(this.state.bytes, 0);
    for (let skipped = 0; skipped < this.taken; skipped++) this.toy.next();
  }

  draw(choose: Choose): boolean {
    return this.toy.draw(choose);
  }

  describe(): TransitionRecord {
    return this.toy.describe();
  }

  mayStop(): boolean {
    return this.toy.mayStop();
  }

  private start(): void {
    this.path.length = 0;
    this.taken = 0;
    this.toy.load(this.state.bytes, 0);
  }
}
