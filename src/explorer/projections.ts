/**
 * Counts the distinct states that remain when a component is masked out: one set of fingerprints per
 * component. A full set keeps every second fingerprint, then every fourth and so on, selected by their
 * bits, so memory is bounded and the count becomes an estimate; `sampledOneIn` reports that.
 */
import { mixedWords } from '../model/state/mixed-words.ts';
import type { StateComponent } from '../model/system.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { ProjectedCount } from './profile-outcome.ts';

/** Fingerprints that a set keeps; the standard error of an estimate is below 0.5 percent. */
const keptMax = 1 << 17;
const slotsAtFirst = 1 << 10;

export class Projections {
  private readonly sets: readonly SampledSet[];
  private readonly components: readonly StateComponent[];
  /** By component: the bytes with bits of it, and these bits. */
  private readonly bytesOf: readonly Int32Array[];
  private readonly masksOf: readonly Uint8Array[];
  /** The random word of byte i with value v: low half at 2 * (256 * i + v), then the high half. */
  private readonly words: Int32Array;
  private readonly stateLength: number;

  constructor(components: readonly StateComponent[], stateLength: number, budget: MemoryBudget) {
    this.components = components;
    this.stateLength = stateLength;
    this.words = mixedWords(stateLength << 9);
    this.sets = components.map(() => new SampledSet(budget));
    this.bytesOf = components.map(({ mask }) =>
      Int32Array.from([...mask.keys()].filter((index) => mask[index] !== 0)),
    );
    this.masksOf = components.map(({ mask }, at) =>
      Uint8Array.from(this.bytesOf[at], (index) => mask[index]),
    );
  }

  /** Call it once for every distinct state. */
  add(state: Uint8Array): void {
    const { words, stateLength, sets, bytesOf, masksOf } = this;
    let low = 0;
    let high = 0;
    for (let index = 0; index < stateLength; index++) {
      const word = (index << 9) | (state[index] << 1);
      low ^= words[word];
      high ^= words[word + 1];
    }
    for (let component = 0; component < sets.length; component++) {
      const bytes = bytesOf[component];
      const masks = masksOf[component];
      let maskedLow = low;
      let maskedHigh = high;
      // Removes the word of the byte and adds the word of the masked byte.
      for (let at = 0; at < bytes.length; at++) {
        const base = bytes[at] << 9;
        const value = state[bytes[at]];
        const out = base | (value << 1);
        const into = base | ((value & ~masks[at]) << 1);
        maskedLow ^= words[out] ^ words[into];
        maskedHigh ^= words[out + 1] ^ words[into + 1];
      }
      sets[component].add(maskedLow, maskedHigh);
    }
  }

  counts(): ProjectedCount[] {
    return this.components.map(({ name, isGroup }, at) => ({
      name,
      isGroup,
      distinct: this.sets[at].count * 2 ** this.sets[at].level,
      sampledOneIn: 2 ** this.sets[at].level,
    }));
  }
}

/** Keeps the fingerprints whose last `level` bits are zero, whenever they are added. */
class SampledSet {
  count = 0;
  level = 0;
  private readonly budget: MemoryBudget;
  /** A slot is two words; both zero if it is empty. */
  private table = new Int32Array(2 * slotsAtFirst);

  constructor(budget: MemoryBudget) {
    this.budget = budget;
    budget.take(this.table.byteLength);
  }

  add(low: number, high: number): void {
    if ((high & ((1 << this.level) - 1)) !== 0) return;
    // Zero is the empty slot: fingerprint 0:0 is stored as 1:0.
    const stored = low === 0 && high === 0 ? 1 : low;
    if (!this.insert(stored, high)) return;
    this.count++;
    if (4 * this.count > this.table.length) this.makeRoom();
  }

  private insert(low: number, high: number): boolean {
    const { table } = this;
    const mask = table.length / 2 - 1;
    let slot = low & mask;
    while ((table[2 * slot] | table[2 * slot + 1]) !== 0) {
      if (table[2 * slot] === low && table[2 * slot + 1] === high) return false;
      slot = (slot + 1) & mask;
    }
    table[2 * slot] = low;
    table[2 * slot + 1] = high;
    return true;
  }

  /** At half load: doubles the table or, if that is too large, drops half of the fingerprints. */
  private makeRoom(): void {
    const old = this.table;
    const grows = this.count < keptMax && this.budget.take(2 * old.byteLength);
    if (grows) this.budget.release(old.byteLength);
    else this.level++;
    this.table = new Int32Array(grows ? 2 * old.length : old.length);
    this.count = 0;
    const mask = (1 << this.level) - 1;
    for (let at = 0; at < old.length; at += 2) {
      const isEmpty = (old[at] | old[at + 1]) === 0;
      if (!isEmpty && (old[at + 1] & mask) === 0 && this.insert(old[at], old[at + 1])) this.count++;
    }
  }
}
