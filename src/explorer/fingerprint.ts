/** Maps the words of a state to 64 well mixed bits. */

/**
 * Two 32-bit lanes absorb words alternately, each word mixed before and after, and are added to each
 * other after every pair. Every stage is a bijection of the 64 bits for given words, so two states that
 * differ only within one pair never collide. The result is in `low` and `high`: nothing is allocated.
 */
export class Fingerprint {
  low = 0;
  high = 0;

  take(words: Int32Array): void {
    const end = words.length & ~1;
    let a = 0x2545f491;
    let b = 0x1b873593;
    for (let i = 0; i < end; i += 2) {
      // Mixed first: a product does not propagate a change in the top byte of a word.
      let k = Math.imul(words[i], 0xcc9e2d51);
      let m = Math.imul(words[i + 1], 0x9e3779b1);
      k ^= k >>> 15;
      m ^= m >>> 14;
      a = Math.imul(a ^ k, 0x85ebca6b);
      b = Math.imul(b ^ m, 0xc2b2ae35);
      a ^= a >>> 16;
      b ^= b >>> 13;
      a = (a + b) | 0;
      b = (((b << 17) | (b >>> 15)) + a) | 0;
    }
    if (end < words.length) {
      const k = Math.imul(words[end], 0xcc9e2d51);
      a = Math.imul(a ^ k ^ (k >>> 15), 0x85ebca6b);
      a ^= a >>> 16;
    }
    // The last pair does not affect every bit of both lanes yet: two full rounds, again bijections.
    b = finish((b + a) | 0);
    a = finish((a + b) | 0);
    this.low = a;
    this.high = finish((b + a) | 0);
  }
}

/** The finaliser of MurmurHash3: every bit of the input changes every bit of the result. */
export function finish(word: number): number {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
