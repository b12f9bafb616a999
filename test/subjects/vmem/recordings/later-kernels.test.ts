/** Behaviour of mainline, 6.12 and 7.2 that no recording contains: derived from their source of vmem.c. */
import { describe, expect, test } from 'vitest';
import {
  vmemAddMapping,
  vmemAddRange,
  vmemmapFree,
  vmemmapPopulate,
  vmemRemoveMapping,
} from '../../../../src/subjects/vmem/kernel/entry-points.ts';
import { geometries } from '../../../../src/subjects/vmem/machine/geometry.ts';
import { describeMachine } from '../../../../src/subjects/vmem/machine/layouts.ts';
import { runOn } from './reported-run.ts';

const memmap = { first: 0x80000, second: 0x84000, end: 0x88000 };
const realMachine = {
  structPage: 64,
  sectionSize: 256,
  edat1: true,
  edat2: false,
  debugPagealloc: false,
  kasan: false,
  vmalloc: 'far',
  sections: [],
} as const;

const later = ['mainline', 'linux-6.12', 'linux-7.2'];

describe('the bound of all ranges', () => {
  test.each(later)('%s refuses ranges above it, in populate twice', (revision) => {
    const { kernel, run } = runOn(revision);
    const { vmallocStart } = kernel.machine;
    const warn = '["warn","modify_pagetable"]';
    const populate = run(vmemmapPopulate(kernel, vmallocStart - 0x4000, vmallocStart + 0x1000));
    expect(populate).toEqual(['["lock"]', warn, warn, '["unlock"]', '-> -22']);
    const removed = run(vmemRemoveMapping(kernel, 0, 2 ** 60));
    expect(removed).toEqual(['["lock"]', warn, '["unlock"]', '-> null']);
  });

  test.each([
    ['mainline', true],
    ['linux-6.12', false],
    ['linux-7.2', false],
  ])('%s frees a table that reaches across it: %s', (revision, isFreed) => {
    // The tables cover 64, 128 and 256 KiB from 0x80000; VMALLOC_START is in the middle of the first.
    const { machine, kernel, run } = runOn(revision, { vmallocStart: 0x88000 });
    run(vmemmapPopulate(kernel, memmap.first, memmap.end));
    const reported = run(vmemmapFree(kernel, memmap.first, memmap.end));
    expect(reported.some((text) => text.startsWith('["free","t'))).toBe(isFreed);
    expect(machine.liveTables).toEqual(isFreed ? [0, 0, 0, 0, 0] : [0, 1, 1, 1, 0]);
  });

  test.each(['linux-6.12', 'linux-7.2'])('%s frees a table that ends at it', (revision) => {
    const { machine, kernel, run } = runOn(revision, { vmallocStart: 0x90000 });
    run(vmemmapPopulate(kernel, memmap.first, memmap.end));
    run(vmemmapFree(kernel, memmap.first, memmap.end));
    expect(machine.liveTables[1]).toBe(0);
  });
});

