/** Counts the bytes of all arrays of one search against a maximum. */

import type { Saved, SnapshotReader, SnapshotWriter } from './snapshot.ts';

export class MemoryBudget implements Saved {
  bytesUsed = 0;
  bytesUsedMost = 0;
  private readonly bytesMax: number;
  private bytesOutside = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** Call it before an allocation; false if the allocation would exceed the budget. */
  take(bytes: number): boolean {
    if (!this.hasRoom(bytes)) {
      return false;
    }
    this.count(bytes);
    return true;
  }

  /** True if `take` would succeed. */
  hasRoom(bytes: number): boolean {
    return this.bytesUsed + bytes <= this.bytesMax;
  }

  /** Counts the arrays that grow outside the budget, all together; false if that exceeds the budget. */
  countOutside(bytes: number): boolean {
    this.count(bytes - this.bytesOutside);
    this.bytesOutside = bytes;
    return this.bytesUsed <= this.bytesMax;
  }

  release(bytes: number): void {
    this.bytesUsed -= bytes;
  }

  save(to: SnapshotWriter): void {
    to.numbers('memory', [this.bytesUsedMost]);
  }

  /** Bytes in use are counted again as arrays are allocated; only their maximum is saved. */
  restore(from: SnapshotReader): void {
    [this.bytesUsedMost] = from.numbers('memory');
  }

  private count(bytes: number): void {
    this.bytesUsed += bytes;
    if (this.bytesUsed > this.bytesUsedMost) {
      this.bytesUsedMost = this.bytesUsed;
    }
  }
}

/** Undefined if the budget is exhausted, or if the machine has less memory than the budget. */
export function allocateWords(budget: MemoryBudget, length: number): Int32Array | undefined {
  if (!budget.take(length * 4)) {
    return undefined;
  }
  try {
    return new Int32Array(length);
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    budget.release(length * 4);
    return undefined;
  }
}
