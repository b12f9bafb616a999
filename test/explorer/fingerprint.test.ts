/** Fingerprints of nearly equal states: each half collides as often as random numbers. */
import { expect, test } from 'vitest';
import { Fingerprint } from '../../src/explorer/fingerprint.ts';

const bits = 18;
const vectorCount = 1 << bits;

/** Writes vector number `i` of a family of 2^18 vectors into `bytes`, which are all zero. */
type Family = (bytes: Uint8Array, i: number) => void;

function bytesEach(width: number, positions: readonly number[], shift: number): Family {
  return (bytes, i) => {
    for (const [k, position] of positions.entries()) {
      bytes[position] = ((i >> (k * width)) & ((1 << width) - 1)) << shift;
    }
  };
}

const everyFourth = [3, 7, 11, 15, 19, 23];
const families = [
  {
    name: 'one bit in each of 18 bytes',
    length: 20,
    write: bytesEach(1, [...Array(18).keys()], 0),
  },
  { name: 'the top bit of 18 bytes', length: 20, write: bytesEach(1, [...Array(18).keys()], 7) },
  {
    name: 'three bits in the top byte of each word',
    length: 24,
    write: bytesEach(3, everyFourth, 0),
  },
  { name: 'the top three bits of each word', length: 24, write: bytesEach(3, everyFourth, 5) },
  { name: 'two neighbouring words', length: 8, write: bytesEach(3, [0, 2, 3, 4, 6, 7], 5) },
  { name: 'a single word', length: 4, write: bytesEach(6, [0, 1, 3], 2) },
  { name: 'an odd number of words', length: 28, write: bytesEach(6, [1, 12, 27], 2) },
  { name: 'three bytes of a long state', length: 256, write: bytesEach(6, [9, 131, 252], 0) },
];

test.each(families)('$name', ({ length, write }) => {
  const fingerprint = new Fingerprint();
  const bytes = new Uint8Array(length);
  const words = new Int32Array(bytes.buffer);
  const lows = new Int32Array(vectorCount);
  const highs = new Int32Array(vectorCount);
  const wholes = new Set<bigint>();
  for (let i = 0; i < vectorCount; i++) {
    write(bytes, i);
    fingerprint.take(words);
    lows[i] = fingerprint.low;
    highs[i] = fingerprint.high;
    wholes.add((BigInt(fingerprint.low) << 32n) ^ BigInt(fingerprint.high));
  }
  // Random 32-bit numbers: 2^36 / 2 pairs / 2^32 = 8 collisions, with a deviation of 3.
  expect(collisions(lows)).toBeLessThan(24);
  expect(collisions(highs)).toBeLessThan(24);
  expect(wholes.size).toBe(vectorCount);
});

test('it depends only on the words, not on earlier input', () => {
  const fingerprint = new Fingerprint();
  fingerprint.take(Int32Array.of(1, 2, 3));
  const { low, high } = fingerprint;
  fingerprint.take(Int32Array.of(4));
  fingerprint.take(Int32Array.of(1, 2, 3));
  expect([fingerprint.low, fingerprint.high]).toEqual([low, high]);
});

function collisions(values: Int32Array): number {
  return values.length - new Set(values).size;
}
