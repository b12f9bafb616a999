/**
 * The set of visited states in slots of 4 bytes: half the memory, a greater probability of losing a
 * state.
 */
import { allocateWords, type MemoryBudget } from './memory-budget.ts';
import { noRoom, type SnapshotReader, type SnapshotWriter } from './snapshot.ts';
import type { FingerprintTable } from './visited-set.ts';

const firstSlotCount = 1 << 12;
const slotCountMax = 2 ** 30;
/** Factor of the length of a table over the one before it, if there is memory for that. */
const growth = 4;
/** Eighths of a table that may be used before the next one begins. More would raise the odds of a loss. */
const eighthsTaken = 6;

/**
 * The low half of a fingerprint selects the first slot, the high half is stored. Stored halves cannot be
 * moved, because the low half is not stored: a full table stays as it is and a longer one begins. New
 * states go into the newest table; a state is known if it is in any table. So growing causes no pause,
 * and a lookup of a new state reads about one slot per table.
 */
export class QuotientSet implements FingerprintTable {
  count = 0;
  refusedBy: 'states' | 'memory' | undefined = undefined;
  private readonly budget: MemoryBudget;
  private readonly countMax: number;
  // The newest table is first; only it has free slots.
  private readonly tables: Int32Array[] = [new Int32Array(1)];
  private roomLeft = 0;
  /** Used slots that were compared with states that were new. */
  private comparedCount = 0;

  constructor(budget: MemoryBudget, countMax: number) {
    this.budget = budget;
    this.countMax = countMax;
  }

  insert(low: number, high: number): boolean {
    const { tables } = this;
    // Zero is an empty slot.
    const stored = high === 0 ? 1 : high;
    let compared = 0;
    let empty = 0;
    for (let number = 0; number < tables.length; number++) {
      const table = tables[number];
      const mask = table.length - 1;
      let at = low & mask;
      // Terminates: a quarter of the slots is always empty.
      while (table[at] !== 0) {
        if (table[at] === stored) return false;
        compared++;
        at = (at + 1) & mask;
      }
      if (number === 0) empty = at;
    }
    return this.add(empty, low, stored, compared);
  }

  /**
   * A new state is lost if a slot that it is compared with holds the same half. Halves 0 and 1 are
   * both stored as 1, hence a little more than 2^-32 for each comparison.
   */
  collisionProbability(): number {
    return Math.min(1, this.comparedCount * (2 ** -32 + 2 ** -63));
  }

  save(to: SnapshotWriter): void {
    const { count, roomLeft, comparedCount, tables } = this;
    const lengths = tables.map((table) => table.length);
    to.numbers('visited', [count, roomLeft, comparedCount, ...lengths]);
    to.words('visited', tables);
  }

  restore(from: SnapshotReader): void {
    const [count, roomLeft, comparedCount, ...lengths] = from.numbers('visited');
    this.count = count;
    this.roomLeft = roomLeft;
    this.comparedCount = comparedCount;
    // An empty set has only the initial table.
    if (count > 0) this.tables.length = 0;
    for (const length of count > 0 ? lengths : []) {
      const table = allocateWords(this.budget, length);
      if (table === undefined) throw noRoom();
      this.tables.push(table);
    }
    from.words('visited', this.tables);
  }

  private add(empty: number, low: number, stored: number, compared: number): boolean {
    if (this.count >= this.countMax) {
      this.refusedBy = 'states';
      return false;
    }
    let at = empty;
    if (this.roomLeft === 0) {
      if (!this.beginTable()) {
        this.refusedBy = 'memory';
        return false;
      }
      at = low & (this.tables[0].length - 1);
    }
    this.tables[0][at] = stored;
    this.comparedCount += compared;
    this.roomLeft--;
    this.count++;
    return true;
  }

  /** Tries shorter tables if memory is short. */
  private beginTable(): boolean {
    const isFirst = this.count === 0;
    const slotCount = isFirst ? firstSlotCount : growth * this.tables[0].length;
    for (let tried = Math.min(slotCount, slotCountMax); tried >= firstSlotCount; tried /= 2) {
      const table = allocateWords(this.budget, tried);
      if (table === undefined) continue;
      if (isFirst) this.tables.pop();
      this.tables.unshift(table);
      this.roomLeft = (tried / 8) * eighthsTaken;
      return true;
    }
    return false;
  }
}
