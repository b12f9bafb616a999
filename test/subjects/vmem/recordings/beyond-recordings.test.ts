/**
 * Cases that are not in the available recordings but allowed by the format, derived from the source
 * of vmem.c and the format.
 */
import { describe, expect, test } from 'vitest';
import {
  vmemAddMapping,
  vmemAddRange,
  vmemmapFree,
  vmemmapPopulate,
  vmemRemoveMapping,
} from '../../../../src/subjects/vmem/kernel/entry-points.ts';
import { Altmap } from '../../../../src/subjects/vmem/plain/memory.ts';
import { leavesOnly, runOn } from './reported-run.ts';

const memmap = { first: 0x80000, second: 0x87000, end: 0x8e000 };
const pmd = 0x4000;

describe('altmap', () => {
  test('a request is aligned to its number of pages, so the aligned request may not fit', () => {
    const altmap = new Altmap(12);
    const reported = [1, 4, 4, 4, 1].map((pages) => {
      const fits = altmap.hasRoomFor(pages);
      if (fits) altmap.take(pages);
      return [pages, fits, altmap.allocated, altmap.aligned];
    });
    expect(reported).toEqual([
      [1, true, 1, 0],
      [4, true, 5, 3],
      [4, true, 9, 3],
      [4, false, 9, 3],
      [1, false, 9, 3],
    ]);
  });

  test('freeing more than was allocated makes the count negative, and allows more allocations', () => {
    const altmap = new Altmap(4);
    altmap.give(3);
    expect([altmap.hasRoomFor(8), altmap.hasRoomFor(4)]).toEqual([false, true]);
    altmap.take(4);
    expect([altmap.allocated, altmap.aligned]).toEqual([1, 3]);
    altmap.reset();
    expect([altmap.allocated, altmap.aligned]).toEqual([0, 0]);
  });

  test('memory freed to the altmap is released with its entry, if it came from there', () => {
    const { machine, kernel, run } = runOn('mainline', { altmapPages: 22 });
    const { first } = memmap;
    run(vmemmapPopulate(kernel, first, first + pmd, 'altmap'));
    run(vmemmapPopulate(kernel, first + pmd, first + 2 * pmd, 'own'));
    expect(machine.liveBlocks).toBe(2);
    expect(leavesOnly(run(vmemmapFree(kernel, first, first + 2 * pmd, 'altmap')))).toEqual([
      '["altmap_free",4]',
      '["clear","pmd","0x80000","block","b1"]',
      '["altmap_free",4]',
      '["clear","pmd","0x84000","block","b2"]',
      '["flush","0x80000","0x88000"]',
      '-> null',
    ]);
    expect([machine.liveBlocks, machine.altmap.allocated]).toEqual([1, -4]);
  });

  test('altmap memory that goes to the page allocator stays allocated', () => {
    const { machine, kernel, run } = runOn('mainline', { altmapPages: 22, edat1: false });
    const { first } = memmap;
    run(vmemmapPopulate(kernel, first, first + 0x1000, 'altmap'));
    expect(leavesOnly(run(vmemmapFree(kernel, first, first + 0x1000)))).toEqual([
      '["badfree","altmap","p1"]',
      '["clear","pte","0x80000","page","p1"]',
      '["flush","0x80000","0x81000"]',
      '-> null',
    ]);
    expect([machine.livePages, machine.altmap.allocated]).toEqual([1, 1]);
  });

  test('an injected failure is not used up if the altmap is full first', () => {
    const { first } = memmap;
    const plan = { fails: (_: number, kind: string) => kind === 'block' };
    const reported = [4, 3].map((altmapPages) => {
      const { machine, kernel, run } = runOn('mainline', { altmapPages });
      const events = run(vmemmapPopulate(kernel, first, first + pmd, 'altmap'), plan);
      return [events.find((text) => text.includes('null')), machine.altmap.allocated];
    });
    expect(reported).toEqual([
      ['["alloc","block",null,"altmap"]', 4],
      ['["alloc","block",null,"altmap-full"]', 0],
    ]);
  });

  test('at boot the altmap works as usual; the page allocator only warns later', () => {
    const { machine, kernel, run } = runOn('mainline', { altmapPages: 22 });
    const { first } = memmap;
    const atBoot = { boot: true };
    run(vmemmapPopulate(kernel, first, first + 2 * pmd, 'altmap'), atBoot);
    const freed = leavesOnly(run(vmemmapFree(kernel, first, first + pmd, 'altmap'), atBoot));
    expect(freed[0]).toBe('["altmap_free",4]');
    const later = leavesOnly(run(vmemmapFree(kernel, first + pmd, first + 2 * pmd)));
    expect(later[0]).toBe('["warn","vmem_free_pages"]');
    expect([machine.liveBlocks, machine.altmap.allocated]).toEqual([1, 4]);
  });
});

