/**
 * Conformance reports for mismatches between model and recording. Each test has a recording with one
 * error.
 */
import { expect, test } from 'vitest';
import { describeMismatch } from '../../../../src/subjects/vmem/recordings/recordings.ts';
import {
  type EventMismatch,
  replayTrace,
} from '../../../../src/subjects/vmem/recordings/replay.ts';
import {
  addEvents,
  addNothing,
  addSection,
  addState,
  emptyState,
  type Fields,
  header,
  trace,
} from './recordings.ts';

function mismatchOf(...operations: Fields[]): EventMismatch {
  const replay = replayTrace('by-hand.jsonl', trace(header(), ...operations));
  if (replay.kind === 'skipped' || replay.mismatch === null) throw new Error('no mismatch');
  return replay.mismatch;
}

function withEvent(index: number, ...events: unknown[]): Fields {
  return addSection({ events: addEvents.toSpliced(index, events.length > 0 ? 1 : 0, ...events) });
}

test('a correct recording has no mismatch', () => {
  expect(replayTrace('t', trace(header(), addNothing(), { op: 'reset' }, addSection()))).toEqual({
    kind: 'replayed',
    evidence: 'writes',
    operations: 3,
    events: 10,
    calls: 2,
    mismatch: null,
  });
});

test('a wrong event is shown in the notation of the recording, with the five before it', () => {
  const wrong = withEvent(6, ['clear', 'pmd', '0x84000', 'block', 'b2']);
  expect(mismatchOf(addNothing(), { op: 'reset' }, wrong)).toMatchInlineSnapshot(`
    {
      "actual": "["count","2G",1]",
      "before": [
        "["alloc","p4d","t1"]",
        "["set","pgd","0x0","table","t1"]",
        "["alloc","pud","t2"]",
        "["set","p4d","0x0","table","t2"]",
        "["set","pud","0x10000","dir"]",
      ],
      "event": 7,
      "expected": "["clear","pmd","0x84000","block","b2"]",
      "field": "events",
      "file": "by-hand.jsonl",
      "line": 4,
      "operation": {
        "index": 3,
        "text": "vmem_add_mapping 0x10000 0x10000",
      },
    }
  `);
  expect(describeMismatch(mismatchOf(wrong))).toMatchInlineSnapshot(`
    "by-hand.jsonl:2
      operation 1: vmem_add_mapping 0x10000 0x10000
      the last equal events:
             2  ["alloc","p4d","t1"]
             3  ["set","pgd","0x0","table","t1"]
             4  ["alloc","pud","t2"]
             5  ["set","p4d","0x0","table","t2"]
             6  ["set","pud","0x10000","dir"]
      event 7 differs:
      recorded  ["clear","pmd","0x84000","block","b2"]
         model  ["count","2G",1]"
  `);
});

test('the recording ends before the model, or continues after it', () => {
  const shorter = addSection({ events: addEvents.slice(0, -1) });
  expect(describeMismatch(mismatchOf(shorter))).toMatchInlineSnapshot(`
    "by-hand.jsonl:2
      operation 1: vmem_add_mapping 0x10000 0x10000
      the last equal events:
             3  ["set","pgd","0x0","table","t1"]
             4  ["alloc","pud","t2"]
             5  ["set","p4d","0x0","table","t2"]
             6  ["set","pud","0x10000","dir"]
             7  ["count","2G",1]
      event 8 differs:
      recorded  (no event)
         model  ["unlock"]"
  `);
  const longer = addSection({ events: [...addEvents, ['flush', '0x0', '0x1000']] });
  expect(describeMismatch(mismatchOf(longer))).toMatchInlineSnapshot(`
    "by-hand.jsonl:2
      operation 1: vmem_add_mapping 0x10000 0x10000
      the last equal events:
             4  ["alloc","pud","t2"]
             5  ["set","p4d","0x0","table","t2"]
             6  ["set","pud","0x10000","dir"]
             7  ["count","2G",1]
             8  ["unlock"]
      event 9 differs:
      recorded  ["flush","0x0","0x1000"]
         model  (no event)"
  `);
  const none = addSection({ events: [] });
  expect(describeMismatch(mismatchOf(none))).toMatchInlineSnapshot(`
    "by-hand.jsonl:2
      operation 1: vmem_add_mapping 0x10000 0x10000
      event 1 differs:
      recorded  (no event)
         model  ["lock"]"
  `);
});

test('every field of every event is compared, and events are shown as recorded', () => {
  const wrong = [
    ['unlock'],
    ['alloc', 'pud', 't1'],
    ['alloc', 'p4d', null],
    ['alloc', 'block', 'b1'],
    ['alloc', 'page', 'p7'],
    ['set', 'pgd', '0x0', 'table', 't2'],
    ['set', 'pte', '0x1000', 'page', 'p3'],
    ['set', 'pmd', '0x4000', 'block', 'b9', 'over'],
    ['set', 'pte', '0x4000', 'page', 'p9', 'over'],
    ['set', 'pmd', '0x4000', 'dir'],
    ['set', 'pmd', '0x4000', 'dir', 'over'],
    ['clear', 'pte', '0x1000', 'none'],
    ['clear', 'pud', '0x10000', 'dir'],
    ['clear', 'pmd', '0x10000', 'table', 't5'],
    ['free', 'b4'],
    ['badfree', 'not-live', 't4'],
    ['badfree', 'not-live', null],
    ['badfree', 'altmap', 'b4'],
    ['alloc', 'block', 'b1', 'altmap'],
    ['alloc', 'page', null, 'altmap'],
    ['alloc', 'page', null, 'altmap-full'],
    ['altmap_free', 4],
    ['memset', '0x80000', 64, 253],
    ['fault', '0x80000', 64, -1],
    ['scan', '0x80000', 16384, true],
    ['scan', '0x80000', 16384, false],
    ['flush', '0x0', '0xfffffffffffff000'],
    ['count', '1M', -4],
    ['warn', 'modify_pagetable'],
    ['warn', 'remove_pagetable'],
    ['warn', 'remove_pud_table'],
    ['oops', 'deref-large', 'pud', '0x10000'],
  ];
  for (const event of wrong) {
    const { expected, actual } = mismatchOf(withEvent(1, event));
    expect([expected, actual]).toEqual([JSON.stringify(event), '["alloc","p4d","t1"]']);
  }
});

