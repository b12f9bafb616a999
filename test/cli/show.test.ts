/** tablewalk show: every format, whole. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatCounterexample } from '../../src/trace/counterexample.ts';
import { falseSuccess, onRevision } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

const crash = 'corpus/F03-pud-table-not-linked--v2-2.json';
const freed = 'corpus/F06-shared-table-freed--mainline.json';

async function shown(...argv: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await cli(['show', ...argv]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

describe('text', () => {
  test('a mark that is left out', async () => {
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
             15  alloc block b1 (allocation 2, with 0xFD in it)
           changed: identity +0x20000-0x30000; tables +t1 (pmd); memmap +b1 at
             0x84000; 0xFD in b1: 0x84200-0x88000; unused_pmd_start none ->
             0x86000; pud leaves counted 0 -> 1
       2. add section 3
           vmem_add_mapping(0x30000, 0x10000) = 0
           vmemmap_populate(0x86000, 0x88000) = 0
             34  is unused_pmd_start 0x86000: yes
           changed: identity +0x30000-0x40000; unused_pmd_start 0x86000 ->
             none; pud leaves counted 1 -> 2
       3. remove section 2
           vmemmap_free(0x84000, 0x86000)
             44  memset 0x84000 +8192 = 0xFD
             45  scan 0x84000 +16384: all 0xFD
             46  free block b1
                 <-- here: a mapped block was freed while part of it is live
             47  clear pmd 0x84000 (was b1)
             50  free table t1
           vmem_remove_mapping(0x20000, 0x10000)
           changed by then: memmap -b1 at 0x84000; an entry names the freed b1
             (0x84000-0x88000); live memmap NOT mapped: 0x86000-0x88000
           (7 of 62 steps shown; --all-steps shows all)

      Why it matters: The neighbour's struct pages vanish while it is in use.
      Promised by: patch 8/9: what the 0xFD scan is for.
      Assumptions: no allocation fails; fresh memory holds 0xFD; runs of any
        length; one thread calls vmem.c; nobody walks the tables meanwhile; a
        TLB may hold whatever was reachable since the last flush; a flush
        drops it all.
      Reproduce: tablewalk replay corpus/F02-mark-left-out--linux-5.10.json
      "
    `);
  });

  test('an error that is lost, two operations before it matters', async () => {
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
             18  alloc pmd table: FAILS (allocation 3)
             20  return = 0
                 <-- at rest a live page of memmap is not mapped
                 <-- a call returned 0 and part of its range is not mapped
           changed: identity +0x20000-0x30000; tables +t1 (pmd); memmap +b1 at
             0x8c000; pud leaves counted 0 -> 1; live memmap NOT mapped:
             0x90000-0x92000
       2. add section 3
           vmem_add_mapping(0x30000, 0x10000) = 0
           vmemmap_populate(0x92000, 0x98000) = 0
             39  memset 0x90000 +8192 = 0xFD
                 <-- live memmap was overwritten with 0xFD
           changed: identity +0x30000-0x40000; tables +t2 (pmd); memmap +b2 at
             0x90000 +b3 at 0x94000; 0xFD in b2: 0x90000-0x92000; pud leaves
             counted 1 -> 2; live memmap is all mapped again
       3. remove section 3
           vmemmap_free(0x92000, 0x98000)
             51  memset 0x92000 +8192 = 0xFD
             52  scan 0x90000 +16384: all 0xFD
             53  free block b2
                 <-- here: a mapped block was freed while part of it is live
             54  clear pmd 0x90000 (was b2)
             56  free block b3
           vmem_remove_mapping(0x30000, 0x10000)
           changed by then: memmap -b2 at 0x90000; an entry names the freed b2
             (0x90000-0x94000); live memmap NOT mapped: 0x90000-0x92000
           (8 of 72 steps shown; --all-steps shows all)

      Why it matters: The neighbour's struct pages vanish while it is in use.
      Promised by: patch 8/9: what the 0xFD scan is for.
      Assumptions: at most one allocation fails in one operation; fresh memory
        holds zeroes; runs of any length; one thread calls vmem.c; nobody
        walks the tables meanwhile; a TLB may hold whatever was reachable
        since the last flush; a flush drops it all.
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
             1  call vmem_add_mapping(0x10000, 0x10000)
             2  lock vmem_mutex
             3  read p4d 0x10000: empty
             4  alloc pud table t1
             5  OOPS: follows p4d 0x0, which is empty
                <-- here: a walk followed an entry that names no live table

      Why it matters: The walk reads and writes memory that is no page table:
        on s390 often address 0.
      Promised by: bffc2f7aa963: fix vmem_add_range for 4-level paging.
      Assumptions: no allocation fails; fresh memory holds zeroes; runs of any
        length; one thread calls vmem.c; nobody walks the tables meanwhile; a
        TLB may hold whatever was reachable since the last flush; a flush
        drops it all.
      Reproduce: tablewalk replay corpus/F03-pud-table-not-linked--v2-2.json
      "
    `);
  });
});

describe('mail', () => {
  test('quotes the patch that brought it, and needs no file', async () => {
    const file = 'corpus/F01-lost-error-code-crash--linux-5.10.json';
    expect(await shown(file, '--format', 'mail')).toMatchInlineSnapshot(`
      "> [PATCH v2 3/9] s390/vmemmap: extend modify_pagetable() to handle
      > vmemmap

      This does not hold in linux-5.10 (no-write-unmapped):

        No write and no scan goes to an unmapped memmap address.

      The operations below break it since v2-3; with v2-2 they do not.

       1. add section 2 (allocation 3 fails)
           vmem_add_mapping(0x20000, 0x10000) = 0
           vmemmap_populate(0x8c000, 0x92000) = 0
             18  alloc pmd table: FAILS (allocation 3)
             20  return = 0
                 <-- at rest a live page of memmap is not mapped
                 <-- a call returned 0 and part of its range is not mapped
           changed: identity +0x20000-0x30000; tables +t1 (pmd); memmap +b1 at
             0x8c000; pud leaves counted 0 -> 1; live memmap NOT mapped:
             0x90000-0x92000
       2. online section 2
           the core writes struct pages 0x8c000-0x92000
             21  memset 0x8c000 +16384 = 0; FAULT: memset 0x90000 +8192 = 0,
                   which is not mapped
                 <-- here: a write or a scan went to an unmapped memmap
                     address
           (3 of 21 steps shown)

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
        holds zeroes; runs of any length; one thread calls vmem.c; nobody
        walks the tables meanwhile; a TLB may hold whatever was reachable
        since the last flush; a flush drops it all.
      Found with: tablewalk 0.1.0, on a bounded model of vmem.c.
      Reproduce:
        tablewalk check --revision linux-5.10 --geometry tiny3 --sections 2 \\
          --fresh zero --invariants no-write-unmapped
      "
    `);
  });

  test('what was there before the series', async () => {
    const file = 'corpus/F16-whole-leaf-removed--base.json';
    const lines = (await shown(file, '--format', 'mail')).split('\n');
    expect([
      ...lines.slice(0, 2),
      ...lines.filter((line) => line.includes('break it')),
    ]).toMatchInlineSnapshot(`
      [
        "> s390/features of July 2020, blob 3b9e71654c37: before the series:",
        "> iterative walks, vmemmap_free() does nothing",
        "The operations below break it in base already, before the series.",
      ]
    `);
  });
});

test('mermaid', async () => {
  expect(await shown(freed, '--format', 'mermaid')).toMatchInlineSnapshot(`
    "sequenceDiagram
      %% mainline violates reserved-tables-kept: A table that reaches above VMALLOC_START or into the KASAN shadow is never freed.
      participant caller
      participant vmem as vmem.c
      participant tables as page tables
      participant memmap
      participant allocator
      participant tlb as TLB
      Note over caller,tlb: 1. add section 1 (allocation 4 fails)
      caller->>vmem: vmem_add_mapping(0x10000, 0x10000)
      vmem-->>caller: 0
      caller->>vmem: vmemmap_populate(0x86000, 0x8c000)
      vmem->>allocator: alloc p4d table t3
      vmem->>tables: set pgd 0x80000 -> t3
      vmem->>allocator: alloc pud table: FAILS (allocation 4)
      vmem->>allocator: free table t3
      Note over vmem,tlb: HERE: a table that reaches above VMALLOC_START or into the KASAN shadow was freed
      vmem->>tables: clear pgd 0x80000 (was t3)
      vmem->>tlb: flush TLB 0x86000-0x8c000
      vmem-->>caller: -ENOMEM
      caller->>vmem: vmemmap_free(0x86000, 0x8c000)
      vmem-->>caller: returns
      caller->>vmem: vmem_remove_mapping(0x10000, 0x10000)
      vmem-->>caller: returns
    "
  `);
});

describe('itf', () => {
  test('a state after every operation', async () => {
    const told = await shown(crash, '--format', 'itf', '--grain', 'operation');
    expect(JSON.parse(told)).toMatchInlineSnapshot(`
      {
        "#meta": {
          "description": "v2-2 violates walk-stays-in-tables: No walk follows an entry that is empty, large or freed as if it named a table.",
          "format": "ITF",
          "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
          "grain": "operation",
          "tool": "tablewalk 0.1.0",
          "varTypes": {
            "action": "Str",
            "counters": "{ pte: Int, pmd: Int, pud: Int }",
            "entries": "<<Str, Int, Int>> -> { class: Str, target: Str, mayBeCached: Bool, stale: Str }",
            "live": "{ identity: Set(<<Int, Int>>), memmap: Set(<<Int, Int>>), initialised: Set(<<Int, Int>>) }",
            "marks": "Str -> Set(<<Int, Int>>)",
            "mutex": "Int",
            "operation": "Int",
            "places": "Str -> Str",
            "step": "Int",
            "tail": "Int",
            "thread": "Int",
            "violated": "Set(Str)",
          },
        },
        "params": [],
        "states": [
          {
            "#meta": {
              "index": 0,
            },
            "action": "before the first step",
            "counters": {
              "pmd": 0,
              "pte": 0,
              "pud": 0,
            },
            "entries": {
              "#map": [],
            },
            "live": {
              "identity": {
                "#set": [],
              },
              "initialised": {
                "#set": [],
              },
              "memmap": {
                "#set": [],
              },
            },
            "marks": {
              "#map": [],
            },
            "mutex": 0,
            "operation": 0,
            "places": {
              "#map": [
                [
                  "root",
                  "linked",
                ],
              ],
            },
            "step": 0,
            "tail": {
              "#bigint": "0",
            },
            "thread": 0,
            "violated": {
              "#set": [],
            },
          },
          {
            "#meta": {
              "index": 1,
            },
            "action": "OOPS: follows p4d 0x0, which is empty",
            "counters": {
              "pmd": 0,
              "pte": 0,
              "pud": 0,
            },
            "entries": {
              "#map": [],
            },
            "live": {
              "identity": {
                "#set": [],
              },
              "initialised": {
                "#set": [],
              },
              "memmap": {
                "#set": [],
              },
            },
            "marks": {
              "#map": [],
            },
            "mutex": 1,
            "operation": 1,
            "places": {
              "#map": [
                [
                  "root",
                  "linked",
                ],
                [
                  "t1",
                  "held",
                ],
              ],
            },
            "step": 5,
            "tail": {
              "#bigint": "0",
            },
            "thread": 1,
            "violated": {
              "#set": [
                "walk-stays-in-tables",
              ],
            },
          },
        ],
        "vars": [
          "step",
          "operation",
          "thread",
          "action",
          "violated",
          "entries",
          "places",
          "marks",
          "tail",
          "counters",
          "mutex",
          "live",
        ],
      }
    `);
  });

  test('a state after every step: each has all variables, indices in order', async () => {
    const { vars, states } = JSON.parse(await shown(freed, '--format', 'itf'));
    expect(states).toHaveLength(60);
    for (const [index, state] of states.entries()) {
      expect(Object.keys(state)).toEqual(['#meta', ...vars]);
      expect(state['#meta']).toEqual({ index });
    }
    expect(states[29].violated).toEqual({
      '#set': expect.arrayContaining(['reserved-tables-kept']),
    });
  });
});

describe('json', () => {
  test('the file, and every step', async () => {
    const document = JSON.parse(await shown(freed, '--json'));
    expect(document.schema).toBe('tablewalk/show/1');
    expect(document.counterexample).toEqual(JSON.parse(readFileSync(freed, 'utf8')));
    expect(document.steps).toHaveLength(59);
    expect(document.violatedAt).toBe(28);
    expect(Object.keys(document)).toEqual([
      'schema',
      'counterexample',
      'invariant',
      'contract',
      'machineText',
      'assumptions',
      'machine',
      'initial',
      'operations',
      'steps',
      'violatedAt',
      'leftBecause',
      'waits',
    ]);
    const { state: _, ...step } = document.steps[28];
    expect(step).toEqual({
      index: 28,
      operation: 0,
      call: 1,
      thread: 1,
      kind: 'free',
      text: 'free table t3',
      silent: false,
      facts: ['freedWhileEntered', 'freedBeforeFlush', 'reservedTableFreed'],
      violated: ['no-dangling-entry', 'flush-before-free', 'reserved-tables-kept'],
    });
  });
});

describe('options', () => {
  test('--out writes the same, whole, and nothing else', async () => {
    const out = folder.at('new', 'x.txt');
    expect(await shown(crash, '--out', out, '--color', 'always')).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(await shown(crash));
  });

  test('what does not fit together is refused', async () => {
    const runs = await Promise.all(
      [
        ['--format', 'htm'],
        ['--json', '--format', 'mail'],
        ['--all-steps', '--format', 'mail'],
        ['--grain', 'step'],
        ['--format', 'itf', '--grain', 'steps'],
        ['--out', folder.path],
      ].map((options) => cli(['show', crash, ...options])),
    );
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2, 2, 2]);
    const messages = runs.map(({ stderr }) => folder.masked(stderr)).join('');
    expect(messages).toMatchInlineSnapshot(`
      "tablewalk: error: --format is "htm"; it must be one of text, mail, json, mermaid, itf, html; did you mean html?
      tablewalk: error: --json is given with --format mail; give one of them
      tablewalk: error: --all-steps is given with format mail; it belongs to text
      tablewalk: error: --grain is given with format text; it belongs to itf
      tablewalk: error: --grain is "steps"; it must be one of step, operation; did you mean step?
      tablewalk: error: --out is "DIR"; it is a directory
      "
    `);
  });

  test('a file that says otherwise: what happens now, and 5', async () => {
    const repaired = onRevision('error-kept', falseSuccess());
    const file = folder.write('x.json', formatCounterexample(repaired));
    const out = folder.at('x.txt');
    const { exitCode, stderr } = await cli(['show', file, '--out', out]);
    expect([exitCode, stderr]).toEqual([
      5,
      'tablewalk: this is what happens now; the file says otherwise (the invariant holds now)\n',
    ]);
    expect(existsSync(out)).toBe(true);
  });
});
