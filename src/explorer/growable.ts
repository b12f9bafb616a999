/** A vector of 32-bit integers that grows by chunks, so that growing copies nothing. */
import { ModelError } from '../errors.ts';
import type { MemoryBudget } from './memory-budget.ts';

const chunkBits = 14;
const chunkLength = 1 << chunkBits;
const chunkMask = chunkLength - 1;

export class GrowableInt32 {
  count = 0;
  private readonly chunks: Int32Array[] = [];
  private readonly budget: MemoryBudget;

  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  /** False, with nothing changed, if the memory budget is used up. */
  push(value: number): boolean {
    const chunk = this.count >>> chunkBits;
    if (chunk === this.chunks.length && !this.addChunk()) {
      return false;
    }
    this.chunks[chunk][this.count & chunkMask] = value;
    this.count++;
    return true;
  }

  get(index: number): number {
    // A typed array answers undefined outside its bounds, and that would travel far before it shows.
    if (index < 0 || index >= this.count) {
      throw new ModelError(`read of index ${index} in a vector of ${this.count}`);
    }
    return this.chunks[index >>> chunkBits][index & chunkMask];
  }

  private addChunk(): boolean {
    if (!this.budget.take(chunkLength * 4)) {
      return false;
    }
    this.chunks.push(new Int32Array(chunkLength));
    return true;
  }
}
