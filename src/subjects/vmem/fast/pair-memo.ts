/** A memo table for pairs of small numbers: a hash table that allocates only when it grows. */

/** Three words per slot: both numbers of the pair, the first plus one so that 0 is empty, and the value. */
const slotWords = 3;

export class PairMemo {
  private readonly compute: (one: number, other: number) => number;
  private table = new Int32Array(1024 * slotWords);
  private mask = 1023;
  private count = 0;

  /** `compute` returns the value of a new pair: a number of at least 0. */
  constructor(compute: (one: number, other: number) => number) {
    this.compute = compute;
  }

  get byteLength(): number {
    return this.table.byteLength;
  }

  /** The value of the pair, computed at the first request. */
  of(one: number, other: number): number {
    const known = this.get(one, other);
    if (known >= 0) return known;
    const value = this.compute(one, other);
    this.add(one, other, value);
    return value;
  }

  /** The value of the pair, or -1. */
  get(one: number, other: number): number {
    const at = this.slotOf(one, other);
    return this.table[at] === 0 ? -1 : this.table[at + 2];
  }

  /** The pair must be new. */
  add(one: number, other: number, value: number): void {
    if (4 * ++this.count > 3 * this.mask) this.double();
    this.put(one, other, value);
  }

  private put(one: number, other: number, value: number): void {
    const at = this.slotOf(one, other);
    this.table[at] = one + 1;
    this.table[at + 1] = other;
    this.table[at + 2] = value;
  }

  private slotOf(one: number, other: number): number {
    const { table, mask } = this;
    let hash = Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (;;) {
      const at = slot * slotWords;
      if (table[at] === 0 || (table[at] === one + 1 && table[at + 1] === other)) return at;
      slot = (slot + 1) & mask;
    }
  }

  private double(): void {
    const old = this.table;
    this.table = new Int32Array(2 * old.length);
    this.mask = 2 * this.mask + 1;
    for (let at = 0; at < old.length; at += slotWords) {
      if (old[at] !== 0) this.put(old[at] - 1, old[at + 1], old[at + 2]);
    }
  }
}