describe('memmap calls on the identity mapping', () => {
  const identity = { start: 0x10000, bytes: 0x10000 };
  const end = identity.start + identity.bytes;
  const whole = { edat2: false, edat1: false };

  test('a leaf of 2 GiB is cleared, with a warning only in v1; smaller ones go to the allocator', () => {
    const reported = ['v1-3', 'linux-5.10'].flatMap((revision) =>
      [{}, { edat2: false }, whole].map((changes) => {
        const { kernel, run } = runOn(revision, changes);
        run(vmemAddMapping(kernel, identity.start, identity.bytes));
        return leavesOnly(run(vmemmapFree(kernel, identity.start, end)))
          .slice(0, 2)
          .join(' ');
      }),
    );
    expect(reported).toMatchInlineSnapshot(`
      [
        "["warn","remove_pud_table"] ["clear","pud","0x10000","dir"]",
        "["badfree","not-live",null] ["clear","pmd","0x10000","dir"]",
        "["badfree","not-live",null] ["clear","pte","0x10000","dir"]",
        "["clear","pud","0x10000","dir"] ["flush","0x10000","0x20000"]",
        "["badfree","not-live",null] ["clear","pmd","0x10000","dir"]",
        "["badfree","not-live",null] ["clear","pte","0x10000","dir"]",
      ]
    `);
  });

  test('the altmap takes anything', () => {
    const { machine, kernel, run } = runOn('mainline', { altmapPages: 22, edat2: false });
    run(vmemAddMapping(kernel, identity.start, identity.bytes));
    const reported = leavesOnly(run(vmemmapFree(kernel, identity.start, end, 'altmap')));
    expect(reported.slice(0, 2)).toEqual(['["altmap_free",4]', '["clear","pmd","0x10000","dir"]']);
    expect(machine.altmap.allocated).toBe(-16);
  });

  test('at boot no memory is freed', () => {
    const { kernel, run } = runOn('linux-5.10', { edat2: false });
    run(vmemAddMapping(kernel, identity.start, identity.bytes));
    const reported = leavesOnly(run(vmemmapFree(kernel, identity.start, end), { boot: true }));
    expect(reported[0]).toBe('["clear","pmd","0x10000","dir"]');
  });
});

describe('identity calls on the memmap', () => {
  test('boot before v2 2/9 writes identity pages over memmap pages', () => {
    const reported = ['base', 'v1-9', 'v2-2', 'linux-5.10'].map((revision) => {
      const { kernel, run } = runOn(revision, { edat1: false, edat2: false });
      run(vmemmapPopulate(kernel, memmap.first, memmap.first + 0x1000));
      return run(vmemAddRange(kernel, memmap.first, 0x1000), { boot: true }).join(' ');
    });
    const over = '["set","pte","0x80000","dir","over"] ["count","4K",1] -> 0';
    expect(reported).toEqual([over, over, '-> 0', '-> 0']);
  });

  test('a removal clears memmap and frees nothing of it', () => {
    for (const revision of ['base', 'v1-3', 'linux-5.10', 'mainline']) {
      const { machine, kernel, run } = runOn(revision);
      run(vmemmapPopulate(kernel, memmap.first, memmap.first + pmd));
      const reported = leavesOnly(run(vmemRemoveMapping(kernel, memmap.first, pmd)));
      const inOrder = [
        '["clear","pmd","0x80000","block","b1"]',
        '["count","1M",-1]',
        '["flush","0x80000","0x84000"]',
        '-> null',
      ];
      // Before v1 2/9 the counters come last.
      if (revision === 'base') inOrder.splice(1, 2, inOrder[2], inOrder[1]);
      expect(reported).toEqual(inOrder);
      expect(machine.liveBlocks).toBe(1);
    }
  });
});

