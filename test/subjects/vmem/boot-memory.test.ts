/** Removal of memory that was mapped at boot, by revision, and the effect of our repairs. */
import { describe, expect, test } from 'vitest';
import { createMemorySystem } from '../../../src/subjects/vmem/fast/memory-system.ts';
import { ReferenceWorld } from '../../../src/subjects/vmem/plain/world.ts';
import { brokenIn, heldBy, turnsTo } from '../../scenarios/threads/thread-twins.ts';
import { scopeOf, searchAll, type World } from './scopes.ts';

/** A leaf of 2 GiB covers sections 4 and 5. */
const oneLeaf: Partial<World> = {
  revision: 'linux-7.2',
  structPage: 64,
  sectionSize: 128,
  blocks: [[4], [5]],
  boot: [4, 5],
  online: true,
};

function brokenBy(over: Partial<World>): string[] {
  const { end, violations } = searchAll(createMemorySystem(scopeOf({ ...oneLeaf, ...over })));
  expect(end).toEqual({ kind: 'exhausted' });
  return violations
    .filter(({ invariant }) => invariant.premise === undefined)
    .map(({ invariant, depth }) => `${invariant.id} ${depth}`);
}

test('boot maps with the largest leaf, counts it, and reserves the memmap', () => {
  const world = new ReferenceWorld(scopeOf(oneLeaf));
  const { machine, ghost } = world.runner;
  expect(machine.counters).toEqual([0, 0, 1]);
  expect([...machine.live].map(({ kind, boot }) => `${kind} ${boot}`)).toEqual([
    'table false',
    'table true',
    'block true',
    'block true',
  ]);
  expect(ghost.live.identity.ranges()).toEqual([{ start: 0x20000, end: 0x30000 }]);
  expect(ghost.live.initialised.ranges()).toEqual(ghost.live.memmap.ranges());
});

describe('removed in blocks of half that leaf', () => {
  test('until 6.18 it stays mapped, and boot-reserved memory leaks', () => {
    const expected = ['no-leaked-tables 2', 'no-leaked-memmap 1', 'identity-coverage 1'];
    expect(brokenBy({ revision: 'linux-6.12' })).toEqual(expected);
    expect(brokenBy({ revision: 'linux-5.10' })).toEqual(expected);
  });
  test('7.2 splits it, frees all of it, and violates nothing', () => {
    expect(brokenBy({})).toEqual([]);
  });
  test('7.2 without memory for the split walks into the leaf', () => {
    expect(brokenBy({ failAllocs: 1 })).toEqual(['walk-stays-in-tables 1']);
  });
  test('with the error kept the memory stays mapped: a removal cannot fail', () => {
    const checked = { revision: 'linux-7.2+checksSplit', failAllocs: 1 };
    expect(brokenBy(checked)).toEqual(['identity-coverage 1']);
  });
});

describe('set_memory_4k() on the other section of that leaf', () => {
  const threads: World['threads'] = ['hotplug', 'set-memory-4k'];
  const both: Partial<World> = { ...oneLeaf, threads, online: false };

  test('bad: 7.2 splits under vmem_mutex, set_memory_4k() under cpa_mutex', () => {
    expect(brokenIn(both)).toEqual(['flush-before-reuse', 'no-overwritten-entry']);
    expect(turnsTo('no-overwritten-entry', both)).toMatchInlineSnapshot(`
      [
        "1: remove section 4 (13)",
        "2: set_memory_4k of the page at 0x28000 (1)",
        "1: remove section 4, continued (1)",
        "2: set_memory_4k of the page at 0x28000, continued (2)",
      ]
    `);
  });
  test('good: 6.12 splits nothing', () => {
    const world = { ...both, revision: 'linux-6.12' };
    expect(heldBy('no-overwritten-entry', world)).toMatchInlineSnapshot(
      `"7066 states, judged 2162 times"`,
    );
    expect(heldBy('direct-map-counters', world)).toMatchInlineSnapshot(
      `"7066 states, judged 804 times"`,
    );
  });
  test('good: a split under cpa_mutex that checks the entry again', () => {
    const world: Partial<World> = {
      ...both,
      revision: 'linux-7.2+splitsUnderCpaMutex',
      locks: 'all',
    };
    expect(brokenIn(world)).toEqual(['flush-before-reuse']);
    expect(heldBy('no-overwritten-entry', world)).toMatchInlineSnapshot(
      `"6921 states, judged 1700 times"`,
    );
  });
});

describe('boot memory and its KASAN shadow', () => {
  const shadowed: Partial<World> = { ...oneLeaf, kasan: true };

  test('the shadow lies above the bound, and boot maps it', () => {
    const { ghost } = new ReferenceWorld(scopeOf(shadowed)).runner;
    expect(ghost.live.memmap.ranges().at(-1)).toEqual({ start: 0xd4000, end: 0xdc000 });
  });
  test('good: 7.2 frees it with the memory', () => {
    expect(brokenBy(shadowed)).toEqual([]);
    expect(brokenBy({ ...shadowed, edat1: false, edat2: false })).toEqual([]);
  });
});

describe('memory that boot mapped without counting it', () => {
  const image: Partial<World> = { ...oneLeaf, blocks: [[6]], boot: [], uncounted: [4, 5] };

  test('boot maps it with the largest leaf, and does not count it', () => {
    const { machine, ghost } = new ReferenceWorld(scopeOf(image)).runner;
    expect(machine.counters).toEqual([0, 0, 0]);
    expect(ghost.live.identity.ranges()).toEqual([{ start: 0x20000, end: 0x30000 }]);
    expect(ghost.live.memmap.ranges()).toEqual([]);
  });
  test('bad: set_memory_4k() splits one of its leaves, and counts that', () => {
    const world: Partial<World> = { ...image, threads: ['hotplug', 'set-memory-4k'] };
    expect(turnsTo('direct-map-counters', { ...world, online: false })).toMatchInlineSnapshot(`
      [
        "1: add section 6 (10)",
        "2: set_memory_4k of the page at 0x20000 (3)",
        "1: add section 6, continued (1)",
      ]
    `);
  });
  test('good: hotplug of adjacent memory keeps the counters', () => {
    expect(brokenBy(image)).toEqual([]);
  });
  test('bad: a caller that maps it again and unmaps it', () => {
    const shadow: Partial<World> = {
      ...oneLeaf,
      ...{ contract: 'any', blocks: [], boot: [], uncounted: [4, 5] },
      ...{ memmapPages: 0, identityPoints: [32, 48] },
    };
    expect(brokenBy({ ...shadow, revision: 'linux-5.10' })).toMatchInlineSnapshot(`
      [
        "direct-map-counters 1",
      ]
    `);
    expect(brokenBy(shadow)).toMatchInlineSnapshot(`
      [
        "direct-map-counters 1",
      ]
    `);
  });
});
