/**
 * Numbered pools, sets of pools, and the effect of transitions on sets: equal to one pool at a time.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { PairMemo } from '../../../../src/subjects/vmem/fast/pair-memo.ts';
import { emptySet, noEffect, PoolSets } from '../../../../src/subjects/vmem/fast/pool-sets.ts';
import { noPool, Pools } from '../../../../src/subjects/vmem/fast/pools.ts';

const contentCount = 16;
const pools = new Pools(2, 4);

const numberOf = (...contents: number[]): number => pools.numberOf(Uint8Array.from(contents), 0);

describe('pools', () => {
  example('of two contents out of fifteen: none, one, or two that may be equal', () => {
    expect(pools.count).toBe(1 + 15 + (15 * 16) / 2);
  });

  example('have the content with more pages of 0xFD first', () => {
    expect(numberOf(0b0111, 0b0001)).not.toBe(noPool);
    expect(numberOf(0b0001, 0b0111)).toBe(noPool);
    expect(numberOf(0, 0b0111)).toBe(noPool);
  });

  example('are left with the rest when a content is taken, and hold it no more', () => {
    const both = numberOf(0b0111, 0b0001);
    expect(pools.taken(both, 0b0111)).toBe(numberOf(0b0001, 0));
    expect(pools.taken(both, 0b0001)).toBe(numberOf(0b0111, 0));
    expect(pools.taken(both, 0b0011)).toBe(noPool);
    expect(pools.taken(both, 0)).toBe(both);
  });

  example('forget the content with the fewest pages of 0xFD when they are full', () => {
    const both = numberOf(0b0111, 0b0001);
    expect(pools.remembered(both, 0b0011)).toBe(numberOf(0b0111, 0b0011));
    expect(pools.remembered(both, 0b1111)).toBe(numberOf(0b1111, 0b0111));
    expect(pools.remembered(numberOf(0b0111, 0b0011), 0b0001)).toBe(numberOf(0b0111, 0b0011));
    expect(pools.remembered(both, 0)).toBe(both);
  });
});

const anyPools = fc.uniqueArray(fc.nat({ max: pools.count - 1 }), { minLength: 1, maxLength: 20 });
const anyEffects = fc.array(
  fc.record({ takes: fc.boolean(), content: fc.nat({ max: contentCount - 1 }) }),
  { maxLength: 5 },
);

function setOf(sets: PoolSets, members: readonly number[]): number {
  return members.reduce((set, pool) => sets.union(set, sets.single(pool)), emptySet);
}

const ascending = (members: Iterable<number>): number[] => [...members].sort((a, b) => a - b);

describe('sets of pools', () => {
  test.prop([anyPools, anyPools])('support union and difference', (one, other) => {
    const sets = new PoolSets(pools);
    const [a, b] = [setOf(sets, one), setOf(sets, other)];
    const joined = sets.union(a, b);
    const rest = sets.without(a, b);
    expect(sets.membersOf(joined)).toEqual(ascending(new Set([...one, ...other])));
    expect(sets.membersOf(rest)).toEqual(ascending(one.filter((pool) => !other.includes(pool))));
    expect(sets.sizeOf(joined)).toBe(new Set([...one, ...other]).size);
    expect(sets.union(rest, b)).toBe(joined);
    expect(sets.union(b, a)).toBe(joined);
  });

  test.prop([anyPools, anyEffects])('change like each of their pools', (members, effects) => {
    const sets = new PoolSets(pools);
    const done = effects.reduce(
      (number, { takes, content }) =>
        takes ? sets.taking(number, content) : sets.remembering(number, content),
      noEffect,
    );
    const led = members
      .map((pool) =>
        effects.reduce((at, { takes, content }) => {
          if (at === noPool) return noPool;
          return takes ? pools.taken(at, content) : pools.remembered(at, content);
        }, pool),
      )
      .filter((pool) => pool !== noPool);
    const set = setOf(sets, members);
    expect(sets.weightOf(set, done)).toBe(led.length);
    expect(sets.membersOf(sets.imageOf(set, done))).toEqual(ascending(new Set(led)));
    for (let content = 1; content < contentCount; content++) {
      const isHeld = led.some((pool) => pools.taken(pool, content) !== noPool);
      expect((sets.contentsOf(set, done) & (1 << content)) !== 0).toBe(isHeld);
    }
  });

  test.prop([anyPools, anyPools])('have the same numbers after saving', (one, other) => {
    const sets = new PoolSets(pools);
    const numbers = [setOf(sets, one), setOf(sets, other)];
    const again = new PoolSets(pools);
    again.restore(sets.save());
    expect([setOf(again, one), setOf(again, other)]).toEqual(numbers);
    expect(again.save()).toEqual(sets.save());
  });
});

test.prop([fc.uniqueArray(fc.tuple(fc.nat(), fc.nat()), { selector: String, maxLength: 3000 })])(
  'a memo of pairs contains exactly the added pairs',
  (pairs) => {
    const memo = new PairMemo(() => 0);
    const [added, others] = [
      pairs.slice(0, 2 * (pairs.length >> 2)),
      pairs.slice(2 * (pairs.length >> 2)),
    ];
    for (const [value, [one, other]] of added.entries()) memo.add(one, other, value);
    expect(added.map(([one, other]) => memo.get(one, other))).toEqual([...added.keys()]);
    expect(others.map(([one, other]) => memo.get(one, other))).toEqual(others.map(() => -1));
  },
);
