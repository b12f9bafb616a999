/** A small Bloom filter of fingerprints: two bits each, chosen by a seeded hash. */
import { finish } from '../fingerprint.ts';

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

  /** False if both bits were already set, by this fingerprint or by others. */
  add(low: number, high: number): boolean {
    const first = finish(low ^ this.seed) & this.mask;
    const second = finish(high + Math.imul(this.seed, 0x9e3779b1)) & this.mask;
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
