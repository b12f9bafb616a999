/** Errors in the lines of a recording, and in the first one: where, what, and what is allowed. */
import { expect, test } from 'vitest';
import { replayTrace } from '../../../../src/subjects/vmem/recordings/replay.ts';
import { messageOf, messages, without } from './malformed.ts';
import { addNothing, addSection, type Fields, header, trace } from './recordings.ts';

const machine = header()['machine'] as Fields;
const geometry = header()['geometry'] as { ptrs: Fields; size: Fields } & Fields;
const layout = header()['layout'] as Fields;

const withHeader = (changes: Fields) => trace(header(changes));
const withMachine = (changes: Fields) => withHeader({ machine: { ...machine, ...changes } });
const withGeometry = (changes: Fields) => withHeader({ geometry: { ...geometry, ...changes } });
const withLayout = (changes: Fields) => withHeader({ layout: { ...layout, ...changes } });
test('the small recording behind all cases is valid', () => {
  expect(messageOf(trace(header(), addSection(), { op: 'reset' }, addNothing()))).toBe('no error');
});

test('lines that are not JSON objects', () => {
  const whole = JSON.stringify(addSection());
  const cases = {
    'empty file': [],
    'header cut off': [JSON.stringify(header()).slice(0, 100)],
    'header is no JSON': ['vmem-trace/1'],
    'header is a list': ['[]'],
    'last line cut off': [...trace(header(), addSection()), whole.slice(0, whole.length - 1)],
    'blank line': [...trace(header()), '', whole],
    'operation is null': [...trace(header()), 'null'],
  };
  expect(messages(cases)).toMatchInlineSnapshot(`
    {
      "blank line": "t.jsonl:2: the line is ""; it must be one JSON object; is the file truncated here?",
      "empty file": "t.jsonl:1: the file is empty; it must begin with a header line",
      "header cut off": "t.jsonl:1: the line is "{\\"format\\":\\"vmem-trace/1\\",\\"name\\":…"; it must be one JSON object; is the file truncated here?",
      "header is a list": "t.jsonl:1: the line is a list of 0; it must be one JSON object",
      "header is no JSON": "t.jsonl:1: the line is "vmem-trace/1"; it must be one JSON object; is the file truncated here?",
      "last line cut off": "t.jsonl:3: the line is "{\\"op\\":\\"vmem_add_mapping\\",\\"start\\"…"; it must be one JSON object; is the file truncated here?",
      "operation is null": "t.jsonl:2: the line is null; it must be one JSON object",
    }
  `);
});