test('return value, oops and allocations', () => {
  const shown = [{ ret: -12 }, { ret: null }, { ret: null, oops: true }, { allocs: 3 }]
    .map((changes) => mismatchOf(addSection(changes)))
    .map(({ event, field, expected, actual }) => ({ event, field, expected, actual }));
  expect(shown).toMatchInlineSnapshot(`
    [
      {
        "actual": "0",
        "event": null,
        "expected": "-12",
        "field": "ret",
      },
      {
        "actual": "0",
        "event": null,
        "expected": "null",
        "field": "ret",
      },
      {
        "actual": "false",
        "event": null,
        "expected": "true",
        "field": "oops",
      },
      {
        "actual": "2",
        "event": null,
        "expected": "3",
        "field": "allocs",
      },
    ]
  `);
});

test('each part of the state, reported by its path', () => {
  const right = ['pud', '0x10000', 1, 'dir'];
  const wrong: Fields[] = [
    { tables: { p4d: 1, pud: 2, pmd: 0, pte: 0 } },
    { empty: { p4d: 0, pud: 1, pmd: 0, pte: 0 } },
    { leaves: [] },
    { leaves: [['pud', '0x10000', 2, 'dir']] },
    { leaves: [right, ['pmd', '0x20000', 4, 'block']] },
    { unused: '0x8c000' },
    { marks: [['0x80000', [[4096, 64]]]] },
    { counts: { '4K': 0, '1M': 0, '2G': 2 } },
    { blocks: 1 },
    { pages: 1 },
    { locked: true },
  ];
  const shown = wrong
    .map((changes) => mismatchOf(addSection({ state: { ...addState, ...changes } })))
    .map(({ field, expected, actual }) => `${field}: ${expected}, but ${actual}`);
  expect(shown).toMatchInlineSnapshot(`
    [
      "state.tables.pud: 2, but 1",
      "state.empty.pud: 1, but 0",
      "state.leaves[0]: (nothing), but ["pud","0x10000",1,"dir"]",
      "state.leaves[0]: ["pud","0x10000",2,"dir"], but ["pud","0x10000",1,"dir"]",
      "state.leaves[1]: ["pmd","0x20000",4,"block"], but (nothing)",
      "state.unused: "0x8c000", but null",
      "state.marks[0]: ["0x80000",[[4096,64]]], but (nothing)",
      "state.counts.2G: 2, but 1",
      "state.blocks: 1, but 0",
      "state.pages: 1, but 0",
      "state.locked: true, but false",
    ]
  `);
  const story = mismatchOf(addSection({ state: { ...addState, blocks: 1 } }));
  expect(describeMismatch(story)).toMatchInlineSnapshot(`
    "by-hand.jsonl:2
      operation 1: vmem_add_mapping 0x10000 0x10000
      the last equal events:
                ["alloc","pud","t2"]
                ["set","p4d","0x0","table","t2"]
                ["set","pud","0x10000","dir"]
                ["count","2G",1]
                ["unlock"]
      state.blocks differs:
      recorded  1
         model  0"
  `);
});

test('events after an oops in a recording are missing in the model', () => {
  const oops = ['oops', 'deref-none', 'p4d', '0x0'];
  const events = [...addEvents.slice(0, 4), oops, ['unlock']];
  const lines = trace(
    header({ revision: 'linux-5.9-rc1' }),
    addSection({ events, ret: null, oops: true }),
  );
  const replay = replayTrace('by-hand.jsonl', lines);
  expect(replay).toMatchObject({
    mismatch: { event: 6, expected: '["unlock"]', actual: '(no event)' },
  });
});

test('a write of the core beyond mapped memmap is a fault', () => {
  const write = {
    op: 'memmap_write',
    start: '0x80000',
    end: '0x81000',
    byte: 90,
    ret: null,
    allocs: 0,
    events: [['memset', '0x80000', 4096, 90]],
    state: emptyState,
  };
  expect(describeMismatch(mismatchOf(write))).toMatchInlineSnapshot(`
    "by-hand.jsonl:2
      operation 1: memmap_write 0x80000 0x81000 byte=90
      event 1 differs:
      recorded  ["memset","0x80000",4096,90]
         model  ["fault","0x80000",4096,90]"
  `);
});

test('the altmap is part of the operation and of the state', () => {
  const machine = { ...(header()['machine'] as Fields), altmapPages: 0 };
  const free = {
    op: 'vmemmap_free',
    start: '0x80000',
    end: '0x80000',
    failAt: null,
    altmap: true,
    ret: null,
    allocs: 0,
    events: [['lock'], ['flush', '0x80000', '0x80000'], ['unlock']],
    state: { ...emptyState, altmap: [4, -1] },
  };
  const replay = replayTrace('by-hand.jsonl', trace(header({ machine }), free));
  expect(replay).toMatchObject({
    mismatch: {
      operation: { text: 'vmemmap_free 0x80000 0x80000 altmap' },
      field: 'state.altmap',
      expected: '[4,-1]',
      actual: '[0,0]',
    },
  });
});
