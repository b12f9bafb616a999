/** Converts logs of the recorder into recordings: real logs conform, and incomplete logs are errors. */
import { expect, test } from 'vitest';
import { messageOf } from '../../../../support/input-error.ts';
import { callLines, convert, machineLines, mismatchOf, pagesLog, statesLog } from './logs.ts';

test('a log of a running kernel conforms, for any chunking of the input', () => {
  const { converted, lines } = convert(pagesLog);
  expect(converted).toEqual({
    evidence: 'writes',
    revision: 'linux-5.10',
    kernel: '5.10.262',
    machine: expect.objectContaining({ edat1: false }),
    operations: 5,
    events: 50,
    unfinished: null,
  });
  expect(mismatchOf({ converted, lines })).toBeNull();
  for (const pieceBytes of [7, 1000, 100_000])
    expect(convert(pagesLog, pieceBytes).lines).toEqual(lines);
});

test('the recording does not match a revision that fails differently', () => {
  expect(mismatchOf(convert(pagesLog, 100, 'v1-2'))).toBe('2 events');
});

test('a log of the guest module contains only states, and conforms', () => {
  const conversion = convert(statesLog);
  expect(conversion.converted).toMatchObject({ evidence: 'states', operations: 5, events: 0 });
  expect(conversion.lines[0]).toContain('"evidence":"states"');
  expect(conversion.lines.join('')).not.toContain('"events"');
  expect(mismatchOf(conversion)).toBeNull();
});

test('differing states are detected without single writes', () => {
  const conversion = convert(statesLog);
  const lines = conversion.lines.map((line) =>
    line.replace('["pte","0x2500000000",3,', '["pte","0x2500000000",2,'),
  );
  expect(mismatchOf({ ...conversion, lines })).toBe('1 state.leaves[0]');
});

/** A partly used block of memmap, whose memset the compiler turned into a loop of stores. */
const block = callLines(
  'vmemmap_populate 3d300000200 3d300100000',
  [
    'c mutex_lock 3bd430 0 0 1',
    'c __get_free_pages cc0 2 0 11a0f2',
    'r __get_free_pages e1c000',
    'W 487d30 8 e1c007',
    'c vmemmap_alloc_block 100000 ffffffffffffffff 0 2f095e',
    'r vmemmap_alloc_block f00000',
    'N f00000 100000 0+10 1000+40',
    'W e1c000 8 f03503',
    'X 3d300000200 3d300000200 38',
    'W 3d300000000 1 fd',
    'Y 3d300000001 3d300000000 ff',
    'W 3d300000100 1 fd',
    'Y 3d300000101 3d300000100 ff',
    'c mutex_unlock 3bd430 0 0 1',
  ],
  { leaves: ['P 1 3d300000000 1 m'] },
);

test('the stores of a memset are merged, and the old memory content is in contents and marks', () => {
  const { lines } = convert([...machineLines, ...block, ''].join('\n'));
  expect(JSON.parse(lines[1])).toMatchObject({
    contents: {
      2: [
        [0, 16],
        [4096, 64],
      ],
    },
    events: [
      ['lock'],
      ['alloc', 'pmd', 't1'],
      ['set', 'pud', '0x3d300000000', 'table', 't1'],
      ['alloc', 'block', 'b1'],
      ['set', 'pmd', '0x3d300000000', 'block', 'b1'],
      ['memset', '0x3d300000200', 56, 0],
      ['memset', '0x3d300000000', 512, 253],
      ['unlock'],
    ],
    state: {
      marks: [
        [
          '0x3d300000000',
          [
            [0, 512],
            [4096, 64],
          ],
        ],
      ],
      blocks: 1,
    },
  });
});

test('a call that does not return ends the recording before it', () => {
  const cut = pagesLog.slice(0, pagesLog.indexOf('R vmem_remove_mapping'));
  const { converted, lines } = convert(cut);
  expect(converted).toMatchObject({
    operations: 1,
    unfinished: 'vmem_remove_mapping 0x2500000000 0x3000',
  });
  expect(mismatchOf({ converted, lines })).toBeNull();
});