test('invalid headers', () => {
  const cases = {
    'other format': withHeader({ format: 'vmem-trace/2' }),
    'no format': trace(without(header(), 'format')),
    'no revision': trace(without(header(), 'revision')),
    'unknown revision': withHeader({ revision: 'linux-6.1' }),
    'machine is a list': withHeader({ machine: [] }),
    'wrong type': withMachine({ edat1: 1 }),
    'no facility': trace(header({ machine: without(machine, 'nx') })),
    'fill is no byte': withMachine({ blockFill: 256 }),
    'kasan without shadow': withMachine({ kasan: true }),
    'shadow without kasan': withLayout({ kasan: ['0x60000', '0x68000'] }),
    'altmap of a size': withMachine({ altmapPages: '0x16' }),
    'negative altmap': withMachine({ altmapPages: -1 }),
    'address is a number': withLayout({ vmemmap: 0x80000 }),
    'address is not hex': withLayout({ vmemmap: '0x8g000' }),
    'address above 2^64': withLayout({ vmemmap: '0x10000000000000000' }),
    'address that a double rounds': withLayout({ vmemmap: '0xffffffffffffffff' }),
    'vmalloc above all tables': withLayout({ vmalloc: '0x200000' }),
    'identity does not begin at 0': withLayout({ identity: ['0x1000', '0x80000'] }),
    'identity is one address': withLayout({ identity: ['0x0'] }),
    'struct page of no bytes': withHeader({ structPage: 0 }),
    'struct page of 1e300 bytes': withHeader({ structPage: 1e300 }),
    'prot is a number': withHeader({ prot: { pte: 1 } }),
  };
  expect(messages(cases)).toMatchInlineSnapshot(`
    {
      "address above 2^64": "t.jsonl:1: layout.vmemmap is "0x10000000000000000"; it must be a hex string such as "0x87000", at most "0xffffffffffffffff"",
      "address is a number": "t.jsonl:1: layout.vmemmap is 524288; it must be a hex string such as "0x87000", at most "0xffffffffffffffff"",
      "address is not hex": "t.jsonl:1: layout.vmemmap is "0x8g000"; it must be a hex string such as "0x87000", at most "0xffffffffffffffff"",
      "address that a double rounds": "t.jsonl:1: layout.vmemmap is "0xffffffffffffffff"; it must be a hex string that a double holds exactly, as every multiple of "0x1000" below 2^64 is",
      "altmap of a size": "t.jsonl:1: machine.altmapPages is "0x16"; it must be a whole number from 0 to 2^53 - 1",
      "fill is no byte": "t.jsonl:1: machine.blockFill is 256; it must be a whole number from 0 to 255",
      "identity does not begin at 0": "t.jsonl:1: layout.identity[0] is "0x1000"; it must be "0x0"",
      "identity is one address": "t.jsonl:1: layout.identity is a list of 1; it must be a list of 2",
      "kasan without shadow": "t.jsonl:1: machine.kasan is true; it must be false, as layout.kasan says",
      "machine is a list": "t.jsonl:1: machine is a list of 0; it must be an object",
      "negative altmap": "t.jsonl:1: machine.altmapPages is -1; it must be a whole number from 0 to 2^53 - 1",
      "no facility": "t.jsonl:1: machine.nx is missing; it must be true or false",
      "no format": "t.jsonl:1: format is missing; it must be "vmem-trace/1", the only known format",
      "no revision": "t.jsonl:1: revision is missing; it must be a string",
      "other format": "t.jsonl:1: format is "vmem-trace/2"; it must be "vmem-trace/1", the only known format",
      "prot is a number": "t.jsonl:1: prot.pte is 1; it must be a string",
      "shadow without kasan": "t.jsonl:1: machine.kasan is false; it must be true, as layout.kasan says",
      "struct page of 1e300 bytes": "t.jsonl:1: structPage is 1e+300; it must be a whole number from 1 to 2^53 - 1",
      "struct page of no bytes": "t.jsonl:1: structPage is 0; it must be a whole number from 1 to 2^53 - 1",
      "unknown revision": "t.jsonl:1: revision is "linux-6.1"; it must be one that is modelled: base, v1-1, v1-2, v1-3, v1-4, v1-5, v1-6, v1-7, v1-8, v1-9, v2-1, v2-2, v2-3, v2-4, v2-5, v2-6, v2-7, v2-8, v2-9, linux-5.9-rc1, linux-5.9, linux-5.10, mainline, linux-6.12, linux-7.2, error-kept, part-marked, repaired, strict-order, marks-at-once",
      "vmalloc above all tables": "t.jsonl:1: layout.vmalloc is "0x200000"; it must be below 0x200000, the last entry's end",
      "wrong type": "t.jsonl:1: machine.edat1 is 1; it must be true or false",
    }
  `);
});

