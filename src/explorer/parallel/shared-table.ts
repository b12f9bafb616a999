/** The lock-free table of visited states that all workers read and write concurrently. */

import { ModelError } from '../../errors.ts';
import { noRoom, type SnapshotReader, type SnapshotWriter } from '../snapshot.ts';
import { partCount, partShift } from '../visited-set.ts';
import type { SharedBudget } from './shared-budget.ts';
import { Halt, type SharedMemory, Word } from './shared-memory.ts';

/** Result of an insertion. */
export const Insertion = {
  known: 0,
  /** It was inserted. */
  isNew: 1,
  /** It was inserted in this level, but with a greater rank, which is replaced. */
  improved: 2,
  /** It is new and there is no room: all workers must halt, then the insertion is repeated. */
  refused: 3,
} as const;
export type Insertion = (typeof Insertion)[keyof typeof Insertion];

/** A slot is three words: low and high half of a fingerprint, never 0, and the rank of the link. */
const slotWords = 3;
const homeMask = 2 ** partShift - 1;
/** Quarters of the slots that may be used. */
const quartersTaken = 3;
const bytesDoubledMax = 1 << 26;
/** Room that a worker takes at a time, in states; less when there is little. */
const roomTaken = 1024;
/** Loads of a word that another worker is writing, before waiting for it. */
const looksMax = 1000;

/**
 * The rank of a link is the number of the parent plus two. States are numbered in the order of
 * breadth-first search, so the least rank is the link that a single worker would have found first, and
 * every rank of this level is greater than every rank of the levels before it.
 */
export function rankOf(parent: number): number {
  return parent + 2;
}

/** Rank of a state that was found again in a repeated level: greater than all others. */
const rankAgain = 2 ** 31 - 1;

export class SharedTable {
  private readonly control: Int32Array;
  private readonly buffer: SharedArrayBuffer;
  private readonly firstSlots: number;
  private words: Int32Array = new Int32Array(0);
  private slots = 0;
  private homeFactor = 0;
  /** States that this worker may insert without taking room, and those inserted since `flush`. */
  private roomLeft = 0;
  private added = 0;
  /** The rank that the last `improve` replaced. */
  private rankBefore = 0;

  constructor(memory: SharedMemory, control: Int32Array) {
    this.control = control;
    this.buffer = memory.table;
    this.firstSlots = memory.tuning.firstSlots;
  }

  /** Call it after a halt: the table may have grown, and room is distributed again. */
  refresh(): void {
    this.roomLeft = 0;
    const slots = Atomics.load(this.control, Word.slots);
    if (slots === this.slots) return;
    this.slots = slots;
    this.homeFactor = slots / 2 ** partShift;
    this.words = new Int32Array(this.buffer, 0, partCount * slots * slotWords);
  }

  /** Adds the insertions of this worker to the count of all workers. */
  flush(): void {
    Atomics.add(this.control, Word.taken, this.added);
    this.added = 0;
  }

  insert(low: number, high: number, rank: number): Insertion {
    const { words } = this;
    const storedLow = low || 1;
    const storedHigh = high || 1;
    const start = this.partStart(storedLow);
    const end = start + this.slots * slotWords;
    let at = this.homeOf(start, storedLow);
    let wraps = 0;
    for (;;) {
      let held = words[at];
      if (held === 0) {
        if (this.roomLeft === 0 && !this.takeRoom()) return this.refuse(Halt.room);
        held = Atomics.compareExchange(words, at, 0, storedLow);
        if (held === 0) {
          // The store of the high half publishes the rank.
          words[at + 2] = rank;
          Atomics.store(words, at + 1, storedHigh);
          this.roomLeft--;
          this.added++;
          return Insertion.isNew;
        }
      }
      // The worker that took the slot may not have written the high half yet.
      if (held === storedLow && (words[at + 1] || this.written(at + 1)) === storedHigh) {
        // Atomics are expensive; a rank that is read without them is never too small.
        const known = words[at + 2];
        return known !== 0 && known <= rank ? Insertion.known : this.improve(at + 2, rank);
      }
      at += slotWords;
      if (at === end) {
        at = start;
        if (++wraps > 1) return this.refuse(Halt.partFull);
      }
    }
  }

  /**
   * For a worker that repeats a level in order while all others are halted: a state found in the
   * level is new the first time. Its rank identifies the level.
   */
  insertAgain(low: number, high: number, levelStart: number): Insertion {
    const inserted = this.insert(low, high, rankAgain);
    if (inserted !== Insertion.known) return inserted;
    const { words } = this;
    const at = this.rankAt(low, high);
    if (words[at] < rankOf(levelStart) || words[at] === rankAgain) return Insertion.known;
    words[at] = rankAgain;
    return Insertion.improved;
  }

  /** The parent of the link that the last insertion replaced. */
  get parentBefore(): number {
    return this.rankBefore - rankOf(0);
  }

  /** The rank of a state that is in the table. */
  rankHeld(low: number, high: number): number {
    return this.words[this.rankAt(low, high)];
  }

