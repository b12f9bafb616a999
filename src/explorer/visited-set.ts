/** The set of visited states as 64-bit fingerprints in open-addressed tables. */
import { allocateWords, type MemoryBudget } from './memory-budget.ts';
import { noRoom, type Saved, type SnapshotReader, type SnapshotWriter } from './snapshot.ts';

/** The interface of a set of visited states, for searches. */
export interface VisitedSet extends Saved {
  readonly count: number;
  /** Set when a new state could not be stored; from then on the search must stop. */
  readonly refusedBy: 'states' | 'memory' | undefined;
  /** Upper bound of the probability that a new state was mistaken for a known one. */
  collisionProbability(): number;
}

/** A set of fingerprints that stores 8 or 4 bytes of each. */
export interface FingerprintTable extends VisitedSet {
  /** True if the fingerprint was new and is stored; false if it is known, or rejected: see `refusedBy`. */
  insert(low: number, high: number): boolean;
}

/** Parts of the table. They grow one at a time, so a pause is only as long as for one part. */
export const partCount = 64;
export const partShift = 26;
/** The bits of the low half that select the home slot in the part. */
const homeMask = 2 ** partShift - 1;

/** A part has `factor << exponent` slots, with a factor from 4 to 7: it can grow by a quarter. */
const firstFactor = 4;
const firstExponent = 2;
/** A part with fewer slots doubles, a longer one grows by a quarter: a balance of copying and memory. */
const slotsDoubledMax = 1 << 16;
/** Eighths of a part that may be used before it grows. */
const eighthsTaken = 7;

/**
 * A slot is two words, the halves of a fingerprint; both zero if it is empty. The top six bits of the low
 * half select the part, the others the home slot: slots are in the order of the low halves, so a part that
 * grows is read and written sequentially.
 */
export class FingerprintSet implements FingerprintTable {
  count = 0;
  refusedBy: 'states' | 'memory' | undefined = undefined;
  private readonly budget: MemoryBudget;
  private readonly countMax: number;
  // By part: its slots, factor and shift that map a low half to its home slot, and free slots before it grows.
  private readonly tables: Int32Array[];
  private readonly factors = new Int32Array(partCount).fill(1);
  private readonly shifts = new Int32Array(partCount).fill(partShift);
  private readonly roomLeft = new Int32Array(partCount);

  constructor(budget: MemoryBudget, countMax: number) {
    this.budget = budget;
    this.countMax = countMax;
    // One empty slot that may not be used, so that a lookup needs no special case.
    this.tables = Array.from({ length: partCount }, () => new Int32Array(2));
  }

  insert(low: number, high: number): boolean {
    // Zero is the empty slot: fingerprint 0:0 is stored as 0:1.
    const stored = (low | high) === 0 ? 1 : high;
    const part = low >>> partShift;
    const table = this.tables[part];
    let at = this.homeOf(part, low);
    // Terminates: an eighth of the slots is always empty.
    for (;;) {
      const slotLow = table[at];
      const slotHigh = table[at + 1];
      if (slotLow === low && slotHigh === stored) return false;
      if ((slotLow | slotHigh) === 0) return this.add(part, at, low, stored);
      at += 2;
      if (at === table.length) at = 0;
    }
  }

  /** The birthday bound: fewer than n * n / 2 pairs, each with probability 2^-64. */
  collisionProbability(): number {
    return Math.min(1, this.count ** 2 / 2 ** 65);
  }

  save(to: SnapshotWriter): void {
    const { count, tables, factors, shifts, roomLeft } = this;
    to.numbers('visited', [count, ...tables.map((table) => table.length)]);
    to.words('visited', [factors, shifts, roomLeft, ...tables]);
  }

  restore(from: SnapshotReader): void {
    const [count, ...lengths] = from.numbers('visited');
    this.count = count;
    for (const [part, length] of lengths.entries()) {
      // An empty part has one slot that the budget does not count.
      if (length === this.tables[part].length) continue;
      const table = allocateWords(this.budget, length);
      if (table === undefined) throw noRoom();
      this.tables[part] = table;
    }
    from.words('visited', [this.factors, this.shifts, this.roomLeft, ...this.tables]);
  }

  private homeOf(part: number, low: number): number {
    return (Math.imul(low & homeMask, this.factors[part]) >>> this.shifts[part]) << 1;
  }

  private add(part: number, empty: number, low: number, high: number): boolean {
    if (this.count >= this.countMax) {
      this.refusedBy = 'states';
      return false;
    }
    let at = empty;
    if (this.roomLeft[part] === 0) {
      if (!this.grow(part)) {
        this.refusedBy = 'memory';
        return false;
      }
      at = this.emptySlot(part, low);
    }
    const table = this.tables[part];
    table[at] = low;
    table[at + 1] = high;
    this.roomLeft[part]--;
    this.count++;
    return true;
  }

  private emptySlot(part: number, low: number): number {
    const table = this.tables[part];
    let at = this.homeOf(part, low);
    while ((table[at] | table[at + 1]) !== 0) {
      at += 2;
      if (at === table.length) at = 0;
    }
    return at;
  }

  /** Old and new slots of the part exist at the same time. False without memory. */
  private grow(part: number): boolean {
    const old = this.tables[part];
    const factor = this.factors[part];
    const exponent = partShift - this.shifts[part];
    const isNew = factor < firstFactor;
    const grown = isNew
      ? this.allocate(part, firstFactor, firstExponent)
      : this.doubles(old)
        ? this.allocate(part, factor, exponent + 1)
        : this.allocate(part, factor + 1, exponent);
    if (!grown) return false;
    const table = this.tables[part];
    for (let from = 0; from < old.length; from += 2) {
      if ((old[from] | old[from + 1]) === 0) continue;
      const at = this.emptySlot(part, old[from]);
      table[at] = old[from];
      table[at + 1] = old[from + 1];
      this.roomLeft[part]--;
    }
    // The budget does not count the initial slot.
    if (!isNew) this.budget.release(old.byteLength);
    return true;
  }

  /** The parts fill up equally: if one doubles, all will soon. */
  private doubles(old: Int32Array): boolean {
    return old.length < 2 * slotsDoubledMax && this.budget.hasRoom(partCount * old.byteLength);
  }

  private allocate(part: number, factor: number, exponent: number): boolean {
    const slotCount = factor << exponent;
    // At most as many slots as there are values of a low half in a part.
    const table = exponent > partShift - 3 ? undefined : allocateWords(this.budget, 2 * slotCount);
    if (table === undefined) return false;
    const isEven = factor === 2 * firstFactor;
    this.tables[part] = table;
    this.factors[part] = isEven ? firstFactor : factor;
    this.shifts[part] = partShift - (isEven ? exponent + 1 : exponent);
    this.roomLeft[part] = Math.floor((slotCount / 8) * eighthsTaken);
    return true;
  }
}