test('fields that the format does not have, and those that occur twice', () => {
  const { ptrs } = geometry;
  const twice = (line: string, from: string, to: string) => [line.replace(from, to)];
  const text = JSON.stringify(header());
  const cases = {
    'of the header': withHeader({ strcutPage: 1792 }),
    'of the machine': withMachine({ edat3: true }),
    'of the geometry': withGeometry({ sections: '0x10000' }),
    'of a level': withGeometry({ ptrs: { ...ptrs, ptd: 4 } }),
    'of the layout': withLayout({ vmalloc_start: '0xd0000' }),
    'of the protection': withHeader({ prot: { pte: '0x13d', pme: '0x3503' } }),
    'like nothing': withHeader({ remark: 'by hand' }),
    'in place of another': trace({ ...without(header(), 'structPage'), structpage: 1792 }),
    'another page': withGeometry({ page: 8192 }),
    twice: twice(text, '"structPage":', '"structPage":64,"structPage":'),
    'twice, inside': twice(text, '"edat2":', '"edat1":false,"edat2":'),
    'twice, by an escape': twice(text, '"nx":', '"\\u006ex":true,"nx":'),
  };
  expect(messages(cases)).toMatchInlineSnapshot(`
    {
      "another page": "t.jsonl:1: geometry.page is 8192; it must be 4096",
      "in place of another": "t.jsonl:1: structpage is 1792; it must be absent: no such field; did you mean structPage?",
      "like nothing": "t.jsonl:1: remark is "by hand"; it must be absent: no such field",
      "of a level": "t.jsonl:1: geometry.ptrs.ptd is 4; it must be absent: no such field; did you mean pte?",
      "of the geometry": "t.jsonl:1: geometry.sections is "0x10000"; it must be absent: no such field; did you mean section?",
      "of the header": "t.jsonl:1: strcutPage is 1792; it must be absent: no such field; did you mean structPage?",
      "of the layout": "t.jsonl:1: layout.vmalloc_start is "0xd0000"; it must be absent: no such field",
      "of the machine": "t.jsonl:1: machine.edat3 is true; it must be absent: no such field; did you mean edat1?",
      "of the protection": "t.jsonl:1: prot.pme is "0x3503"; it must be absent: no such field; did you mean pte?",
      "twice": "t.jsonl:1: the field "structPage" occurs twice in one object",
      "twice, by an escape": "t.jsonl:1: the field "nx" occurs twice in one object",
      "twice, inside": "t.jsonl:1: the field "edat1" occurs twice in one object",
    }
  `);
});

test('a revision that is not modelled may have a different header', () => {
  const lines = withHeader({ revision: 'linux-9.9', machine: { edat9: true }, later: 1 });
  expect(replayTrace('t.jsonl', lines, { skipUnknownRevision: true })).toEqual({
    kind: 'skipped',
    reason: 'revision linux-9.9 is not modelled',
  });
});

test('impossible geometries', () => {
  const { ptrs, size } = geometry;
  const cases = {
    'two levels': withGeometry({ levels: 2 }),
    'six levels': withGeometry({ levels: 6 }),
    'half a level': withGeometry({ levels: 3.5 }),
    'no such table': withGeometry({ ptrs: without(ptrs, 'pud') }),
    'empty table': withGeometry({ ptrs: { ...ptrs, pte: 0 } }),
    'gigantic table': withGeometry({ ptrs: { ...ptrs, pgd: 2 ** 40 } }),
    'size does not match': withGeometry({ size: { ...size, pud: '0x20000' } }),
    'another page size': withGeometry({ size: { ...size, pte: '0x4000' } }),
    'more than 2^64': withGeometry({
      ptrs: { pte: 4096, pmd: 4096, pud: 4096, p4d: 4096, pgd: 4096 },
      size: {
        pte: '0x1000',
        pmd: '0x1000000',
        pud: '0x1000000000',
        p4d: '0x1000000000000',
        pgd: '0x1000000000000000',
      },
    }),
    'section of no pages': withGeometry({ section: '0x800' }),
    'memmap does not match': withGeometry({ sectionMemmap: '0x8000' }),
  };
  expect(messages(cases)).toMatchInlineSnapshot(`
    {
      "another page size": "t.jsonl:1: geometry.size.pte is "0x4000"; it must be "0x1000", the size of a page",
      "empty table": "t.jsonl:1: geometry.ptrs.pte is 0; it must be a whole number from 1 to 4096",
      "gigantic table": "t.jsonl:1: geometry.ptrs.pgd is 1099511627776; it must be a whole number from 1 to 4096",
      "half a level": "t.jsonl:1: geometry.levels is 3.5; it must be a whole number from 3 to 5",
      "memmap does not match": "t.jsonl:1: geometry.sectionMemmap is "0x8000"; it must be "0x7000", structPage for each page of a section",
      "more than 2^64": "t.jsonl:1: geometry.ptrs.pgd is 4096; it must be so few that 2^64 is enough",
      "no such table": "t.jsonl:1: geometry.ptrs.pud is missing; it must be a whole number from 1 to 4096",
      "section of no pages": "t.jsonl:1: geometry.section is "0x800"; it must be a multiple of "0x1000"",
      "six levels": "t.jsonl:1: geometry.levels is 6; it must be a whole number from 3 to 5",
      "size does not match": "t.jsonl:1: geometry.size.pud is "0x20000"; it must be "0x10000", what one table of the level below covers",
      "two levels": "t.jsonl:1: geometry.levels is 2; it must be a whole number from 3 to 5",
    }
  `);
});
