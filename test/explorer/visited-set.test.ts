/** The two visited sets: nothing is lost while they grow, they refuse at a limit, and they can collide or not. */
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { ExactSet } from '../../src/explorer/exact-set.ts';
import { Fingerprint } from '../../src/explorer/fingerprint.ts';
import { MemoryBudget } from '../../src/explorer/memory-budget.ts';
import { FingerprintSet } from '../../src/explorer/visited-set.ts';
import { ask } from '../toys/ask.ts';
import { graphSystem } from '../toys/graph.ts';

/** Two states of four words with one fingerprint, found by running its mixing backwards. */
const twins = [Int32Array.of(1, 0, 0, 0), Int32Array.of(2, 0, 397_062_855, -1_566_768_468)];

const sets = [FingerprintSet, ExactSet];

describe.each(sets)('%o', (VisitedSet) => {
  test('100,000 states stay known across all doublings, and no other is', () => {
    const set = new VisitedSet(new MemoryBudget(Infinity), Infinity);
    const words = new Int32Array(3);
    let wrong = 0;
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 100_000; i++) {
        words[1] = i;
        wrong += set.insert(words) === (round === 0) ? 0 : 1;
      }
    }
    expect(wrong).toBe(0);
    expect(set.count).toBe(100_000);
    expect(set.refusedBy).toBe(undefined);
  });

  test('a state too many is refused, a known one is not', () => {
    const set = new VisitedSet(new MemoryBudget(Infinity), 1);
    expect(set.insert(Int32Array.of(7))).toBe(true);
    expect(set.insert(Int32Array.of(7))).toBe(false);
    expect(set.refusedBy).toBe(undefined);
    expect(set.insert(Int32Array.of(8))).toBe(false);
    expect(set.refusedBy).toBe('states');
    expect(set.count).toBe(1);
  });

  test('at the limit of memory it refuses new states, still knows the old, and comes to an end', () => {
    const budget = new MemoryBudget(200_000);
    const set = new VisitedSet(budget, Infinity);
    const words = new Int32Array(1);
    while (set.refusedBy === undefined) {
      words[0]++;
      set.insert(words);
    }
    expect(set.refusedBy).toBe('memory');
    expect(set.count).toBe(words[0] - 1);
    expect(budget.bytesUsedMost).toBeLessThanOrEqual(200_000);
    words[0] = 1;
    expect(set.insert(words)).toBe(false);
    expect(set.count).toBeGreaterThan(1_000);
  });

  test('a set that gets no memory at all refuses the first state', () => {
    const set = new VisitedSet(new MemoryBudget(0), Infinity);
    expect(set.insert(Int32Array.of(1))).toBe(false);
    expect(set.refusedBy).toBe('memory');
  });
});

test('two states with one fingerprint are one state to the fingerprint set and two to the exact', () => {
  const fingerprint = new Fingerprint();
  const seen = twins.map((words) => {
    fingerprint.take(words);
    return [fingerprint.low, fingerprint.high];
  });
  expect(seen[0]).toEqual(seen[1]);
  const budget = new MemoryBudget(Infinity);
  const fingerprints = new FingerprintSet(budget, Infinity);
  expect(twins.map((words) => fingerprints.insert(words))).toEqual([true, false]);
  const whole = new ExactSet(budget, Infinity);
  expect(twins.map((words) => whole.insert(words))).toEqual([true, true]);
});

test('a search loses a state to a collision, unless it is exact', () => {
  const twinBytes = twins.map((words) => [...new Uint8Array(words.buffer)]);
  const system = graphSystem({
    edges: [[{ to: 1 }, { to: 2 }], [], []],
    vectors: [twinBytes[0].map(() => 0), ...twinBytes],
  });
  expect(breadthFirst(ask(system, { exact: false })).stateCount).toBe(2);
  expect(breadthFirst(ask(system, { exact: true })).stateCount).toBe(3);
});

test('the odds of a collision grow with the square of the states; an exact set has none', () => {
  const budget = new MemoryBudget(Infinity);
  const fingerprints = new FingerprintSet(budget, Infinity);
  expect(fingerprints.collisionProbability()).toBe(0);
  for (let i = 0; i < 1_000; i++) {
    fingerprints.insert(Int32Array.of(i));
  }
  expect(fingerprints.collisionProbability()).toBe(1_000_000 / 2 ** 65);
  expect(new ExactSet(budget, Infinity).collisionProbability()).toBe(0);
});

test('a state whose fingerprint is the mark of an empty slot is known after its first visit', () => {
  // Found by running the mixing backwards from zero.
  const words = Int32Array.of(2_028_105_210, 163_383_790);
  const fingerprint = new Fingerprint();
  fingerprint.take(words);
  expect([fingerprint.low, fingerprint.high]).toEqual([0, 0]);
  const set = new FingerprintSet(new MemoryBudget(Infinity), Infinity);
  expect([set.insert(words), set.insert(words)]).toEqual([true, false]);
});

test('growing gives the old table back: 100,000 states need 2^18 slots of 8 bytes', () => {
  const budget = new MemoryBudget(Infinity);
  const set = new FingerprintSet(budget, Infinity);
  for (let i = 0; i < 100_000; i++) {
    set.insert(Int32Array.of(i));
  }
  // Three quarters of 2^17 slots are 98,304. While the table grew, the old half existed too.
  expect(budget.bytesUsed).toBe(2 ** 18 * 8);
  expect(budget.bytesUsedMost).toBe((2 ** 18 + 2 ** 17) * 8);
});
