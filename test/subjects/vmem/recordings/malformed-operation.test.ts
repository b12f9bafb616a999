/** Errors in an operation line: where, what, and what is allowed. */
import { expect, test } from 'vitest';
import { messageOf, messages, withOperation, without, withState } from './malformed.ts';
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

test('invalid operations', () => {
  const cases = {
    'no op': withOperation(without(addNothing(), 'op')),
    'unknown op': withOperation(addNothing({ op: 'vmem_map' })),
    'unknown field': withOperation(addNothing({ failform: 3 })),
    'unknown field of the state': withState({ marsk: [] }),
    'field twice': [
      ...trace(header()),
      JSON.stringify(addNothing()).replace('"ret":', '"ret":-12,"ret":'),
    ],
    'field of the state twice': [
      ...trace(header()),
      JSON.stringify(addNothing()).replace('"blocks":', '"blocks":7,"blocks":'),
    ],
    'reset twice': [...trace(header()), '{"op":"vmem_add_mapping","op":"reset"}'],
    'field of another op': withOperation(addNothing({ end: '0x20000' })),
    'reset with a field': withOperation({ op: 'reset', ret: 0 }),
    'no start': withOperation(without(addNothing(), 'start')),
    'size is not hex': withOperation(addNothing({ size: '65536' })),
    'negative size': withOperation(addNothing({ size: '-0x1000' })),
    'endless range': withOperation(
      addNothing({ op: 'vmem_remove_mapping', size: '0x4000000000000000', ret: null }),
    ),
    'no failAt': withOperation(without(addNothing(), 'failAt')),
    'failAt 0': withOperation(addNothing({ failAt: 0 })),
    'failFrom is text': withOperation(addNothing({ failFrom: '1' })),
    'unknown failKind': withOperation(addNothing({ failKind: 'pmd' })),
    'contents are no object': withOperation(addNothing({ contents: [] })),
    'contents of no attempt': withOperation(addNothing({ contents: { first: [] } })),
    'contents of attempt 0': withOperation(addNothing({ contents: { 0: [] } })),
    'contents that overlap': withOperation(
      addNothing({
        contents: {
          1: [
            [0, 8],
            [4, 8],
          ],
        },
      }),
    ),
    'contents without bytes': withOperation(addNothing({ contents: { 1: [[0, 0]] } })),
    'contents that nothing got': withOperation(addNothing({ contents: { 1: [[0, 4096]] } })),
    'boot is text': withOperation(addNothing({ boot: 'yes' })),
    'boot range after boot': withOperation(addNothing({ op: 'vmem_add_range' })),
    'altmap of an identity mapping': withOperation(addNothing({ altmap: true })),
    'altmap without header': withOperation(
      without({ ...addNothing(), op: 'vmemmap_free', end: '0x10000', altmap: true }, 'size'),
    ),
    'altmap is text': withOperation(
      without({ ...addNothing(), op: 'vmemmap_free', end: '0x10000', altmap: 'yes' }, 'size'),
    ),
    'ret is text': withOperation(addNothing({ ret: 'ENOMEM' })),
    'ret of an oops': withOperation(addNothing({ oops: true })),
    'negative allocs': withOperation(addNothing({ allocs: -1 })),
    'no events': withOperation(without(addNothing(), 'events')),
    'anomalies are no list': withOperation(addNothing({ anomalies: {} })),
    'byte of a write': withOperation({
      ...without(without(addNothing({ op: 'memmap_write', byte: -1 }), 'failAt'), 'size'),
      end: '0x11000',
    }),
    'operation after an oops': oopsThen(addNothing()),
  };
  expect(messages(cases)).toMatchInlineSnapshot(`
    {
      "altmap is text": "t.jsonl:2: altmap is "yes"; it must be true, or absent",
      "altmap of an identity mapping": "t.jsonl:2: altmap is true; it must be absent: no such field",
      "altmap without header": "t.jsonl:2: altmap is true; it must be absent, as the header has no machine.altmapPages",
      "anomalies are no list": "t.jsonl:2: anomalies is an object; it must be a list",
      "boot is text": "t.jsonl:2: boot is "yes"; it must be true, or absent",
      "boot range after boot": "t.jsonl:2: boot is missing; it must be true: only boot adds so",
      "byte of a write": "t.jsonl:2: byte is -1; it must be a whole number from 0 to 255",
      "contents are no object": "t.jsonl:2: contents is a list of 0; it must be an object",
      "contents of attempt 0": "t.jsonl:2: a key of contents is "0"; it must be the number of an attempt, from 1",
      "contents of no attempt": "t.jsonl:2: a key of contents is "first"; it must be the number of an attempt, from 1",
      "contents that nothing got": "t.jsonl:2: contents.1 is a list of 1; it must be absent: this attempt gets no block and no page",
      "contents that overlap": "t.jsonl:2: contents.1[1][0] is 4; it must be a whole number from 8 to 2^53 - 1",
      "contents without bytes": "t.jsonl:2: contents.1[0][1] is 0; it must be a whole number from 1 to 2^53 - 1",
      "endless range": "t.jsonl:2: size is "0x4000000000000000"; it must be a range of at most 0x10000000 bytes",
      "failAt 0": "t.jsonl:2: failAt is 0; it must be null or a whole number from 1 to 2^53 - 1",
      "failFrom is text": "t.jsonl:2: failFrom is "1"; it must be a whole number from 1 to 2^53 - 1",
      "field of another op": "t.jsonl:2: end is "0x20000"; it must be absent: no such field",
      "field of the state twice": "t.jsonl:2: the field "blocks" occurs twice in one object",
      "field twice": "t.jsonl:2: the field "ret" occurs twice in one object",
      "negative allocs": "t.jsonl:2: allocs is -1; it must be a whole number from 0 to 2^53 - 1",
      "negative size": "t.jsonl:2: size is "-0x1000"; it must be a hex string such as "0x87000", at most "0xffffffffffffffff"",
      "no events": "t.jsonl:2: events is missing; it must be a list",
      "no failAt": "t.jsonl:2: failAt is missing; it must be null or a whole number from 1 to 2^53 - 1",
      "no op": "t.jsonl:2: op is missing; it must be one of vmemmap_populate, vmemmap_free, vmem_add_mapping, vmem_remove_mapping, vmem_add_range, memmap_write, reset",
      "no start": "t.jsonl:2: start is missing; it must be a hex string such as "0x87000", at most "0xffffffffffffffff"",
      "operation after an oops": "t.jsonl:3: op is "vmem_add_mapping"; it must be reset, as the operation before ended in an oops",
      "reset twice": "t.jsonl:2: the field "op" occurs twice in one object",
      "reset with a field": "t.jsonl:2: ret is 0; it must be absent: no such field",
      "ret is text": "t.jsonl:2: ret is "ENOMEM"; it must be null or a whole number of less than 2^53",
      "ret of an oops": "t.jsonl:2: ret is 0; it must be null, as oops is true",
      "size is not hex": "t.jsonl:2: size is "65536"; it must be a hex string such as "0x87000", at most "0xffffffffffffffff"",
      "unknown failKind": "t.jsonl:2: failKind is "pmd"; it must be one of block, page, table",
      "unknown field": "t.jsonl:2: failform is 3; it must be absent: no such field; did you mean failFrom?",
      "unknown field of the state": "t.jsonl:2: state.marsk is a list of 0; it must be absent: no such field; did you mean marks?",
      "unknown op": "t.jsonl:2: op is "vmem_map"; it must be one of vmemmap_populate, vmemmap_free, vmem_add_mapping, vmem_remove_mapping, vmem_add_range, memmap_write, reset",
    }
  `);
});

/** As in 5.9-rc1, the new pud table is never linked. */
function oopsThen(next: Fields): string[] {
  const events = [...addEvents.slice(0, 4), ['oops', 'deref-none', 'p4d', '0x0']];
  const state = {
    ...addState,
    leaves: [],
    empty: { p4d: 1, pud: 0, pmd: 0, pte: 0 },
    counts: emptyState['counts'],
    locked: true,
  };
  const oops = addSection({ ret: null, oops: true, events, state });
  return trace(header({ revision: 'linux-5.9-rc1' }), oops, next);
}

test('after an oops a reset may follow', () => {
  expect(messageOf(oopsThen({ op: 'reset' }))).toBe('no error');
});
