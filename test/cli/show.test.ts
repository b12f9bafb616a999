/** tablewalk show: machine-readable formats, and the effect of its options. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { falseSuccess, onRevision } from '../support/counterexamples.ts';
import { cli, printed } from '../support/fake-io.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

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
      // Of the 29 entries so far, three are not steps: two calls and one return.
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

describe('a part of a story', () => {
  test('json: steps 3 and 4 of 4, and the state before them', async () => {
    const whole = JSON.parse(await shown(crash, '--json'));
    const part = JSON.parse(await shown(crash, '--json', '--from', '3'));
    expect(part.window).toEqual({ from: 3, to: 4, of: 4, violatedAt: 4, brokenBefore: [] });
    expect(part.steps.map(({ number }: { number: number }) => number)).toEqual([3, 4]);
    expect(part.steps.map(({ state }: { state: unknown }) => state)).toEqual(
      whole.steps.slice(-2).map(({ state }: { state: unknown }) => state),
    );
    expect(part.initial).toEqual(whole.steps.at(-3).state);
    expect(part.violatedAt).toBe(1);
  });

  test('itf: its first state is the one before', async () => {
    const { states } = JSON.parse(
      await shown(crash, '--format', 'itf', '--from', '3', '--to', '3'),
    );
    expect(
      states.map(({ step, action }: { step: number; action: string }) => [step, action]),
    ).toEqual([
      [2, 'before step 3'],
      [3, 'alloc pud table t1'],
    ]);
  });
});

describe('options', () => {
  test('--out writes the same complete output', async () => {
    const out = folder.at('new', 'x.txt');
    expect(await shown(crash, '--out', out)).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(await shown(crash));
    expect(await shown(crash, '--out', out, '--color', 'always', '--force')).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(await shown(crash, '--color', 'always'));
  });

  test('conflicting options are refused', async () => {
    const runs = await Promise.all(
      [
        ['--format', 'htm'],
        ['--json', '--format', 'mail'],
        ['--all-steps', '--format', 'mail'],
        ['--grain', 'step'],
        ['--format', 'itf', '--grain', 'steps'],
        ['--out', folder.path],
        ['--from', '3'],
        ['--to', '3', '--format', 'mermaid'],
        ['--json', '--from', '0'],
        ['--json', '--from', '5', '--to', '4'],
        ['--json', '--to', '99'],
        ['--format', 'html', '--from', '99', '--out', folder.at('page.html')],
        ['--format', 'itf', '--from', '2', '--grain', 'operation'],
        ['--states', 'whole'],
        ['--json', '--states', 'all'],
      ].map((options) => cli(['show', crash, ...options])),
    );
    expect(runs.map(({ exitCode }) => exitCode)).toEqual(runs.map(() => 2));
    expect(existsSync(folder.at('page.html'))).toBe(false);
    const messages = runs.map(({ stderr }) => folder.masked(stderr)).join('');
    expect(messages).toMatchInlineSnapshot(`
      "tablewalk: error: --format is "htm"; it must be one of text, mail, json, mermaid, itf, html; did you mean html?
      tablewalk: error: --json is given with --format mail; give one of them
      tablewalk: error: --all-steps is given with format mail; it belongs to text
      tablewalk: error: --grain is given with format text; it belongs to itf
      tablewalk: error: --grain is "steps"; it must be one of step, operation; did you mean step?
      tablewalk: error: --out is "DIR"; it is a directory
      tablewalk: error: --from is given with format text; it belongs to json, itf and html
      tablewalk: error: --to is given with format mermaid; it belongs to json, itf and html
      tablewalk: error: --from is "0"; it must be a whole number from 1 to 1000000000 (1000, 1_000 and 1e3 are the same)
      tablewalk: error: --from is 5; the steps of this story are 1 to 4
      tablewalk: error: --to is 99; the steps of this story are 1 to 4
      tablewalk: error: corpus/F03-pud-table-not-linked--v2-2.json: --from is 99; the steps of this story are 1 to 4
      tablewalk: error: --from is given with --grain operation; a part of a story needs --grain step
      tablewalk: error: --states is given with format text; it belongs to json
      tablewalk: error: --states is "all"; it must be one of whole, changes
      "
    `);
  });

  test('a file that does not match: shows the current behaviour, exit 5', async () => {
    const repaired = onRevision('error-kept', falseSuccess());
    const file = folder.write('x.json', formatVmem(repaired));
    const out = folder.at('x.txt');
    const { exitCode, stderr } = await cli(['show', file, '--out', out]);
    expect([exitCode, stderr]).toEqual([
      5,
      'tablewalk: this is the current behaviour; it differs from the file (the invariant holds now)\n',
    ]);
    expect(existsSync(out)).toBe(true);
  });
});