  /** Distributes the room of the table. All workers are halted. */
  deal(stateCountMax: number): void {
    const taken = Atomics.load(this.control, Word.taken);
    const room = Math.min(this.takenMax(), stateCountMax) - taken;
    Atomics.store(this.control, Word.room, Math.max(0, room));
  }

  /** True if more than a few states can be inserted before the table must grow. */
  hasRoom(): boolean {
    const takenMax = this.takenMax();
    return takenMax - Atomics.load(this.control, Word.taken) > takenMax / 16;
  }

  /** Grows the table in place. All workers are halted. False if there is no memory for that. */
  grow(budget: SharedBudget): boolean {
    const before = Atomics.load(this.control, Word.slots);
    const isSmall = this.buffer.byteLength < bytesDoubledMax;
    const factors = before === 0 ? [1] : isSmall ? [2, 1.5, 1.25] : [1.5, 1.25, 1.125];
    for (const factor of factors) {
      const slots = before === 0 ? this.firstSlots : Math.ceil(before * factor);
      if (!budget.extend(this.buffer, partCount * slots * slotWords * 4)) continue;
      Atomics.store(this.control, Word.slots, slots);
      this.refresh();
      this.spread(before);
      return true;
    }
    return false;
  }

  /** All workers are halted. */
  save(to: SnapshotWriter): void {
    to.numbers('table', [this.slots]);
    to.words('table', [this.words]);
  }

  /**
   * Only on a new table, before any other worker uses it. States with a rank above `rankMax` are left
   * out; the caller sets `Word.taken` to the number of the others.
   */
  restore(from: SnapshotReader, rankMax: number, budget: SharedBudget): void {
    const [slots] = from.numbers('table');
    if (!budget.extend(this.buffer, partCount * slots * slotWords * 4)) throw noRoom();
    Atomics.store(this.control, Word.slots, slots);
    this.refresh();
    from.words('table', [this.words]);
    if (rankMax < rankAgain) this.spread(slots, rankMax);
  }

  private takenMax(): number {
    return Math.floor((partCount * this.slots * quartersTaken) / 4);
  }

  /** Index in `words` of the rank of a state that is in the table. */
  private rankAt(low: number, high: number): number {
    const { words } = this;
    const start = this.partStart(low || 1);
    const end = start + this.slots * slotWords;
    let at = this.homeOf(start, low || 1);
    while (words[at] !== (low || 1) || words[at + 1] !== (high || 1)) {
      if (words[at] === 0) throw new ModelError('a state that was found is not in the table');
      at += slotWords;
      if (at === end) at = start;
    }
    return at + 2;
  }

  private partStart(low: number): number {
    return (low >>> partShift) * this.slots * slotWords;
  }

  private homeOf(start: number, low: number): number {
    return start + Math.floor((low & homeMask) * this.homeFactor) * slotWords;
  }

  private improve(at: number, rank: number): Insertion {
    const { words } = this;
    let held = this.written(at);
    while (held > rank) {
      const seen = Atomics.compareExchange(words, at, held, rank);
      if (seen === held) {
        this.rankBefore = held;
        return Insertion.improved;
      }
      held = seen;
    }
    return Insertion.known;
  }

  private takeRoom(): boolean {
    const { control } = this;
    const room = Atomics.load(control, Word.room);
    if (room <= 0) return false;
    const share = Math.max(1, Math.min(roomTaken, room >> 6));
    const before = Atomics.sub(control, Word.room, share);
    this.roomLeft = Math.min(share, Math.max(0, before));
    return this.roomLeft > 0;
  }

  private refuse(reason: number): Insertion {
    Atomics.or(this.control, Word.halt, reason);
    return Insertion.refused;
  }

  /** Waits for a word that another worker writes within two instructions, unless it was descheduled or died. */
  private written(at: number): number {
    const { words } = this;
    for (let looks = 0; ; looks++) {
      const value = Atomics.load(words, at);
      if (value !== 0) return value;
      if (looks < looksMax) continue;
      Atomics.wait(words, at, 0, 1);
      if (Atomics.load(this.control, Word.failed) !== 0) {
        throw new ModelError('another search thread died while writing a state');
      }
    }
  }

  /**
   * Moves the parts to their new places, the last one first, so that no part is overwritten before it is
   * moved. A part is in the order of home slots, so its new place is written sequentially. States with a
   * rank above `rankMax` are left out.
   */
  private spread(slotsBefore: number, rankMax = rankAgain): void {
    const { words, slots } = this;
    const length = slotsBefore * slotWords;
    const part = new Int32Array(length);
    for (let number = partCount - 1; number >= 0 && length > 0; number--) {
      const from = number * length;
      part.set(words.subarray(from, from + length));
      words.fill(0, from, from + length);
      const start = number * slots * slotWords;
      const end = start + slots * slotWords;
      for (let slot = 0; slot < length; slot += slotWords) {
        if (part[slot] === 0 || part[slot + 2] > rankMax) continue;
        let at = this.homeOf(start, part[slot]);
        while (words[at] !== 0) {
          at += slotWords;
          if (at === end) at = start;
        }
        words[at] = part[slot];
        words[at + 1] = part[slot + 1];
        words[at + 2] = part[slot + 2];
      }
    }
  }
}
