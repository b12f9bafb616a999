/** tablewalk show: complete stories, as text and as a mail. */
import { describe, expect, test } from 'vitest';
import { printed } from '../support/fake-io.ts';

const crash = 'corpus/F03-pud-table-not-linked--v2-2.json';

const shown = (...argv: string[]): Promise<string> => printed('show', ...argv);

describe('text', () => {
  test('a missing mark', async () => {
    expect(await shown('corpus/F02-mark-left-out--linux-5.10.json')).toMatchInlineSnapshot(`
      "linux-5.10 violates unused-means-unused
      A memmap block is freed only if no live section uses any of it.

      Contract  kernel: callers add, online and remove whole memory blocks,
                one call at a time
      Machine   tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
                16-byte-like struct page (0.5 PMDs a section), EDAT1 and EDAT2
      World     sections 2, 3
      Memory    section 2 0x20000-0x30000, its memmap 0x84000-0x86000
                section 3 0x30000-0x40000, its memmap 0x86000-0x88000

       1. add section 2 (allocation 2 returns memory with 16384 bytes of 0xFD
          in it)
           vmem_add_mapping(0x20000, 0x10000) = 0
           vmemmap_populate(0x84000, 0x86000) = 0
             12  alloc block b1 (allocation 2, with 0xFD in it)
           changed: identity +0x20000-0x30000; tables +t1 (pmd); memmap +b1 at
             0x84000; 0xFD in b1: 0x84200-0x88000; unused_pmd_start none ->
             0x86000; pud leaves counted 0 -> 1
       2. add section 3
           vmem_add_mapping(0x30000, 0x10000) = 0
           vmemmap_populate(0x86000, 0x88000) = 0
             27  is unused_pmd_start 0x86000: yes
           changed: identity +0x30000-0x40000; unused_pmd_start 0x86000 ->
             none; pud leaves counted 1 -> 2
       3. remove section 2
           vmemmap_free(0x84000, 0x86000)
             35  memset 0x84000 +8192 = 0xFD
             36  scan 0x84000 +16384: all 0xFD
             37  free block b1
                 <-- here: a mapped block was freed while part of it is live
             38  clear pmd 0x84000 (was b1)
             41  free table t1
           vmem_remove_mapping(0x20000, 0x10000)
           changed so far: memmap -b1 at 0x84000; an entry names the freed b1
             (0x84000-0x88000); live memmap NOT mapped: 0x86000-0x88000
           (7 of 50 steps shown; --all-steps shows all)

      Why it matters: The neighbour's struct pages vanish while it is in use.
      Promised by: patch 8/9: what the 0xFD scan is for.
      Assumptions: no allocation fails; fresh memory holds 0xFD; runs of any
        length; one thread calls vmem.c; no other thread walks the tables; a
        TLB may hold whatever was reachable since the last flush; a flush
        drops everything.
      Reproduce: tablewalk replay corpus/F02-mark-left-out--linux-5.10.json
      "
    `);
  });

  test('an error that is lost two operations before it matters', async () => {
    const file = 'corpus/F01-lost-error-code-block-freed--linux-5.10.json';
    expect(await shown(file)).toMatchInlineSnapshot(`
      "linux-5.10 violates unused-means-unused
      A memmap block is freed only if no live section uses any of it.

      Contract  kernel: callers add, online and remove whole memory blocks,
                one call at a time
      Machine   tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
                48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
      World     sections 2, 3
      Memory    section 2 0x20000-0x30000, its memmap 0x8c000-0x92000
                section 3 0x30000-0x40000, its memmap 0x92000-0x98000

       1. add section 2 (allocation 3 fails)
           vmem_add_mapping(0x20000, 0x10000) = 0
           vmemmap_populate(0x8c000, 0x92000) = 0
             15  alloc pmd table: FAILS (allocation 3)
                 return = 0
                 <-- at rest a live page of memmap is not mapped
                 <-- a call returned 0 and part of its range is not mapped
           changed: identity +0x20000-0x30000; tables +t1 (pmd); memmap +b1 at
             0x8c000; pud leaves counted 0 -> 1; live memmap NOT mapped:
             0x90000-0x92000
       2. add section 3
           vmem_add_mapping(0x30000, 0x10000) = 0
           vmemmap_populate(0x92000, 0x98000) = 0
             32  memset 0x90000 +8192 = 0xFD
                 <-- live memmap was overwritten with 0xFD
           changed: identity +0x30000-0x40000; tables +t2 (pmd); memmap +b2 at
             0x90000 +b3 at 0x94000; 0xFD in b2: 0x90000-0x92000; pud leaves
             counted 1 -> 2; live memmap is all mapped again
       3. remove section 3
           vmemmap_free(0x92000, 0x98000)
             42  memset 0x92000 +8192 = 0xFD
             43  scan 0x90000 +16384: all 0xFD
             44  free block b2
                 <-- here: a mapped block was freed while part of it is live
             45  clear pmd 0x90000 (was b2)
             47  free block b3
           vmem_remove_mapping(0x30000, 0x10000)
           changed so far: memmap -b2 at 0x90000; an entry names the freed b2
             (0x90000-0x94000); live memmap NOT mapped: 0x90000-0x92000
           (7 of 60 steps shown; --all-steps shows all)

      Why it matters: The neighbour's struct pages vanish while it is in use.
      Promised by: patch 8/9: what the 0xFD scan is for.
      Assumptions: at most one allocation fails in one operation; fresh memory
        holds zeroes; runs of any length; one thread calls vmem.c; no other
        thread walks the tables; a TLB may hold whatever was reachable since
        the last flush; a flush drops everything.
      Reproduce:
        tablewalk replay corpus/F01-lost-error-code-block-freed--linux-5.10.json
      "
    `);
  });

  test('a run of equal steps is folded', async () => {
    const file = 'corpus/F01-lost-error-code-identity--linux-5.10.json';
    expect(await shown(file)).toContain('set pte 0x20000 -> identity ... 0x23000 (4 times)');
  });

  test('all steps', async () => {
    expect(await shown(crash, '--all-steps')).toMatchInlineSnapshot(`
      "v2-2 violates walk-stays-in-tables
      No walk follows an entry that is empty, large or freed as if it named a
      table.

      Contract  kernel: callers add, online and remove whole memory blocks,
                one call at a time
      Machine   tiny4 (4 levels, root p4d, section 64 KiB, PMD 16 KiB),
                48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
      World     section 1
      Memory    section 1 0x10000-0x20000, its memmap 0x86000-0x8c000

       1. add section 1
           vmem_add_mapping(0x10000, 0x10000) does not return
                call vmem_add_mapping(0x10000, 0x10000)
             1  lock vmem_mutex
             2  read p4d 0x10000: empty
             3  alloc pud table t1
             4  OOPS: follows p4d 0x0, which is empty
                <-- here: a walk followed an entry that names no live table

      Why it matters: The walk reads and writes memory that is no page table:
        on s390 often address 0.
      Promised by: bffc2f7aa963: fix vmem_add_range for 4-level paging.
      Assumptions: no allocation fails; fresh memory holds zeroes; runs of any
        length; one thread calls vmem.c; no other thread walks the tables; a
        TLB may hold whatever was reachable since the last flush; a flush
        drops everything.
      Reproduce: tablewalk replay corpus/F03-pud-table-not-linked--v2-2.json
      "
    `);
  });
});

