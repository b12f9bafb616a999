/** Pseudo-random words for Zobrist hashing. */

/** The same words in every process, so hashes may be stored and compared elsewhere. */
export function mixedWords(count: number): Int32Array {
  const words = new Int32Array(count);
  for (let at = 0; at < count; at++) words[at] = mixed(at + 1);
  return words;
}

/** A bijection of 32 bits in which each bit depends on all others ("lowbias32" of Chris Wellons). */
function mixed(number: number): number {
  let x = Math.imul(number, 0x9e3779b9);
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
