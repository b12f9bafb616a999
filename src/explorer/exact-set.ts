/** The set of visited states as whole states: no collision, at many times the memory. */
import { Fingerprint } from './fingerprint.ts';
import { GrowableInt32 } from './growable.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { allocateWords, firstSlotCount, type VisitedSet } from './visited-set.ts';

export class ExactSet implements VisitedSet {
  count = 0;
  refusedBy: 'states' | 'memory' | undefined = undefined;
  private readonly budget: MemoryBudget;
  private readonly countMax: number;
  private readonly fingerprint = new Fingerprint();
  private readonly stored: GrowableInt32;
  // A slot holds the number of a stored state plus one; zero means empty.
  private slots: Int32Array = new Int32Array(0);

  constructor(budget: MemoryBudget, countMax: number) {
    this.budget = budget;
    this.countMax = countMax;
    this.stored = new GrowableInt32(budget);
  }

  insert(words: Int32Array): boolean {
    if (this.slots.length > 0 && this.slots[this.slotOf(words)] !== 0) {
      return false;
    }
    if (this.count >= this.countMax) {
      this.refusedBy = 'states';
      return false;
    }
    if (!this.hasRoom(words.length) || !this.append(words)) {
      this.refusedBy = 'memory';
      return false;
    }
    this.slots[this.slotOf(words)] = this.count + 1;
    this.count++;
    return true;
  }

  collisionProbability(): number {
    return 0;
  }

  private slotOf(words: Int32Array): number {
    const mask = this.slots.length - 1;
    this.fingerprint.take(words);
    let slot = this.fingerprint.low & mask;
    while (this.slots[slot] !== 0 && !this.holds(this.slots[slot] - 1, words)) {
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
        return false;
      }
    }
    return true;
  }

  /** Doubles the slots at half load and puts every stored state into its new slot. */
  private hasRoom(wordCount: number): boolean {
    if (2 * this.count < this.slots.length) {
      return true;
    }
    const old = this.slots;
    const slots = allocateWords(this.budget, Math.max(firstSlotCount, 2 * old.length));
    if (slots === undefined) {
      return false;
    }
    this.slots = slots;
    const words = new Int32Array(wordCount);
    for (let state = 0; state < this.count; state++) {
      for (let i = 0; i < wordCount; i++) {
        words[i] = this.stored.get(state * wordCount + i);
      }
      slots[this.slotOf(words)] = state + 1;
    }
    this.budget.release(old.byteLength);
    return true;
  }
}
