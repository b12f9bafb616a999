/** Hashed bytes: equal states have equal fingerprints, and every write can be undone. */
import { expect, test } from 'vitest';
import { ModelError } from '../../../src/errors.ts';
import { byteInWord } from '../../../src/model/state/bytes-as-words.ts';
import { HashedBytes } from '../../../src/model/state/hashed-bytes.ts';

const fingerprintOf = ({ low, high }: HashedBytes) => [low, high];

test('a fingerprint depends only on the bytes, not on their history', () => {
  const written = new HashedBytes(10);
  written.write(3, 7);
  written.write(9, 255);
  written.write(3, 8);
  written.write(0, 1);
  written.write(0, 0);
  const loaded = new HashedBytes(10);
  loaded.load(Uint8Array.of(99, 0, 0, 0, 8, 0, 0, 0, 0, 0, 255), 1);
  expect([...loaded.bytes]).toEqual([0, 0, 0, 8, 0, 0, 0, 0, 0, 255]);
  expect(fingerprintOf(written)).toEqual(fingerprintOf(loaded));
  const fresh = new HashedBytes(10);
  expect(fingerprintOf(fresh)).not.toEqual(fingerprintOf(loaded));
  fresh.load(written.bytes, 0);
  expect(fingerprintOf(fresh)).toEqual(fingerprintOf(loaded));
});

test('each half of 2^18 fingerprints collides as often as random numbers', () => {
  const lows = new Set<number>();
  const highs = new Set<number>();
  const state = new HashedBytes(20);
  for (let i = 0; i < 1 << 18; i++) {
    for (let bit = 0; bit < 18; bit++) state.write(bit, (i >> bit) & 1);
    state.undoTo(state.mark());
    lows.add(state.low);
    highs.add(state.high);
  }
  // 2^36 / 2 pairs / 2^32 = 8 collisions, with a deviation of 3.
  expect((1 << 18) - lows.size).toBeLessThan(24);
  expect((1 << 18) - highs.size).toBeLessThan(24);
});

test('marks nest: each undo restores bytes and fingerprint as they were', () => {
  const state = new HashedBytes(300);
  const seen: { bytes: Uint8Array; fingerprint: number[] }[] = [];
  // More writes and marks than the first arrays hold.
  for (let level = 0; level < 2_000; level++) {
    seen.push({ bytes: state.bytes.slice(), fingerprint: fingerprintOf(state) });
    expect(level === 0 ? 0 : state.mark()).toBe(level);
    for (let i = 0; i < 3; i++) state.write((level * 7 + i * 101) % 300, (level * 31 + i) & 255);
  }
  for (let level = 1_999; level >= 0; level -= 13) {
    state.undoTo(level);
    expect(state.bytes).toEqual(seen[level].bytes);
    expect(fingerprintOf(state)).toEqual(seen[level].fingerprint);
    // The mark remains, so later writes can be undone to it again.
    state.write(5, state.bytes[5] ^ 1);
    state.undoTo(level);
    expect(fingerprintOf(state)).toEqual(seen[level].fingerprint);
    expect(state.mark()).toBe(level + 1);
    state.undoTo(level);
  }
  expect(state.pathBytes).toBeGreaterThan(2_000 * (3 * 4 + 3 * 4));
});

test('scratch bytes after the state are undone too, but not hashed', () => {
  const state = new HashedBytes(6, 4);
  const before = fingerprintOf(state);
  state.write(5, 9);
  expect(fingerprintOf(state)).toEqual(before);
  state.undoTo(0);
  expect(state.bytes[5]).toBe(0);
  state.write(4, 1);
  state.load(Uint8Array.of(1, 2, 3, 4), 0);
  expect([...state.bytes]).toEqual([1, 2, 3, 4, 0, 0]);
});

test('a state loaded with its fingerprint is the same as one loaded without', () => {
  const state = new HashedBytes(4);
  state.load(Uint8Array.of(4, 3, 2, 1), 0);
  const [low, high] = fingerprintOf(state);
  state.write(2, 77);
  state.loadWith(Uint8Array.of(4, 3, 2, 1), 0, low, high);
  state.write(0, 5);
  state.undoTo(0);
  expect(fingerprintOf(state)).toEqual([low, high]);
  expect([...state.bytes]).toEqual([4, 3, 2, 1]);
});

test.each([
  [0, 256],
  [0, -1],
  [0, 0.5],
  [4, 1],
  [-1, 1],
])('a write to byte %i of the value %d is a bug', (index, value) => {
  expect(() => new HashedBytes(4).write(index, value)).toThrow(ModelError);
});

test.each([0, 1, 2, 3])(
  'states are loaded from any place in arrays that begin at byte %i',
  (start) => {
    const numbers = Uint8Array.from({ length: 100 }, (_, at) => at + 1);
    const source = new Uint8Array(numbers.buffer, start);
    const state = new HashedBytes(14, 10);
    for (const offset of [0, 1, 2, 4, 8, 89 - start, 90 - start]) {
      state.load(source, offset);
      const copied = [...source.subarray(offset, offset + 10), 0, 0, 0, 0];
      expect([...state.bytes]).toEqual(copied);
    }
  },
);

test.each([0, 1, 2, 3])('byte %i of a word is that of memory', (place) => {
  const words = Int32Array.of(byteInWord(place, 0xab));
  expect([...new Uint8Array(words.buffer)].indexOf(0xab)).toBe(place);
});
