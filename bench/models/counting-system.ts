/**
 * A system with exactly the requested number of states: a binary tree of numbers with edges to
 * parents.
 */
import { HashedBytes } from '../../src/model/state/hashed-bytes.ts';
import type {
  Choose,
  Outcome,
  ReversibleSystem,
  TransitionRecord,
} from '../../src/model/system.ts';

const transitionCount = 3;

/**
 * State n has transitions to 2n + 1 and 2n + 2, if they exist, and to its parent, so paths stay
 * short.
 */
export class CountingSystem implements ReversibleSystem {
  readonly stateLength = 4;
  readonly factNames = [];
  readonly occasionNames = [];
  readonly outcome: Outcome;
  readonly fingerprint: HashedBytes;
  private readonly stateCount: number;
  private readonly state = new HashedBytes(4);
  private readonly taken: number[] = [];
  private number = 0;
  private transition = 0;

  /** `stateCount` is at most 2^31. */
  constructor(stateCount: number) {
    this.stateCount = stateCount;
    this.fingerprint = this.state;
    const successor = this.state.bytes;
    this.outcome = { successor, facts: 0, occasions: 0, ends: false, steps: 1 };
  }

  /** For each state except the first, the edge to its parent and the edge from it. */
  static transitionsOf(stateCount: number): number {
    return 2 * stateCount - 1;
  }

  get pathBytes(): number {
    return this.state.pathBytes;
  }

  writeInitial(target: Uint8Array): void {
    target.fill(0, 0, this.stateLength);
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
    this.state.undoTo(this.taken.length);
    while (this.transition < transitionCount) {
      const child = 2 * this.number + ++this.transition;
      if (this.transition < transitionCount && child >= this.stateCount) continue;
      this.write(this.transition === transitionCount ? this.parent() : child);
      return true;
    }
    return false;
  }

  enter(): void {
    this.taken.push(this.transition);
    this.state.mark();
    this.number = this.read();
    this.transition = 0;
  }

  leave(): void {
    this.transition = this.taken.pop() ?? 0;
    this.state.undoTo(this.taken.length);
    this.number = this.read();
  }

  draw(choose: Choose): boolean {
    let count = 0;
    while (this.next()) count++;
    this.transition = 0;
    for (let skipped = choose(count); skipped >= 0; skipped--) this.next();
    return true;
  }

  describe(): TransitionRecord {
    return { label: `to ${this.read()}` };
  }

  mayStop(): boolean {
    return true;
  }

  private parent(): number {
    return this.number === 0 ? 0 : (this.number - 1) >>> 1;
  }

  private start(): void {
    this.taken.length = 0;
    this.number = this.read();
    this.transition = 0;
  }

  private read(): number {
    const { bytes } = this.state;
    return (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
  }

  private write(number: number): void {
    for (let byte = 0; byte < 4; byte++) this.state.write(byte, (number >>> (8 * byte)) & 255);
  }
}