describe('folded levels', () => {
  /** 3 levels: the pgd and p4d levels are folded; below p4d lies the root, a pud table. */
  test('mainline: the last removal treats the empty root as a table to free', () => {
    const real3 = describeMachine({ ...realMachine, geometry: 'real3' });
    const { kernel, run } = runOn('mainline', real3);
    run(vmemAddMapping(kernel, 0x10000000, 0x10000000));
    const reported = run(vmemRemoveMapping(kernel, 0x10000000, 0x10000000));
    expect([...reported.slice(0, 2), `${reported.length - 8} more`, ...reported.slice(-6)]).toEqual(
      [
        '["lock"]',
        '["clear","pmd","0x10000000","dir"]',
        // 256 segments of 1 MiB: the one above, 255 more, and the counter.
        '256 more',
        '["free","t1"]',
        '["clear","pud","0x0","table","t1"]',
        '["warn","vmem_free_pages"]',
        '["flush","0x10000000","0x20000000"]',
        '["unlock"]',
        '-> null',
      ],
    );
    expect(reported.at(-7)).toBe('["count","1M",-256]');
  });

  test.each([
    ['tiny3', 'mainline', 1],
    ['tiny4', 'mainline', 1],
    ['tiny5', 'mainline', 0], // no folded level
    ['tiny3', 'linux-5.10', 0], // a folded level reaches above VMALLOC_START
    ['tiny4', 'linux-5.10', 0],
    ['tiny3', 'linux-6.12', 0], // the absolute lowcore is in the root
    ['tiny4', 'linux-7.2', 0],
  ] as const)('%s, %s: %d warnings when the root is empty', (name, revision, warnings) => {
    const { machine, kernel, run } = runOn(revision, { geometry: geometries[name] });
    const warned = (reported: string[]) => reported.filter((text) => text.includes('warn'));
    const expected = Array.from({ length: warnings }, () => '["warn","vmem_free_pages"]');
    run(vmemAddMapping(kernel, 0x10000, 0x4000));
    run(vmemAddMapping(kernel, 0x40000, 0x4000));
    // No warning, because something else is mapped.
    expect(warned(run(vmemRemoveMapping(kernel, 0x10000, 0x4000)))).toEqual([]);
    expect(warned(run(vmemRemoveMapping(kernel, 0x40000, 0x4000)))).toEqual(expected);
    // A folded entry is never empty, so the walk reaches it although nothing was mapped.
    expect(warned(run(vmemRemoveMapping(kernel, 0x40000, 0x4000)))).toEqual(expected);
    expect(machine.table(0)).toMatchObject({ live: true, used: 0 });
    expect(machine.liveTables).toEqual([0, 0, 0, 0, 0]);
  });

  test('mainline at boot, without slab: nothing is freed and nothing warns', () => {
    const { kernel, run } = runOn('mainline', { geometry: geometries.tiny3, edat1: false });
    const plan = { boot: true, fails: (attempt: number) => attempt === 1 };
    expect(run(vmemAddMapping(kernel, 0x10000, 0x4000), plan)).toEqual([
      '["lock"]',
      '["alloc","pmd",null]',
      '["flush","0x10000","0x14000"]',
      '["unlock"]',
      '-> -12',
    ]);
  });

  test('mainline: a failed populate that leaves nothing warns as well', () => {
    const { kernel, run } = runOn('mainline', { geometry: geometries.tiny3 });
    const reported = run(vmemmapPopulate(kernel, 0x80000, 0x84000), { fails: () => true });
    expect(reported.slice(-4)).toEqual([
      '["warn","vmem_free_pages"]',
      '["flush","0x80000","0x84000"]',
      '["unlock"]',
      '-> -12',
    ]);
  });
});

describe('removed boot memory', () => {
  test.each([
    ['linux-6.12', '["warn","vmem_pte_free"]', '["warn","vmem_free_pages"]', [1, 1, 1, 1, 0]],
    ['linux-7.2', '["free","t4"]', '["free","t3"]', [0, 0, 0, 0, 0]],
  ])('%s: page table and pmd table', (revision, pageTable, pmdTable, liveTables) => {
    const { machine, kernel, run } = runOn(revision, { edat1: false, edat2: false });
    run(vmemAddRange(kernel, 0x10000, 0x1000), { boot: true });
    const reported = run(vmemRemoveMapping(kernel, 0x10000, 0x1000));
    expect(reported.filter((text) => /free|"t[34]"/.test(text)).slice(0, 4)).toEqual([
      pageTable,
      '["clear","pmd","0x10000","table","t4"]',
      pmdTable,
      '["clear","pud","0x10000","table","t3"]',
    ]);
    expect(machine.liveTables).toEqual(liveTables);
  });

  test('linux-7.2: the memmap of boot, one event per block; during boot nothing is freed', () => {
    const { machine, kernel, run } = runOn('linux-7.2');
    run(vmemmapPopulate(kernel, memmap.first, memmap.second), { boot: true });
    const plan = { boot: true, fails: () => true };
    expect(run(vmemmapPopulate(kernel, memmap.second, memmap.end), plan)).toContain('-> -12');
    expect(machine.liveBlocks).toBe(1);
    const reported = run(vmemmapFree(kernel, memmap.first, memmap.second));
    expect(reported.slice(1, 3)).toEqual([
      '["free","b1"]',
      '["clear","pmd","0x80000","block","b1"]',
    ]);
    expect(machine.liveBlocks).toBe(0);
  });
});
