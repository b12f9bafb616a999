/** The set of visited states as 64-bit fingerprints in an open-addressed table. */
import { Fingerprint } from './fingerprint.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** What a search needs of a set of states: two implementers, fingerprints and whole states. */
export interface VisitedSet {
  readonly count: number;
  /** Set when a new state could not be stored; from then on the search must stop. */
  readonly refusedBy: 'states' | 'memory' | undefined;
  /** True if the state was new and is stored; false if it is known, or refused: see `refusedBy`. */
  insert(words: Int32Array): boolean;
  /** Upper bound of the probability that a state was taken for another one. */
  collisionProbability(): number;
}

export const firstSlotCount = 1 << 10;
/** Slot numbers must stay 31-bit integers, else the masks below go wrong: 8 GiB of slots. */
const slotCountMax = 2 ** 30;

export class FingerprintSet implements VisitedSet {
  count = 0;
  refusedBy: 'states' | 'memory' | undefined = undefined;
  private readonly budget: MemoryBudget;
  private readonly countMax: number;
  private readonly fingerprint = new Fingerprint();
  // A slot is two neighbouring words, low and high half; both zero means empty.
  private table: Int32Array = new Int32Array(0);
  private mask = -1;
  private countBeforeGrowth = 0;

  constructor(budget: MemoryBudget, countMax: number) {
    this.budget = budget;
    this.countMax = countMax;
  }

  insert(words: Int32Array): boolean {
    this.fingerprint.take(words);
    const low = this.fingerprint.low;
    // Zero is the empty slot; the two fingerprints that share 0:1 now are one more pair in 2^64.
    const high = (low | this.fingerprint.high) === 0 ? 1 : this.fingerprint.high;
    let slot = this.mask === -1 ? -1 : this.slotOf(low, high);
    if (slot >= 0 && (this.table[2 * slot] | this.table[2 * slot + 1]) !== 0) {
      return false;
    }
    if (this.count >= this.countMax) {
      this.refusedBy = 'states';
      return false;
    }
    if (this.count === this.countBeforeGrowth) {
      if (!this.grow()) {
        this.refusedBy = 'memory';
        return false;
      }
      slot = this.slotOf(low, high);
    }
    this.table[2 * slot] = low;
    this.table[2 * slot + 1] = high;
    this.count++;
    return true;
  }

  /** The birthday bound: fewer than n * n / 2 pairs, each with probability 2^-64. */
  collisionProbability(): number {
    return Math.min(1, this.count ** 2 / 2 ** 65);
  }

  /** The slot that holds the fingerprint or, if none does, the empty slot where it belongs. */
  private slotOf(low: number, high: number): number {
    const table = this.table;
    const mask = this.mask;
    let slot = low & mask;
    // Ends: a quarter of the slots is always empty.
    for (;;) {
      const slotLow = table[2 * slot];
      const slotHigh = table[2 * slot + 1];
      if ((slotLow === low && slotHigh === high) || (slotLow | slotHigh) === 0) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** Doubles the table; old and new exist at the same time. False if there is no memory for that. */
  private grow(): boolean {
    const old = this.table;
    // Two words a slot: the old table's length is twice its slots.
    const slotCount = Math.max(firstSlotCount, old.length);
    const table = slotCount > slotCountMax ? undefined : allocateWords(this.budget, 2 * slotCount);
    if (table === undefined) {
      return false;
    }
    this.table = table;
    this.mask = slotCount - 1;
    this.countBeforeGrowth = (slotCount / 4) * 3;
    for (let i = 0; i < old.length; i += 2) {
      if ((old[i] | old[i + 1]) !== 0) {
        const slot = this.slotOf(old[i], old[i + 1]);
        table[2 * slot] = old[i];
        table[2 * slot + 1] = old[i + 1];
      }
    }
    this.budget.release(old.byteLength);
    return true;
  }
}

/** Undefined if the budget is used up, or if the machine has less memory than the budget. */
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
