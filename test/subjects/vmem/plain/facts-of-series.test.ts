/** Facts that occur in revisions of vmem.c: each with its shortest story, and a twin without it. */
import { describe, expect, test } from 'vitest';
import type { FactName } from '../../../../src/invariants/facts.ts';
import { namesOf, perform, performAll, worldOf } from './worlds.ts';

/** By design, the series frees first, then clears, and flushes the range at the end. */
const strict: readonly FactName[] = [
  'freedWhileEntered',
  'freedBeforeFlush',
  'flushMissedTable',
  'flushMissedLeaf',
];
const beyondDesign = (facts: number) => namesOf(facts).filter((fact) => !strict.includes(fact));

describe('the series by design', () => {
  test('removal frees before it clears, and flushes less than it cleared', () => {
    const world = worldOf({});
    expect(namesOf(perform(world, 'add section 2').facts)).toEqual([]);
    expect(namesOf(perform(world, 'remove section 2').facts)).toEqual([
      'freedWhileEntered',
      'freedBeforeFlush',
      'flushMissedTable',
      'flushMissedLeaf',
    ]);
  });

  test('memmap that ends at a PMD boundary is flushed completely, except its tables', () => {
    // With 64-byte struct pages, the memmap of a section is exactly two PMDs.
    const world = worldOf({ structPage: 64, blocks: [[2]] });
    expect(namesOf(performAll(world, 'add section 2', 'remove section 2').facts)).toEqual([
      'freedWhileEntered',
      'freedBeforeFlush',
      'flushMissedTable',
    ]);
  });
});

describe('linux-5.10 loses the error of a failed allocation', () => {
  // The memmap of section 2 crosses a table boundary at 0x90000: if the table for its second half
  // cannot be allocated, `ret` is still 0 from the first half.
  const failing = { failed: [7] };

  test('add returns 0 with half of the memmap unmapped', () => {
    const world = worldOf({ geometry: 'tiny5', failAllocs: 1 });
    const performed = perform(world, 'add section 2', failing);
    expect(performed.result).toBe(0);
    expect(namesOf(performed.facts)).toEqual(['memmapLost', 'falseSuccess']);
    expect(performed.calls.map(({ factsAt }) => factsAt)).toEqual([
      [],
      [
        { fact: 'memmapLost', eventIndex: 'rest' },
        { fact: 'falseSuccess', eventIndex: 'rest' },
      ],
    ]);
  });

  test('with the error kept, add returns -12 and everything is undone', () => {
    const world = worldOf({ geometry: 'tiny5', failAllocs: 1, revision: 'error-kept' });
    const performed = perform(world, 'add section 2', failing);
    expect(performed.result).toBe(-12);
    expect(beyondDesign(performed.facts)).toEqual([]);
    expect(world.runner.machine.table(0).used).toBe(0);
  });

  test('then onlining writes through an unmapped address, and the story ends', () => {
    const world = worldOf({ geometry: 'tiny5', failAllocs: 1 });
    perform(world, 'add section 2', failing);
    const performed = perform(world, 'online section 2');
    expect(namesOf(performed.facts)).toEqual(['wroteUnmapped']);
    expect([performed.ends, performed.result, performed.steps]).toEqual([true, null, 1]);
  });

  test('then the neighbour treats the missing part as unused, and frees memmap of the live section', () => {
    const world = worldOf({ geometry: 'tiny5', failAllocs: 1 });
    perform(world, 'add section 2', failing);
    expect(namesOf(perform(world, 'add section 3').facts)).toEqual([
      'memmapLost',
      'liveMemmapMarked',
    ]);
    expect(beyondDesign(perform(world, 'remove section 3').facts)).toEqual([
      'memmapLost',
      'memmapClearedLive',
      'usedBlockFreed',
    ]);
  });

  test('without a failure the neighbours do not affect each other', () => {
    const world = worldOf({ geometry: 'tiny5' });
    const labels = ['add section 2', 'online section 2', 'add section 3', 'remove section 3'];
    for (const label of labels) expect(beyondDesign(perform(world, label).facts)).toEqual([]);
  });

  test('without large pages, part of the identity mapping can be missing too', () => {
    const world = worldOf({ edat1: false, edat2: false, failAllocs: 1 });
    expect(namesOf(perform(world, 'add section 2', { failed: [5] }).facts)).toEqual([
      'identityLost',
      'falseSuccess',
    ]);
    const repaired = worldOf({
      edat1: false,
      edat2: false,
      failAllocs: 1,
      revision: 'error-kept',
    });
    const performed = perform(repaired, 'add section 2', { failed: [5] });
    expect(beyondDesign(performed.facts)).toEqual([]);
  });
});

