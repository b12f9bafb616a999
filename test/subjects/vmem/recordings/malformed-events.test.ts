/** Errors in recorded events and states: where, what, and what is allowed. */
import { expect, test } from 'vitest';
import { messageOf, messages, withEvents, withOperation, without, withState } from './malformed.ts';
import { addNothing, emptyState, type Fields, header, trace } from './recordings.ts';

const withAltmapState = (changes: Fields) =>
  trace(
    header({ machine: { ...(header()['machine'] as Fields), altmapPages: 22 } }),
    addNothing({ state: { ...emptyState, ...changes } }),
  );

test('invalid events', () => {
  const set = ['set', 'pmd', '0x80000'];
  const cases = {
    'no list': withEvents(['lock'], 'unlock'),
    'unknown event': withEvents(['lock'], ['badprot', 'pte', '0x0']),
    'nothing in it': withEvents([]),
    'too long': withEvents(['lock', 1]),
    'unknown level': withEvents(['set', 'pge', '0x0', 'dir']),
    'unknown target': withEvents([...set, 'leaf']),
    'cleared over': withEvents(['clear', 'pmd', '0x0', 'dir', 'over']),
    'not hex': withEvents(['flush', '0x10000', '20000']),
    'rounded by a double': withEvents(['flush', '0x0', '0xfffffffffffffffe']),
    'not an id': withEvents([...set, 'block', 'x1']),
    'id of the root': withEvents([...set, 'table', 't0']),
    'id out of range': withEvents(['alloc', 'page', 'p2147483648']),
    'id of another kind': withEvents([...set, 'block', 'p1']),
    'no id': withEvents([...set, 'table']),
    'negative length': withEvents(['memset', '0x80000', -4096, 0]),
    'gigantic length': withEvents(['scan', '0x80000', 'HERE', true]).map((line) =>
      line.replace('"HERE"', '1e400'),
    ),
    'byte out of range': withEvents(['memset', '0x80000', 4096, -1]),
    'scan without result': withEvents(['scan', '0x80000', 4096, 1]),
    'unknown counter': withEvents(['count', '8K', 1]),
    'half a count': withEvents(['count', '4K', 0.5]),
    'unknown function': withEvents(['warn', 'printk']),
    'unknown oops': withEvents(['oops', 'deref', 'pmd', '0x0']),
    'unknown allocator': withEvents(['alloc', 'block', 'b1', 'slab']),
    'table from the altmap': withEvents(['alloc', 'pmd', 't1', 'altmap']),
    'block from a full altmap': withEvents(['alloc', 'block', 'b1', 'altmap-full']),
    'negative altmap free': withEvents(['altmap_free', -4]),
    'altmap free of an id': withEvents(['altmap_free', 4, 'b1']),
    'badfree of nothing': withEvents(['badfree', 'altmap']),
    'badfree without reason': withEvents(['badfree', 1, 'b1']),
  };
  expect(messages(cases)).toMatchInlineSnapshot(`
    {
      "altmap free of an id": "t.jsonl:2: events[0] is a list of 3; it must be a list of 2: altmap_free",
      "badfree of nothing": "t.jsonl:2: events[0][2] is missing; it must be t, b or p and a whole number from 1 to 2147483647",
      "badfree without reason": "t.jsonl:2: events[0][1] is 1; it must be a string: the reason",
      "block from a full altmap": "t.jsonl:2: events[0][2] is "b1"; it must be null, as the altmap is full",
      "byte out of range": "t.jsonl:2: events[0][3] is -1; it must be a whole number from 0 to 255",
      "cleared over": "t.jsonl:2: events[0] is a list of 5; it must be a list of 4: clear",
      "gigantic length": "t.jsonl:2: events[0][2] is Infinity; it must be a whole number from 0 to 2^53 - 1",
      "half a count": "t.jsonl:2: events[0][2] is 0.5; it must be a whole number of less than 2^53",
      "id of another kind": "t.jsonl:2: events[0][4] is "p1"; it must be an id that begins with b",
      "id of the root": "t.jsonl:2: events[0][4] is "t0"; it must be t, b or p and a whole number from 1 to 2147483647",
      "id out of range": "t.jsonl:2: events[0][2] is "p2147483648"; it must be t, b or p and a whole number from 1 to 2147483647",
      "negative altmap free": "t.jsonl:2: events[0][1] is -4; it must be a whole number from 0 to 2^53 - 1",
      "negative length": "t.jsonl:2: events[0][2] is -4096; it must be a whole number from 0 to 2^53 - 1",
      "no id": "t.jsonl:2: events[0][4] is missing; it must be t, b or p and a whole number from 1 to 2147483647",
      "no list": "t.jsonl:2: events[1] is "unlock"; it must be a list: an event",
      "not an id": "t.jsonl:2: events[0][4] is "x1"; it must be t, b or p and a whole number from 1 to 2147483647",
      "not hex": "t.jsonl:2: events[0][2] is "20000"; it must be a hex string such as "0x87000", at most "0xffffffffffffffff"",
      "nothing in it": "t.jsonl:2: events[0][0] is missing; it must be one of lock, unlock, alloc, set, clear, free, badfree, memset, fault, scan, flush, count, warn, oops, altmap_free, run",
      "rounded by a double": "t.jsonl:2: events[0][2] is "0xfffffffffffffffe"; it must be a hex string that a double holds exactly, as every multiple of "0x1000" below 2^64 is",
      "scan without result": "t.jsonl:2: events[0][3] is 1; it must be true or false",
      "table from the altmap": "t.jsonl:2: events[0][3] is "altmap"; it must be absent: tables never come from the altmap",
      "too long": "t.jsonl:2: events[0] is a list of 2; it must be a list of 1: lock",
      "unknown allocator": "t.jsonl:2: events[0][3] is "slab"; it must be one of altmap, altmap-full",
      "unknown counter": "t.jsonl:2: events[0][1] is "8K"; it must be one of 4K, 1M, 2G",
      "unknown event": "t.jsonl:2: events[1][0] is "badprot"; it must be one of lock, unlock, alloc, set, clear, free, badfree, memset, fault, scan, flush, count, warn, oops, altmap_free, run",
      "unknown function": "t.jsonl:2: events[0][1] is "printk"; it must be one of modify_pagetable, vmem_free_pages, vmem_pte_free, remove_pagetable, remove_pud_table, another function",
      "unknown level": "t.jsonl:2: events[0][1] is "pge"; it must be one of pte, pmd, pud, p4d, pgd",
      "unknown oops": "t.jsonl:2: events[0][1] is "deref"; it must be one of deref-none, deref-large, deref-freed",
      "unknown target": "t.jsonl:2: events[0][3] is "leaf"; it must be one of table, block, page, dir, none",
    }
  `);
});

