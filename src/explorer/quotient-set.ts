/** The set of visited states in slots of 4 bytes: half the memory, for a probability to lose a state. */
import { allocateWords, type MemoryBudget } from './memory-budget.ts';
import { noRoom, type SnapshotReader, type SnapshotWriter } from './snapshot.ts';
import type { FingerprintTable } from './visited-set.ts';

const firstSlotCount = 1 << 12;
const slotCountMax = 2 ** 30;
/** Each table is so many times as long as the one before it, if there is memory for that. */
const growth = 4;
/** Of eight slots, so many may be taken; then the next table is begun. More would cost in odds, too. */
const eighthsTaken = 6;

/**
 * One half of a fingerprint says where the search for it begins, the other half is stored. What is
 * stored cannot be moved, because the first half is forgotten: so nothing grows, but a table that is
 * full stays as it is and a longer one is begun. New states go into the last table; a state is known if
 * it is in any. That takes no pause at all, and looks at one slot a table for a state that is new.
 */
export class QuotientSet implements FingerprintTable {
  count = 0;
  refusedBy: 'states' | 'memory' | undefined = undefined;
  private readonly budget: MemoryBudget;
  private readonly countMax: number;
  // The newest first; it alone has room.
  private readonly tables: Int32Array[] = [new Int32Array(1)];
  private roomLeft = 0;
  /** Taken slots that were compared with a state that turned out to be new. */
  private comparedCount = 0;

  constructor(budget: MemoryBudget, countMax: number) {
    this.budget = budget;
    this.countMax = countMax;
  }

  insert(low: number, high: number): boolean {
    const { tables } = this;
    // Zero means empty.
    const stored = high === 0 ? 1 : high;
    let compared = 0;
    let empty = 0;
    for (let number = 0; number < tables.length; number++) {
      const table = tables[number];
      const mask = table.length - 1;
      let at = low & mask;
      // Ends: a quarter of the slots is always empty.
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
   * A new state is lost if one of the slots it is compared with holds the same half by chance. The
   * halves 0 and 1 are stored alike, hence a little more than 2^-32 for each.
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
    // Empty, there is nothing but the table that is there from the start.
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

  /** With little memory left a shorter table is better than none. */
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
