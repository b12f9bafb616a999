/** Readers without vmem_mutex: page-table dumpers, walkers over page frames, set_memory, other users. */
import { describe, expect, test } from 'vitest';
import type { World } from '../../subjects/vmem/scopes.ts';
import { brokenIn, heldBy, turnsTo } from './thread-twins.ts';

const common: Partial<World> = {
  structPage: 64,
  online: true,
  dcss: { start: 0x70000, end: 0x71000 },
};

describe('a dumper and a DCSS', () => {
  const both: Partial<World> = { ...common, threads: ['dcss', 'dumper'] };

  test.each(['v1-6', 'v2-6', 'linux-5.10', 'strict-order'])(
    'bad: %s frees the table that the dumper is reading',
    (revision) => {
      expect(brokenIn({ ...both, revision })).toEqual(['walk-stays-in-tables']);
    },
  );
  test('the shortest path, which a flush before the free does not prevent', () => {
    const [order, strict] = ['linux-5.10', 'strict-order'].map((revision) =>
      turnsTo('walk-stays-in-tables', { ...both, revision }),
    );
    expect(order).toMatchInlineSnapshot(`
      [
        "1: load DCSS 0x70000-0x71000 (13)",
        "1: unload DCSS 0x70000-0x71000 (11)",
        "2: dump the page tables at 0x70000 (3)",
      ]
    `);
    expect(strict).toMatchInlineSnapshot(`
      [
        "1: load DCSS 0x70000-0x71000 (13)",
        "1: unload DCSS 0x70000-0x71000 (13)",
        "2: dump the page tables at 0x70000 (1)",
        "1: unload DCSS 0x70000-0x71000, continued (4)",
        "2: dump the page tables at 0x70000, continued (1)",
      ]
    `);
  });
  test.each(['v1-5', 'v2-5'])('good: %s frees no table yet', (revision) => {
    expect(brokenIn({ ...both, revision })).toEqual(['no-leaked-tables']);
  });
  test('good: a dumper that takes vmem_mutex inside mem_hotplug_lock', () => {
    const threads: World['threads'] = ['hotplug', 'dcss', 'dumper-mutex'];
    expect(brokenIn({ ...common, threads, merge: 'reads' })).toEqual([]);
    const world: Partial<World> = { ...common, threads: ['dcss', 'dumper-mutex'] };
    expect(heldBy('walk-stays-in-tables', world)).toMatchInlineSnapshot(
      `"229 states, judged 6 times"`,
    );
  });
});

describe('a dumper and hotplug', () => {
  test('bad: without mem_hotplug_lock it reaches a freed table', () => {
    const world: Partial<World> = { ...common, threads: ['hotplug', 'dumper-unlocked'] };
    expect(turnsTo('walk-stays-in-tables', world)).toMatchInlineSnapshot(`
      [
        "1: add section 2 (17)",
        "1: remove section 2 (12)",
        "2: dump the page tables at 0x90000 (2)",
      ]
    `);
  });
  test('good: with it they do not race', () => {
    expect(brokenIn({ ...common, threads: ['hotplug', 'dumper'] })).toEqual([]);
  });
});

describe('a frame that is freed and reallocated to another user', () => {
  const threads: World['threads'] = ['hotplug', 'allocator'];

  test('bad: linux-5.10 frees before it clears and flushes', () => {
    const world = { ...common, threads };
    expect(brokenIn(world)).toEqual(['flush-before-reuse', 'no-reuse-while-entered']);
    expect(turnsTo('no-reuse-while-entered', world)).toMatchInlineSnapshot(`
      [
        "1: add section 2 (17)",
        "1: remove section 2 (5)",
        "2: another user allocates a page (1)",
      ]
    `);
    expect(turnsTo('flush-before-reuse', world)).toEqual(turnsTo('no-reuse-while-entered', world));
  });
  test('good: strict-order frees last', () => {
    const world = { ...common, threads, revision: 'strict-order' };
    expect(brokenIn(world)).toEqual([]);
    expect(heldBy('flush-before-reuse', world)).toMatchInlineSnapshot(
      `"209 states, judged 14 times"`,
    );
    expect(heldBy('no-reuse-while-entered', world)).toMatchInlineSnapshot(
      `"209 states, judged 209 times"`,
    );
  });
});

describe('a walker over page frames', () => {
  test('bad: the section was removed after the walker saw it online', () => {
    const world: Partial<World> = { ...common, threads: ['hotplug', 'pfn-walker'] };
    expect(turnsTo('readers-stay-mapped', world)).toMatchInlineSnapshot(`
      [
        "1: add section 2 (17)",
        "1: online section 2 (1)",
        "2: walk the page frames of section 2 (1)",
        "1: remove section 2 (6)",
        "2: walk the page frames of section 2, continued (1)",
      ]
    `);
  });
  test('good: nothing is removed concurrently', () => {
    const world: Partial<World> = { ...common, threads: ['dcss', 'pfn-walker'] };
    expect(brokenIn(world)).toEqual([]);
  });
});

test('set_memory concurrent with hotplug and DCSS: different pages, and a table with live entries is not freed', () => {
  const threads: World['threads'] = ['hotplug', 'dcss', 'set-memory'];
  expect(brokenIn({ ...common, threads, merge: 'reads' })).toEqual([]);
});

describe('locks', () => {
  test('bad: vmem_mutex before mem_hotplug_lock, and the other way round', () => {
    const world: Partial<World> = { ...common, threads: ['dumper-mutex', 'dumper-inverted'] };
    expect(brokenIn(world)).toEqual(['no-deadlock']);
    expect(turnsTo('no-deadlock', world)).toMatchInlineSnapshot(`
      [
        "1: dump the page tables at 0x20000 (1)",
        "2: dump the page tables at 0x20000 (1)",
      ]
    `);
  });
  test('good: with the lock order of the kernel there is no deadlock', () => {
    const threads: World['threads'] = ['hotplug', 'dumper-mutex', 'dumper-mutex'];
    const world: Partial<World> = { ...common, blocks: [[2]], threads, merge: 'reads' };
    expect(heldBy('no-deadlock', world)).toMatchInlineSnapshot(`"348 states, judged 348 times"`);
  });
});
