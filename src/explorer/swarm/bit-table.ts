/** A small set of fingerprints that forgets which is which: two bits each, chosen by a seeded hash. */

export class BitTable {
  private readonly words: Int32Array;
  private readonly mask: number;
  private readonly seed: number;

  /** 2^bits bits. */
  constructor(bits: number, seed: number) {
    this.words = new Int32Array(Math.max(1, 2 ** (bits - 5)));
    this.mask = 2 ** bits - 1;
    this.seed = seed | 0;
  }

  get bytes(): number {
    return this.words.byteLength;
  }

  /** False if both bits were set: it was added, or others set them. */
  add(low: number, high: number): boolean {
    const first = mixed(low ^ this.seed) & this.mask;
    const second = mixed(high + Math.imul(this.seed, 0x9e3779b1)) & this.mask;
    const isNew = this.set(first);
    return this.set(second) || isNew;
  }

  private set(bit: number): boolean {
    const word = bit >>> 5;
    const before = this.words[word];
    this.words[word] = before | (1 << (bit & 31));
    return this.words[word] !== before;
  }
}

/** The finaliser of MurmurHash3. */
function mixed(word: number): number {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
