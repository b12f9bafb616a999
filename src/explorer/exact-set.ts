/** The set of visited states as whole states: no collisions, but many times the memory. */
import { Fingerprint } from './fingerprint.ts';
import { GrowableInt32 } from './growable.ts';
import { allocateWords, type MemoryBudget } from './memory-budget.ts';
import { noRoom, type SnapshotReader, type SnapshotWriter } from './snapshot.ts';
import { partCount, partShift, type VisitedSet } from './visited-set.ts';

/** Initial slots of a part. */
const firstSlotCount = 16;

export class ExactSet implements VisitedSet {
  count = 0;
  refusedBy: 'states' | 'memory' | undefined = undefined;
  /** Number of the state of the last `insert`; states are numbered from 0 in the order of insertion. */
  found = 0;
  private readonly budget: MemoryBudget;
  private readonly countMax: number;
  private readonly fingerprint = new Fingerprint();
  private readonly stored: GrowableInt32;
  // A slot holds the number of a stored state plus one; zero is an empty slot. Each part grows separately.
  private readonly parts: Int32Array[] = Array.from({ length: partCount }, () => new Int32Array(1));
  private readonly takenCounts = new Int32Array(partCount);

  constructor(budget: MemoryBudget, countMax: number) {
    this.budget = budget;
    this.countMax = countMax;
    this.stored = new GrowableInt32(budget, 'states');
  }

  /** True if the state was new and is stored; false if it is known, or rejected: see `refusedBy`. */
  insert(words: Int32Array): boolean {
    this.fingerprint.take(words);
    const { low } = this.fingerprint;
    const part = low >>> partShift;
    let slot = this.slotOf(part, low, words);
    if (this.parts[part][slot] !== 0) {
      this.found = this.parts[part][slot] - 1;
      return false;
    }
    if (this.count >= this.countMax) {
      this.refusedBy = 'states';
      return false;
    }
    const grows = 2 * this.takenCounts[part] >= this.parts[part].length - 1;
    if ((grows && !this.grow(part, words.length)) || !this.append(words)) {
      this.refusedBy = 'memory';
      return false;
    }
    slot = this.slotOf(part, low, words);
    this.parts[part][slot] = this.count + 1;
    this.takenCounts[part]++;
    this.found = this.count++;
    return true;
  }

  /** Copies the state of this number. */
  read(state: number, words: Int32Array): void {
    const start = state * words.length;
    for (let i = 0; i < words.length; i++) words[i] = this.stored.get(start + i);
  }

  collisionProbability(): number {
    return 0;
  }

  save(to: SnapshotWriter): void {
    this.stored.save(to);
    to.numbers('visited', [this.count, ...this.parts.map((slots) => slots.length)]);
    to.words('visited', [this.takenCounts, ...this.parts]);
  }

  restore(from: SnapshotReader): void {
    this.stored.restore(from);
    const [count, ...lengths] = from.numbers('visited');
    this.count = count;
    for (const [part, length] of lengths.entries()) {
      if (length === 1) continue;
      const slots = allocateWords(this.budget, length);
      if (slots === undefined) throw noRoom();
      this.parts[part] = slots;
    }
    from.words('visited', [this.takenCounts, ...this.parts]);
  }

  /** The slot that holds the state; if it is unknown, the empty slot for it. */
  private slotOf(part: number, low: number, words: Int32Array): number {
    const slots = this.parts[part];
    const mask = slots.length - 1;
    let slot = low & mask;
    while (slots[slot] !== 0 && !this.holds(slots[slot] - 1, words)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private holds(state: number, words: Int32Array): boolean {
    const start = state * words.length;
    for (let i = 0; i < words.length; i++) {
      if (this.stored.get(start + i) !== words[i]) {
        return false;
      }
    }
    return true;
  }

  private append(words: Int32Array): boolean {
    for (let i = 0; i < words.length; i++) {
      if (!this.stored.push(words[i])) {
        // Part of a state would shift all states after it.
        for (let pushed = i; pushed > 0; pushed--) this.stored.pop();
        return false;
      }
    }
    return true;
  }

  /** Doubles the slots of the part and moves every stored state to its new slot. */
  private grow(part: number, wordCount: number): boolean {
    const old = this.parts[part];
    const isFirst = old.length === 1;
    const slots = allocateWords(this.budget, isFirst ? firstSlotCount : 2 * old.length);
    if (slots === undefined) {
      return false;
    }
    this.parts[part] = slots;
    const words = new Int32Array(wordCount);
    for (const held of old) {
      if (held === 0) continue;
      this.read(held - 1, words);
      this.fingerprint.take(words);
      slots[this.slotOf(part, this.fingerprint.low, words)] = held;
    }
    if (!isFirst) this.budget.release(old.byteLength);
    return true;
  }
}
