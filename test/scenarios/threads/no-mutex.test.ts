/** Violations in 3/9 and 4/9 if empty tables are freed; the mutex of 5/9 repairs them. */
import { describe, expect, test } from 'vitest';
import type { World } from '../../subjects/vmem/scopes.ts';
import { brokenIn, heldBy, turnsTo } from './thread-twins.ts';

/**
 * Two sections whose memmap shares a pmd table but no block; no failures; two concurrent adds or
 * removes.
 */
const twoHotplugs: Partial<World> = {
  structPage: 64,
  threads: ['hotplug-unlocked', 'hotplug-unlocked'],
};
const variant = (patch: string): string =>
  `${patch}+freesEmptyTables${patch.startsWith('v2') ? '+linksPudTable' : ''}`;

const afterPatch4 = ['v1-3', 'v1-4', 'v2-3', 'v2-4'] as const;

test.each(afterPatch4)('bad: %s without the mutex, two threads', (patch) => {
  const broken = brokenIn({ ...twoHotplugs, revision: variant(patch) });
  const expected = ['freed-once', 'walk-stays-in-tables', 'no-overwritten-entry'];
  expect(broken).toEqual(expect.arrayContaining(expected));
  // When the recursive walk loses a table it also crashes; the iterative one continues and returns 0.
  expect(broken.includes('success-means-mapped')).toBe(patch.startsWith('v1'));
});

test.each(['v1-5', 'v2-5'] as const)('good: %s takes it, two threads', (patch) => {
  const world = { ...twoHotplugs, revision: variant(patch) };
  expect(brokenIn(world)).toEqual([]);
  expect(heldBy('walk-stays-in-tables', world)).toBe(
    { 'v1-5': '416 states, judged 40 times', 'v2-5': '396 states, judged 30 times' }[patch],
  );
});

describe('the shortest paths', () => {
  const world = { ...twoHotplugs, revision: variant('v1-4') };

  test('two tables for one entry', () => {
    expect(turnsTo('no-overwritten-entry', world)).toMatchInlineSnapshot(`
      [
        "1: add section 2 (7)",
        "2: add section 3 (6)",
        "1: add section 2, continued (1)",
        "2: add section 3, continued (2)",
      ]
    `);
  });
  test('a table that is freed during a walk', () => {
    expect(turnsTo('walk-stays-in-tables', world)).toMatchInlineSnapshot(`
      [
        "1: add section 2 (17)",
        "1: remove section 2 (11)",
        "2: add section 3 (7)",
      ]
    `);
  });
  test('memmap that was mapped into a freed table', () => {
    expect(turnsTo('success-means-mapped', world)).toMatchInlineSnapshot(`
      [
        "1: add section 2 (17)",
        "1: remove section 2 (10)",
        "2: add section 3 (10)",
        "1: remove section 2, continued (2)",
        "2: add section 3, continued (7)",
      ]
    `);
  });
  test('a table that both threads find empty', () => {
    expect(turnsTo('freed-once', world)).toMatchInlineSnapshot(`
      [
        "1: add section 2 (17)",
        "1: remove section 2 (10)",
        "2: add section 3 (15)",
        "2: remove section 3 (11)",
        "1: remove section 2, continued (1)",
      ]
    `);
  });
});

describe('together with a DCSS, holding mem_hotplug_lock', () => {
  const withDcss: Partial<World> = {
    structPage: 64,
    blocks: [[2]],
    dcss: { start: 0x30000, end: 0x31000 },
    threads: ['hotplug', 'dcss'],
  };

  test('bad: the DCSS gets memory that a TLB still maps, without sharing a table', () => {
    const world = { ...withDcss, revision: variant('v2-4') };
    expect(brokenIn(world)).toEqual([
      'flush-before-reuse',
      'flush-before-unlock',
      'writes-under-mutex',
    ]);
    expect(turnsTo('flush-before-reuse', world)).toMatchInlineSnapshot(`
      [
        "1: add section 2 (15)",
        "1: remove section 2 (4)",
        "2: load DCSS 0x30000-0x31000 (3)",
      ]
    `);
  });

  test('good: with the mutex nothing is allocated before the flush', () => {
    const world = { ...withDcss, revision: variant('v2-5') };
    expect(brokenIn(world)).toEqual([]);
    expect(heldBy('flush-before-reuse', world)).toMatchInlineSnapshot(
      `"192 states, judged 14 times"`,
    );
  });
});