test('5.9-rc1 with four levels follows the empty p4d entry in the first add; 5.9 does not', () => {
  const performed = perform(
    worldOf({ geometry: 'tiny4', revision: 'linux-5.9-rc1' }),
    'add section 2',
  );
  expect(namesOf(performed.facts)).toEqual(['walkedIntoNoTable']);
  expect([performed.ends, performed.result]).toEqual([true, null]);
  expect(performed.calls[0].factsAt).toEqual([{ fact: 'walkedIntoNoTable', eventIndex: 2 }]);
  const fixed = perform(worldOf({ geometry: 'tiny4', revision: 'linux-5.9' }), 'add section 2');
  expect(namesOf(fixed.facts)).toEqual([]);
});

test('with KASAN 5.9 keeps empty tables below the shadow; 5.10 frees them', () => {
  const scope = { geometry: 'tiny5', kasan: true, blocks: [[1]] } as const;
  const run = (revision: string) =>
    performAll(worldOf({ ...scope, revision }), 'add section 1', 'remove section 1');
  expect(beyondDesign(run('linux-5.9').facts)).toEqual(['tableEmpty']);
  expect(beyondDesign(run('linux-5.10').facts)).toEqual([]);
});

test('with KASAN 5.9 frees a table that reaches into the shadow; 5.10 keeps it', () => {
  // The p4d entry of section 2 covers 0x20000-0x40000, the shadow is 0x30000-0x38000.
  const scope = { geometry: 'tiny5', kasan: true, blocks: [[2]] } as const;
  const run = (revision: string) =>
    performAll(worldOf({ ...scope, revision }), 'add section 2', 'remove section 2');
  expect(beyondDesign(run('linux-5.9').facts)).toEqual(['reservedTableFreed']);
  expect(beyondDesign(run('linux-5.10').facts)).toEqual([]);
});

test('before patch 8/9 a shared block is never freed', () => {
  const run = (revision: string) =>
    performAll(worldOf({ revision }), 'add section 2', 'remove section 2');
  expect(beyondDesign(run('v2-7').facts)).toEqual(['memmapResidue']);
  expect(beyondDesign(run('v2-8').facts)).toEqual([]);
});

describe('a caller that overlaps', () => {
  const any = { contract: 'any', structPage: 56, failAllocs: 1, edat2: false } as const;
  const memmap = { ...any, memmapPages: 5, online: true } as const;

  test('a populate that fails without memory removes earlier mappings', () => {
    const world = worldOf(memmap);
    perform(world, 'populate 0x80000-0x81000', { failed: [2] });
    const performed = perform(world, 'populate 0x80000-0x82000', { failed: [1] });
    expect(beyondDesign(performed.facts)).toEqual(['memmapLost', 'failureNotUndone']);
  });

  test('a failing populate of adjacent pages is undone', () => {
    const world = worldOf(memmap);
    perform(world, 'populate 0x80000-0x81000', { failed: [2] });
    const performed = perform(world, 'populate 0x81000-0x82000', { failed: [1] });
    expect(performed.result).toBe(-12);
    expect(beyondDesign(performed.facts)).toEqual([]);
  });

  test('a second populate of the same page zeroes an initialised struct page', () => {
    const labels = ['populate 0x80000-0x81000', 'populate 0x80000-0x81000'];
    const again = performAll(worldOf(memmap), ...labels);
    expect(namesOf(again.facts)).toEqual(['liveMemmapZeroed']);
    const unwritten = performAll(worldOf({ ...memmap, online: false }), ...labels);
    expect(namesOf(unwritten.facts)).toEqual([]);
  });

  test('a free beyond the tail does not reset the tail', () => {
    const run = (range: string) =>
      performAll(worldOf(memmap), 'populate 0x80000-0x81000', `free ${range}`);
    expect(namesOf(run('0x80000-0x84000').facts)).toContain('tailInvalid');
    expect(namesOf(run('0x80000-0x83000').facts)).not.toContain('tailInvalid');
  });

  test('an unmap of part of a large identity leaf leaves it', () => {
    const identity = { ...any, identityPages: 5, identityFirst: 4 } as const;
    const run = (range: string) =>
      performAll(worldOf(identity), 'map 0x4000-0x8000', `unmap ${range}`);
    expect(namesOf(run('0x4000-0x5000').facts)).toContain('identityResidue');
    expect(namesOf(run('0x4000-0x8000').facts)).not.toContain('identityResidue');
  });
});