describe('mail', () => {
  test('quotes the patch that introduced it, and needs no file', async () => {
    const file = 'corpus/F01-lost-error-code-crash--linux-5.10.json';
    expect(await shown(file, '--format', 'mail')).toMatchInlineSnapshot(`
      "> s390/features of July 2020, blob 3b9e71654c37: before the series:
      > iterative walks, vmemmap_free() does nothing
      > or one of 2 revisions after it, or
      > [PATCH v2 3/9] s390/vmemmap: extend modify_pagetable() to handle
      > vmemmap

      This does not hold in linux-5.10 (no-write-unmapped):

        No write and no scan goes to an unmapped memmap address.

      The operations below violate it in v2-3. No revision before it is known
      to be good: in base to v2-2 (3 revisions) the kernel crashes, or the
      operations cannot be executed.

       1. add section 2 (allocation 3 fails)
           vmem_add_mapping(0x20000, 0x10000) = 0
           vmemmap_populate(0x8c000, 0x92000) = 0
             15  alloc pmd table: FAILS (allocation 3)
                 return = 0
                 <-- at rest a live page of memmap is not mapped
                 <-- a call returned 0 and part of its range is not mapped
           changed: identity +0x20000-0x30000; tables +t1 (pmd); memmap +b1 at
             0x8c000; pud leaves counted 0 -> 1; live memmap NOT mapped:
             0x90000-0x92000
       2. online section 2
           the core writes struct pages 0x8c000-0x92000
             17  memset 0x8c000 +16384 = 0; FAULT: memset 0x90000 +8192 = 0,
                   which is not mapped
                 <-- here: a write or a scan went to an unmapped memmap
                     address
           (2 of 17 steps shown)

      Contract  kernel: callers add, online and remove whole memory blocks,
                one call at a time
      Machine   tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
                48-byte-like struct page (1.5 PMDs a section), EDAT1 and EDAT2
      World     section 2
      Memory    section 2 0x20000-0x30000, its memmap 0x8c000-0x92000

      Why it matters: The kernel takes a fault in the middle of hotplug, with
        vmem_mutex held.
      Promised by: patch 8/9 and 9/9 write through the memmap they manage.
      Assumptions: at most one allocation fails in one operation; fresh memory
        holds zeroes; runs of any length; one thread calls vmem.c; no other
        thread walks the tables; a TLB may hold whatever was reachable since
        the last flush; a flush drops everything.
      Found with: tablewalk 0.1.0, on a bounded model of vmem.c.
      Reproduce:
        tablewalk check --revision linux-5.10 --geometry tiny3 --sections 2 \\
          --fresh zero --invariants no-write-unmapped
      "
    `);
  });

  test('revisions before the series', async () => {
    const file = 'corpus/F16-whole-leaf-removed--base.json';
    const lines = (await shown(file, '--format', 'mail')).split('\n');
    expect([
      ...lines.slice(0, 2),
      ...lines.filter((line) => line.includes('break it')),
    ]).toMatchInlineSnapshot(`
      [
        "> s390/features of July 2020, blob 3b9e71654c37: before the series:",
        "> iterative walks, vmemmap_free() does nothing",
      ]
    `);
  });
});
