/** Counts the bytes of all arrays of one search against one maximum. */

export class MemoryBudget {
  bytesUsed = 0;
  bytesUsedMost = 0;
  private readonly bytesMax: number;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** Ask before you allocate; false means that you must not. */
  take(bytes: number): boolean {
    if (this.bytesUsed + bytes > this.bytesMax) {
      return false;
    }
    this.bytesUsed += bytes;
    if (this.bytesUsed > this.bytesUsedMost) {
      this.bytesUsedMost = this.bytesUsed;
    }
    return true;
  }

  release(bytes: number): void {
    this.bytesUsed -= bytes;
  }
}
