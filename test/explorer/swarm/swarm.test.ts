/** Swarm searches: real paths, accurate estimates, deterministic for a seed. */
import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import { replaySchedule } from '../../../src/explorer/replay.ts';
import { BitTable } from '../../../src/explorer/swarm/bit-table.ts';
import { swarmCoverage } from '../../../src/explorer/swarm/coverage.ts';
import { DistinctCount, standardError } from '../../../src/explorer/swarm/distinct-count.ts';
import {
  type PartialRequest,
  partialSearch,
  partialWays,
} from '../../../src/explorer/swarm/partial-search.ts';
import { noDeadlock, sometimes } from '../../toys/define-toy.ts';
import { philosophers } from '../../toys/philosophers.ts';

const wordOf = (random: () => number): number => Math.floor(random() * 2 ** 32) | 0;

/** Well-mixed bits, like fingerprints. */
const items = ((random) => Array.from({ length: 30_000 }, () => [wordOf(random), wordOf(random)]))(
  seedrandom('items'),
);

function countOf(first: number, last: number): DistinctCount {
  const count = new DistinctCount();
  for (const [low, high] of items.slice(first, last)) count.add(low, high);
  return count;
}

test.each([0, 1, 100, 5_000, 30_000])(
  '%i items are counted within four standard errors',
  (items) => {
    const estimate = countOf(0, items).estimate();
    expect(Math.abs(estimate - items)).toBeLessThanOrEqual(4 * standardError * items);
  },
);

test('items seen by two searches are counted once', () => {
  const union = countOf(0, 6_000).union(countOf(3_000, 9_000));
  expect(union.registers).toEqual(countOf(0, 9_000).registers);
});

test('a table contains all added fingerprints, and the seed selects the bits', () => {
  const [one, other] = [new BitTable(16, 1), new BitTable(16, 2)];
  expect([one.add(1, 2), one.add(1, 2), other.add(1, 2), one.bytes]).toEqual([
    true,
    false,
    true,
    8192,
  ]);
  const small = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
    const table = new BitTable(8, seed);
    const added = Array.from({ length: 100 }, (_, item) => table.add(item, -item));
    return added.map(Number).join('');
  });
  expect(new Set(small).size).toBe(8);
});

function search(changes: Partial<PartialRequest>, seed = 'one') {
  const system = philosophers({ philosopherCount: 5, lastIsLeftHanded: false });
  const result = partialSearch({
    system,
    invariants: [noDeadlock],
    goals: [sometimes(system, 'somebody-eats')],
    way: 'depth-first',
    random: seedrandom(seed),
    hashSeed: 7,
    tableBits: 16,
    depthMax: 100,
    transitionCountMax: 10_000,
    shouldStop: () => false,
    ...changes,
  });
  return { system, result };
}

describe.each(partialWays)('%s', (way) => {
  test('all 82 states of five philosophers, and a path to the stuck one', () => {
    const { system, result } = search({ way });
    expect(result.stateCount).toBe(82);
    expect(new DistinctCount(result.registers).estimate()).toBe(82);
    expect(result.goalsReached).toEqual([true]);
    expect(result.end).toBe(way === 'random' ? 'bounded' : 'exhausted');
    const [{ schedule, depth, invariant }] = result.violations;
    expect([invariant, schedule.length]).toEqual([noDeadlock, depth]);
    const path = replaySchedule(system, schedule);
    expect(path.kind).toBe('followed');
    const last = path.transitions.at(-1)?.state ?? new Uint8Array();
    system.load(last, 0);
    expect(system.next()).toBe(false);
  });

  test('the paths depend on the seed', () => {
    const depths = (seed: string) => search({ way, transitionCountMax: 60 }, seed).result;
    expect(depths('a')).toEqual(depths('a'));
    const different = ['a', 'b', 'c', 'd', 'e'].map((seed) => JSON.stringify(depths(seed)));
    expect(new Set(different).size).toBeGreaterThan(1);
  });

  test('it ends at its bounds', () => {
    expect(search({ way, transitionCountMax: 50 }).result.transitionCount).toBeLessThan(60);
    expect(search({ way, depthMax: 3 }).result.depth).toBe(3);
    const calls: number[] = [];
    const { result } = search({
      way: 'random',
      shouldStop: ({ transitionCount }) => calls.push(transitionCount) === 2,
    });
    expect([result.end, calls.length]).toEqual(['stopped', 2]);
  });
});

test('coverage: the gain of each search, and the expected gain of more', () => {
  const parts = [
    countOf(0, 4_000),
    countOf(2_000, 6_000),
    countOf(5_000, 7_000),
    countOf(0, 7_000),
  ];
  const { states, gains, forecast } = swarmCoverage(
    parts.map(({ registers }) => registers),
    true,
  );
  expect(states).toBe(countOf(0, 7_000).estimate());
  expect(gains.reduce((sum, gain) => sum + gain, 0)).toBe(states);
  expect(gains[3]).toBe(0);
  expect(forecast).toBeGreaterThan(0);
  expect(forecast).toBeLessThan(gains[2]);
  expect(
    swarmCoverage(
      parts.map(({ registers }) => registers),
      false,
    ),
  ).toMatchObject({
    searches: 4,
    states: null,
    forecast: null,
  });
});
