/** A vector of 32-bit integers that grows by chunks, without copying. */
import { ModelError } from '../errors.ts';
import { allocateWords, type MemoryBudget } from './memory-budget.ts';
import { noRoom, type Saved, type SnapshotReader, type SnapshotWriter } from './snapshot.ts';

const chunkBits = 14;
const chunkLength = 1 << chunkBits;
const chunkMask = chunkLength - 1;

export class GrowableInt32 implements Saved {
  count = 0;
  private readonly name: string;
  private readonly chunks: Int32Array[] = [];
  private readonly budget: MemoryBudget;

  /** `name` is its name in a snapshot. */
  constructor(budget: MemoryBudget, name = 'vector') {
    this.budget = budget;
    this.name = name;
  }

  /** False, with nothing changed, if the memory budget is used up. */
  push(value: number): boolean {
    if (!this.reserve()) return false;
    this.chunks[this.count >>> chunkBits][this.count & chunkMask] = value;
    this.count++;
    return true;
  }

  /** True if the next `push` will succeed. */
  reserve(): boolean {
    return this.count >>> chunkBits < this.chunks.length || this.addChunk();
  }

  /** Undoes the last `push`. */
  pop(): void {
    this.count--;
  }

  /** Removes all elements and keeps the memory. */
  clear(): void {
    this.count = 0;
  }

  /** Overwrites an element. */
  set(index: number, value: number): void {
    this.check(index);
    this.chunks[index >>> chunkBits][index & chunkMask] = value;
  }

  get(index: number): number {
    this.check(index);
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }

  private check(index: number): void {
    // A typed array returns undefined outside its bounds, which would be noticed much later.
    if (index < 0 || index >= this.count) {
      throw new ModelError(`index ${index} in a vector of ${this.count}`);
    }
  }

  save(to: SnapshotWriter): void {
    to.numbers(this.name, [this.count, this.chunks.length]);
    to.words(this.name, this.chunks);
  }

  restore(from: SnapshotReader): void {
    const [count, chunkCount] = from.numbers(this.name);
    this.count = count;
    while (this.chunks.length < chunkCount) {
      if (!this.addChunk()) throw noRoom();
    }
    from.words(this.name, this.chunks);
  }

  private addChunk(): boolean {
    const chunk = allocateWords(this.budget, chunkLength);
    if (chunk === undefined) return false;
    this.chunks.push(chunk);
    return true;
  }
}