test('invalid runs are refused before they are expanded', () => {
  const page = ['set', 'pte', '0x1000', 'dir'];
  const ten = (body: unknown) => ['run', 10_000, {}, [body]];
  let nested: unknown = page;
  for (let depth = 0; depth < 20; depth++) nested = ['run', 1, {}, [nested]];
  const fiftyMillion = ['run', 50_000_000, {}, [page]];
  const cases = {
    'no body': withEvents(['run', 4, {}]),
    'empty body': withEvents(['run', 4, {}, []]),
    'no times': withEvents(['run', 0, {}, [page]]),
    'too many times': withEvents(['run', 1e15, {}, [page]]),
    'too many in all': withEvents(ten(ten(page))),
    'too many together': withEvents(fiftyMillion, page),
    'too deep': withEvents(nested),
    'unknown stride': withEvents(['run', 4, { x: 1 }, [page]]),
    'stride is a number': withEvents(['run', 4, { va: 4096 }, [page]]),
    'half an id': withEvents(['run', 4, { t: 0.5 }, [page]]),
    'address below 0': withEvents(['run', 4, { va: '-0x1000' }, [page]]),
    'address above 2^64': withEvents(['run', 4, { va: '0x8000000000000000' }, [page]]),
    'id below 1': withEvents(['run', 4, { t: -1 }, [['free', 't3']]]),
    'id above all': withEvents(['run', 4, { b: 1e9 }, [['free', 'b1']]]),
    'wrong inside': withEvents(['lock'], ['run', 4, {}, [page, ['run', 4, {}, [page, ['x']]]]]),
  };
  expect(messages(cases)).toMatchInlineSnapshot(`
    {
      "address above 2^64": "t.jsonl:2: events[0][3][0][2] is "0x1000"; it must be from 0x0 to 0xffffffffffffffff in each repetition of its runs; it gets to 0x18000000000001000",
      "address below 0": "t.jsonl:2: events[0][3][0][2] is "0x1000"; it must be from 0x0 to 0xffffffffffffffff in each repetition of its runs; it gets to -0x2000",
      "empty body": "t.jsonl:2: events[0][3] is a list of 0; it must be a list of events",
      "half an id": "t.jsonl:2: events[0][2].t is 0.5; it must be a whole number",
      "id above all": "t.jsonl:2: events[0][3][0][1] is "b1"; it must be t, b or p and a whole number from 1 to 2147483647 in each repetition of its runs",
      "id below 1": "t.jsonl:2: events[0][3][0][1] is "t3"; it must be t, b or p and a whole number from 1 to 2147483647 in each repetition of its runs",
      "no body": "t.jsonl:2: events[0] is a list of 3; it must be a run: a list of 4",
      "no times": "t.jsonl:2: events[0][1] is 0; it must be a whole number from 1 to 50000000",
      "stride is a number": "t.jsonl:2: events[0][2].va is 4096; it must be a hex string such as "0x87000", at most "0xffffffffffffffff", or "-0x…"",
      "too deep": "t.jsonl:2: events[0][3][0][3][0][3][0][3][0][3][0][3][0][3][0][3][0][3][0][3][0][3][0][3][0][3][0][3][0][3][0][3][0] is a list of 4; it must be inside at most 16 runs",
      "too many in all": "t.jsonl:2: events[0][1] is 10000; it must be so few that the run stands for at most 50000000 events",
      "too many times": "t.jsonl:2: events[0][1] is 1000000000000000; it must be a whole number from 1 to 50000000",
      "too many together": "t.jsonl:2: events is a list of 2; it must be at most 50000000 events when expanded",
      "unknown stride": "t.jsonl:2: events[0][2].x is 1; it must be absent: no such field",
      "wrong inside": "t.jsonl:2: events[1][3][1][3][1][0] is "x"; it must be one of lock, unlock, alloc, set, clear, free, badfree, memset, fault, scan, flush, count, warn, oops, altmap_free, run",
    }
  `);
});

