/** The visited sets: no loss while they grow, rejection at a limit, and collisions unless exact. */
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../../src/explorer/breadth-first.ts';
import { ExactSet } from '../../src/explorer/exact-set.ts';
import { Fingerprint } from '../../src/explorer/fingerprint.ts';
import { MemoryBudget } from '../../src/explorer/memory-budget.ts';
import { QuotientSet } from '../../src/explorer/quotient-set.ts';
import { FingerprintSet, type VisitedSet } from '../../src/explorer/visited-set.ts';
import { ask } from '../toys/ask.ts';
import { graphSystem } from '../toys/graph.ts';

/** Two states of four words with the same fingerprint, found by inverting the mixing function. */
const twins = [Int32Array.of(1, 0, 0, 0), Int32Array.of(2, 0, 397_062_855, -1_566_768_468)];

interface Filled {
  readonly set: VisitedSet;
  insert(words: Int32Array): boolean;
}

function exact(budget: MemoryBudget, countMax: number): Filled {
  const set = new ExactSet(budget, countMax);
  return { set, insert: (words) => set.insert(words) };
}

function fingerprints(Table: typeof FingerprintSet | typeof QuotientSet) {
  return (budget: MemoryBudget, countMax: number): Filled => {
    const set = new Table(budget, countMax);
    const fingerprint = new Fingerprint();
    const insert = (words: Int32Array) => {
      fingerprint.take(words);
      return set.insert(fingerprint.low, fingerprint.high);
    };
    return { set, insert };
  };
}

const kinds = [
  { name: 'whole states', create: exact },
  { name: '8 bytes', create: fingerprints(FingerprintSet) },
  { name: '4 bytes', create: fingerprints(QuotientSet) },
];

describe.each(kinds)('$name', ({ create }) => {
  test('100,000 states stay known while the set grows, and no other state is known', () => {
    const { set, insert } = create(new MemoryBudget(Infinity), Infinity);
    const words = new Int32Array(3);
    let wrong = 0;
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 100_000; i++) {
        words[1] = i;
        wrong += insert(words) === (round === 0) ? 0 : 1;
      }
    }
    expect(wrong).toBe(0);
    expect(set.count).toBe(100_000);
    expect(set.refusedBy).toBe(undefined);
  });

  test('a state too many is refused, a known one is not', () => {
    const { set, insert } = create(new MemoryBudget(Infinity), 1);
    expect(insert(Int32Array.of(7))).toBe(true);
    expect(insert(Int32Array.of(7))).toBe(false);
    expect(set.refusedBy).toBe(undefined);
    expect(insert(Int32Array.of(8))).toBe(false);
    expect(set.refusedBy).toBe('states');
    expect(set.count).toBe(1);
  });

  test('at the limit of memory it refuses new states, keeps the old ones, and terminates', () => {
    const budget = new MemoryBudget(200_000);
    const { set, insert } = create(budget, Infinity);
    const words = new Int32Array(1);
    while (set.refusedBy === undefined) {
      words[0]++;
      insert(words);
    }
    expect(set.refusedBy).toBe('memory');
    expect(set.count).toBe(words[0] - 1);
    expect(budget.bytesUsedMost).toBeLessThanOrEqual(200_000);
    words[0] = 1;
    expect(insert(words)).toBe(false);
    expect(set.count).toBeGreaterThan(1_000);
  });

  test('a set that gets no memory at all refuses the first state', () => {
    const { set, insert } = create(new MemoryBudget(0), Infinity);
    expect(insert(Int32Array.of(1))).toBe(false);
    expect(set.refusedBy).toBe('memory');
  });
});

test('two states with equal fingerprints are one state in a fingerprint set and two in an exact set', () => {
  const fingerprint = new Fingerprint();
  const seen = twins.map((words) => {
    fingerprint.take(words);
    return [fingerprint.low, fingerprint.high];
  });
  expect(seen[0]).toEqual(seen[1]);
  const inserted = kinds.map(({ create }) => {
    const { insert } = create(new MemoryBudget(Infinity), Infinity);
    return twins.map((words) => insert(words));
  });
  expect(inserted).toEqual([
    [true, true],
    [true, false],
    [true, false],
  ]);
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
  const [whole, eight] = kinds.map(({ create }) => create(new MemoryBudget(Infinity), Infinity));
  expect(eight.set.collisionProbability()).toBe(0);
  for (let i = 0; i < 1_000; i++) {
    eight.insert(Int32Array.of(i));
    whole.insert(Int32Array.of(i));
  }
  expect(eight.set.collisionProbability()).toBe(1_000_000 / 2 ** 65);
  expect(whole.set.collisionProbability()).toBe(0);
});

test('with 4 bytes, the odds grow with the number of compared slots', () => {
  const set = new QuotientSet(new MemoryBudget(Infinity), Infinity);
  const odds = 2 ** -32 + 2 ** -63;
  set.insert(5, 100);
  expect(set.collisionProbability()).toBe(0);
  // The same slot, and the next slot because the first is taken.
  set.insert(5, 101);
  set.insert(6, 102);
  expect(set.collisionProbability()).toBe(2 * odds);
  // Comparing a known state adds no risk.
  expect([set.insert(6, 102), set.insert(5, 100)]).toEqual([false, false]);
  expect(set.collisionProbability()).toBe(2 * odds);
  expect(set.count).toBe(3);
});

test.each([FingerprintSet, QuotientSet])(
  '%o: a fingerprint equal to the empty-slot mark is known after its first visit',
  (Table) => {
    const set = new Table(new MemoryBudget(Infinity), Infinity);
    expect([set.insert(0, 0), set.insert(0, 0)]).toEqual([true, false]);
    expect(set.insert(1, 0)).toBe(true);
  },
);

test('slots of 8 bytes take at most 12 bytes per state beyond 64 MiB at any time', () => {
  const budget = new MemoryBudget(Infinity);
  const set = new FingerprintSet(budget, Infinity);
  const perState: number[] = [];
  // Well-mixed, distinct values: two bijections of 32 bits.
  for (let i = 1; i <= 12_000_000; i++) {
    set.insert(Math.imul(i, 0x9e3779b1), i);
    if (i >= 8_000_000 && i % 500_000 === 0) perState.push(budget.bytesUsed / i);
  }
  expect(set.count).toBe(12_000_000);
  expect(Math.max(...perState)).toBeLessThan(12);
  // Growth copies one of 64 parts at a time, so old and new slots of the whole table never coexist.
  expect(budget.bytesUsedMost / budget.bytesUsed).toBeLessThan(1.05);
});

test('slots of 8 bytes grow by a quarter if there is not enough memory to double', () => {
  const fill = (bytesMax: number) => {
    const set = new FingerprintSet(new MemoryBudget(bytesMax), Infinity);
    for (let i = 1; set.refusedBy === undefined; i++) set.insert(Math.imul(i, 0x9e3779b1), i);
    return set.count;
  };
  // 64 parts of 16,384 slots, a quarter more memory, and room to copy one part.
  expect(fill((64 + 4) * 2 ** 17)).toBeGreaterThan(0.8 * 64 * 2 ** 14);
  expect(fill((64 + 4) * 2 ** 17 * 1.25)).toBeGreaterThan(0.8 * 64 * 2 ** 14 * 1.25);
});
