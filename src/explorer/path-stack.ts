/** The path of a depth-first search: ordinal and steps of each transition. */
import { allocateWords, type MemoryBudget } from './memory-budget.ts';
import { noRoom, type Saved, type SnapshotReader, type SnapshotWriter } from './snapshot.ts';

const firstLength = 256;

export class PathStack implements Saved {
  length = 0;
  // The transition of the last `pop`.
  ordinal = 0;
  steps = 0;
  private readonly budget: MemoryBudget;
  private entries: Int32Array = new Int32Array(0);

  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  /** False, with nothing changed, if the memory budget is used up. */
  push(ordinal: number, steps: number): boolean {
    const at = 2 * this.length;
    if (at === this.entries.length && !this.grow()) return false;
    this.entries[at] = ordinal;
    this.entries[at + 1] = steps;
    this.length++;
    return true;
  }

  /** The path must not be empty. */
  pop(): void {
    const at = 2 * --this.length;
    this.ordinal = this.entries[at];
    this.steps = this.entries[at + 1];
  }

  ordinalAt(index: number): number {
    return this.entries[2 * index];
  }

  save(to: SnapshotWriter): void {
    to.numbers('path', [this.length, this.entries.length]);
    to.words('path', [this.entries]);
  }

  restore(from: SnapshotReader): void {
    const [length, wordCount] = from.numbers('path');
    const entries = allocateWords(this.budget, wordCount);
    if (entries === undefined) throw noRoom();
    this.length = length;
    this.entries = entries;
    from.words('path', [entries]);
  }

  private grow(): boolean {
    const old = this.entries;
    const entries = allocateWords(this.budget, Math.max(2 * firstLength, 2 * old.length));
    if (entries === undefined) return false;
    entries.set(old);
    this.entries = entries;
    this.budget.release(old.byteLength);
    return true;
  }
}
