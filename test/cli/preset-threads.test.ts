/** Presets of several threads on a command line. */
import { describe, expect, test } from 'vitest';
import { cli } from '../support/fake-io.ts';

describe('presets that have threads', () => {
  test('threads: finds the dumper that races with a DCSS in one command', async () => {
    const args = ['check', '--preset', 'threads', '--invariants', 'walk-stays-in-tables'];
    const { exitCode, stdout } = await cli([...args, '--no-files', '--quiet']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "tablewalk 0.1.0 check: linux-5.10, preset threads

      Contract  kernel: callers add, online and remove whole memory blocks, in
                interleaving threads
      Machine   tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB),
                64-byte-like struct page (2 PMDs a section), EDAT1 and EDAT2
      World     sections 2, 3, DCSS 0x70000-0x71000

      17,365 states, 40,972 transitions, depth 61; closed: runs of any length

      VIOLATED: 1 of 1 claim.

      1 finding:
        F22  a page-table dumper races with the unload of a DCSS
             violates walk-stays-in-tables by itself in 3 operations, 28 steps
             needs: root reads kernel_page_tables in debugfs while a DCSS is
               unloaded

        violated    walk-stays-in-tables  in 3 operations (28 steps), F22

      Goals: not reached, so not checked: block-survives-neighbour (a shared
        memmap block survives the removal of one of its users);
        block-found-unused (a shared memmap block is found unused and freed);
        tail-continued (a populate continues at the remembered tail);
        fallback-taken (a block cannot be allocated and 4 KiB pages are used);
        failure-rolled-back (a call fails for lack of memory);
        content-recycled (an allocation returns memory that held 0xFD before).
      Lost states: probability at most 8.2e-12 (two states with one
        fingerprint).
      Assumptions: no allocation fails; fresh memory holds zeroes; runs of any
        length; threads hotplug, dcss, dumper interleave, step by step, reads
        under the mutex merged with the step before; a TLB may hold whatever
        was reachable since the last flush; a flush drops everything.

      ------------------------------------------------------------------------
      linux-5.10 violates walk-stays-in-tables
      No walk follows an entry that is empty, large or freed as if it named a
      table.
      On tiny3 (3 levels, root pud, section 64 KiB, PMD 16 KiB), 64-byte-like
         struct page (2 PMDs a section), EDAT1 and EDAT2

       1. thread 2: load DCSS 0x70000-0x71000
           vmem_add_mapping(0x70000, 0x1000) = 0
           changed: identity +0x70000-0x71000; tables +t1 (pmd) +t2 (pte); pte
             leaves counted 0 -> 1
       2. thread 2: unload DCSS 0x70000-0x71000
           vmem_remove_mapping(0x70000, 0x1000) ...
             24  free table t2
           changed: identity -0x70000-0x71000; tables -t2 (pte); an entry
             names the freed t2 (0x70000-0x74000); pte leaves counted 1 -> 0
       3. thread 3: dump the page tables at 0x70000
           outside vmem.c
             28  OOPS: follows pte 0x70000, whose table is freed
                 <-- here: a walk followed an entry that names no live table
           (2 of 28 steps shown)

      Why it matters: The walk reads and writes memory that is no page table:
        on s390 often address 0.
      Reproduce:
        tablewalk check --revision linux-5.10 --geometry tiny3 \\
          --struct-page 64 --dcss 0x70000-0x71000 --fresh zero \\
          --fail-allocs 0 --threads hotplug,dcss,dumper --merge reads \\
          --invariants walk-stays-in-tables
      ------------------------------------------------------------------------

      Repeat:
        tablewalk check --preset threads --invariants walk-stays-in-tables \\
          --no-files --quiet
      "
    `);
  });

  test('readers: each scope names its readers', async () => {
    const args = ['check', '--preset', 'readers', '--revision', 'strict-order', '--json'];
    const { exitCode, stdout } = await cli([...args, '--no-files', '--quiet']);
    const { violations, assumptions } = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(violations.map(({ invariant }: { invariant: string }) => invariant)).toEqual([
      'readers-stay-mapped',
    ]);
    expect(assumptions.filter((text: string) => text.startsWith('threads'))).toMatchInlineSnapshot(`
      [
        "threads hotplug, dumper interleave, step by step, reads under the mutex merged with the step before",
        "threads hotplug, pfn-walker interleave, step by step, reads under the mutex merged with the step before",
        "threads hotplug, allocator interleave, step by step, reads under the mutex merged with the step before",
        "threads hotplug, set-memory interleave, step by step, reads under the mutex merged with the step before",
      ]
    `);
  });
});