test('beyond the address space indices wrap, as in the kernel, which masks them', () => {
  const { machine, kernel, run } = runOn('linux-5.10');
  const addressSpace = 0x200000;
  run(vmemAddMapping(kernel, 0x10000, 0x10000));
  const reported = leavesOnly(run(vmemRemoveMapping(kernel, addressSpace, addressSpace)));
  expect(reported[0]).toBe('["clear","pud","0x210000","dir"]');
  expect(machine.counters).toEqual([0, 0, 0]);
});

describe('before the series', () => {
  const small = { edat1: false, edat2: false };

  test('a removal clears and counts empty entries, but only where there is a page table', () => {
    const { kernel, run } = runOn('base', small);
    run(vmemAddMapping(kernel, 0x10000, 0x1000));
    expect(run(vmemRemoveMapping(kernel, 0x10000, 0x8000))).toEqual([
      '["lock"]',
      '["clear","pte","0x10000","dir"]',
      '["clear","pte","0x11000","none"]',
      '["clear","pte","0x12000","none"]',
      '["clear","pte","0x13000","none"]',
      '["flush","0x10000","0x18000"]',
      '["count","4K",-4]',
      '["unlock"]',
      '-> null',
    ]);
  });

  test('it clears a leaf that the range covers only in part, and then skips what follows', () => {
    const { kernel, run } = runOn('base');
    run(vmemAddMapping(kernel, 0x10000, 0x20000));
    // The walk advances from the middle of the first leaf by its size, to the middle of the second.
    expect(run(vmemRemoveMapping(kernel, 0x18000, 0x10000))).toEqual([
      '["lock"]',
      '["clear","pud","0x10000","dir"]',
      '["flush","0x18000","0x28000"]',
      '["count","2G",-1]',
      '["unlock"]',
      '-> null',
    ]);
  });

  test('ranges that are not page-aligned are walked from their start address', () => {
    const { kernel, run } = runOn('base', small);
    const reported = leavesOnly(run(vmemAddMapping(kernel, 0x10800, 0x1000)));
    expect(reported).toEqual(['["set","pte","0x10000","dir"]', '["count","4K",1]', '-> 0']);
  });

  test('later revisions warn about such a removal, in differently named functions', () => {
    const reported = ['v1-2', 'v1-9', 'v2-2', 'mainline'].map((revision) => {
      const { kernel, run } = runOn(revision);
      return run(vmemRemoveMapping(kernel, 0x10800, 0x1000))[1];
    });
    const [v1, v2] = ['["warn","remove_pagetable"]', '["warn","modify_pagetable"]'];
    expect(reported).toEqual([v1, v1, v2, v2]);
  });
});

describe('boot', () => {
  test('a failed add frees nothing, and cleared objects are lost', () => {
    for (const revision of ['v1-6', 'linux-5.10', 'mainline']) {
      const { machine, kernel, run } = runOn(revision, { edat1: false, edat2: false });
      const plan = { boot: true, fails: (attempt: number) => attempt === 4 };
      const reported = run(vmemAddMapping(kernel, 0x10000, 0x8000), plan);
      expect(reported.filter((text) => /free|warn/.test(text))).toEqual([]);
      expect(reported.at(-1)).toBe('-> -12');
      expect(machine.table(0).used).toBe(0);
      expect(machine.liveTables).toEqual([0, 1, 1, 1, 0]);
    }
  });

  test('a page table of boot is refused by a different function than higher tables', () => {
    const { kernel, run } = runOn('v1-6', { edat1: false, edat2: false });
    run(vmemAddRange(kernel, 0x10000, 0x1000), { boot: true });
    const reported = run(vmemRemoveMapping(kernel, 0x10000, 0x1000));
    expect(reported.filter((text) => text.includes('warn'))).toEqual([
      '["warn","vmem_pte_free"]',
      '["warn","vmem_free_pages"]',
      '["warn","vmem_free_pages"]',
      '["warn","vmem_free_pages"]',
    ]);
  });
});
