/** tablewalk show: the formats that other programs read, and what its options do. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatCounterexample } from '../../src/trace/counterexample.ts';
import { falseSuccess, onRevision } from '../support/counterexamples.ts';
import { cli, printed } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

const crash = 'corpus/F03-pud-table-not-linked--v2-2.json';
const freed = 'corpus/F06-shared-table-freed--mainline.json';

const shown = (...argv: string[]): Promise<string> => printed('show', ...argv);

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
            "step": 4,
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
      'pending',
      'waits',
    ]);
    const { state: _, ...step } = document.steps[28];
    expect(step).toEqual({
      index: 28,
      // Of the 29 entries so far, calls of the first and the second function and the return of the first are no steps.
      number: 26,
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
    expect(await shown(crash, '--out', out)).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(await shown(crash));
    expect(await shown(crash, '--out', out, '--color', 'always', '--force')).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(await shown(crash, '--color', 'always'));
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