test('invalid states', () => {
  const cases = {
    'no state': withOperation(without(addNothing(), 'state')),
    'unknown field': withState({ leafs: [] }),
    'altmap without header': withState({ altmap: [0, 0] }),
    'altmap of one number': withAltmapState({ altmap: [0] }),
    'half an altmap page': withAltmapState({ altmap: [0.5, 0] }),
    'no altmap': withAltmapState({}),
    'no tables': withState({ tables: undefined }),
    'tables of the root': withState({ tables: { pgd: 1, p4d: 0, pud: 0, pmd: 0, pte: 0 } }),
    'no count': withState({ counts: { '4K': 0, '1M': 0 } }),
    'leaf too short': withState({ leaves: [['pte', '0x0', 4]] }),
    'leaf of no pages': withState({ leaves: [['pte', '0x0', 0, 'dir']] }),
    'leaf of a table': withState({ leaves: [['pte', '0x0', 4, 'table']] }),
    'unused is 0': withState({ unused: 0 }),
    'negative mark': withState({ marks: [['0x80000', [[0, -1]]]] }),
    'marks without bytes': withState({ marks: [['0x80000']] }),
    'half a block': withState({ blocks: 0.5 }),
    'locked is text': withState({ locked: 'yes' }),
  };
  expect(messages(cases)).toMatchInlineSnapshot(`
    {
      "altmap of one number": "t.jsonl:2: state.altmap is a list of 1; it must be a list of 2",
      "altmap without header": "t.jsonl:2: state.altmap is a list of 2; it must be absent, as the header has no machine.altmapPages",
      "half a block": "t.jsonl:2: state.blocks is 0.5; it must be a whole number from 0 to 2^53 - 1",
      "half an altmap page": "t.jsonl:2: state.altmap[0] is 0.5; it must be a whole number of less than 2^53",
      "leaf of a table": "t.jsonl:2: state.leaves[0][3] is "table"; it must be one of block, page, dir",
      "leaf of no pages": "t.jsonl:2: state.leaves[0][2] is 0; it must be a whole number from 1 to 2^53 - 1",
      "leaf too short": "t.jsonl:2: state.leaves[0] is a list of 3; it must be a list of 4",
      "locked is text": "t.jsonl:2: state.locked is "yes"; it must be true, or absent",
      "marks without bytes": "t.jsonl:2: state.marks[0] is a list of 1; it must be a list of 2",
      "negative mark": "t.jsonl:2: state.marks[0][1][0][1] is -1; it must be a whole number from 0 to 2^53 - 1",
      "no altmap": "t.jsonl:2: state.altmap is missing; it must be a list of 2",
      "no count": "t.jsonl:2: state.counts.2G is missing; it must be a whole number of less than 2^53",
      "no state": "t.jsonl:2: state is missing; it must be an object",
      "no tables": "t.jsonl:2: state.tables is missing; it must be an object",
      "tables of the root": "t.jsonl:2: state.tables.pgd is 1; it must be absent: no such field; did you mean pmd?",
      "unknown field": "t.jsonl:2: state.leafs is a list of 0; it must be absent: no such field",
      "unused is 0": "t.jsonl:2: state.unused is 0; it must be null or a hex string such as "0x87000", at most "0xffffffffffffffff"",
    }
  `);
});

test('deeply nested lists are refused without recursion', () => {
  const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
  const [first] = trace(header());
  const line = JSON.stringify(addNothing({ events: 'HERE' })).replace('"HERE"', `[${deep}]`);
  expect(messageOf([first, line])).toMatchInlineSnapshot(
    `"t.jsonl:2: events[0][0] is a list of 1; it must be one of lock, unlock, alloc, set, clear, free, badfree, memset, fault, scan, flush, count, warn, oops, altmap_free, run"`,
  );
});