const map = (within: readonly string[], leaves: readonly string[] = []) =>
  callLines('vmem_add_mapping 2500000000 1000', within, { leaves });

test('an invalid log is refused with its line', () => {
  const errorOf = (lines: readonly string[]) => messageOf(() => convert(lines.join('\n')));
  const without = (name: string) => machineLines.filter((line) => !line.startsWith(`I ${name} `));
  expect([
    errorOf([]),
    errorOf(['no log', '']),
    errorOf([...machineLines, '']),
    errorOf([...without('structPage'), ...map([]), '']),
    errorOf([...without('kasan'), 'I kasan 1', ...map([]), '']),
    errorOf([...machineLines, 'S 484000 4', '']),
    errorOf([...machineLines, ...callLines('vmem_add_mapping 80000 1000', [], {}), '']),
    errorOf([...machineLines, ...map(['c free_pages e1c000 2 0 1']), '']),
    errorOf([...machineLines, ...map(['W 484250 8 e1c007']), '']),
    errorOf([...machineLines, ...map(['c kfree 1 2 3 4']), '']),
    errorOf([...machineLines, ...map([], ['P 0 2500000000 1 d']), '']),
    errorOf([...machineLines, '! the log is full', '']),
  ]).toMatchInlineSnapshot(`
    [
      "x.log:0: the log is empty",
      "x.log:1: this is not a log of tablewalk record: its first line must be "tablewalk-log 1 …"",
      "x.log: no call of vmem.c is in the log: nothing was plugged or unplugged",
      "x.log: the log lacks structPage: a line "I structPage VALUE" with a hexadecimal value is missing",
      "x.log: the kernel was built with KASAN, whose shadow no recording describes; build it without",
      "x.log:12: the kernel has 4 levels of page tables; only logs of three levels can be converted: give the guest less memory",
      "x.log:20: the call is for "0x80000" to "0x81000", which shares a 2 GiB entry with boot memory; plug memory from "0x80000000" on, with its struct pages from "0x3d300000000" on",
      "x.log:21: "0xe1c000" is freed but was not allocated in the log",
      "x.log:21: the entry for "0x2500000000" names "0xe1c000", which was not allocated in the log",
      "x.log:21: a call of kfree in vmem_add_mapping() has no meaning here",
      "x.log:30: after the call memory holds 1 leaves at level pte, but the writes made 0: the recorder missed a write, or other code changed these tables",
      "x.log:12: the recorder reports: the log is full",
    ]
  `);
});

test('counters are compared within calls only: a split by other code in between does not count', () => {
  const [first, second, ...rest] = pagesLog.split(/(?=^# )/m).slice(1);
  // 256 more before and after the second call.
  const shifted = second
    .replaceAll('V count0 48b0f8 40003', 'V count0 48b0f8 40103')
    .replaceAll('48b0f8 8 40000', '48b0f8 8 40100')
    .replaceAll('V count0 48b0f8 40000', 'V count0 48b0f8 40100');
  const head = pagesLog.slice(0, pagesLog.indexOf('# '));
  const { lines } = convert([head, first, shifted, ...rest].join(''));
  const counts = lines.slice(1).map((line) => JSON.parse(line).state.counts['4K']);
  expect(counts).toEqual([3, 0, 0, 0, 0]);
});

test('a table of unknown level is taken for a pmd table until its entries are linked', () => {
  const failed = map(['c __get_free_pages cc0 2 0 11a0f2', 'r __get_free_pages 0']);
  const { lines } = convert([...machineLines, ...failed, ''].join('\n'));
  expect(JSON.parse(lines[1])).toMatchObject({
    failAt: 1,
    allocs: 1,
    events: [['alloc', 'pmd', null]],
  });
});

test('several attempts that fail are a list', () => {
  const attempt = ['c __get_free_pages cc0 2 0 11a0f2', 'r __get_free_pages 0'];
  const { lines } = convert([...machineLines, ...map([...attempt, ...attempt]), ''].join('\n'));
  expect(JSON.parse(lines[1]).failAt).toEqual([1, 2]);
});
