/** Runs are expanded one event at a time without building them; the events equal the expanded form. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { levelNames } from '../../../../src/subjects/vmem/machine/geometry.ts';
import { decodeEvents } from '../../../../src/subjects/vmem/recordings/event-decoder.ts';
import { EventCursor } from '../../../../src/subjects/vmem/recordings/event-list.ts';
import { eventText } from '../../../../src/subjects/vmem/steps/event-words.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Event = Json[];
interface Strides {
  va: number;
  t: number;
  b: number;
  p: number;
}

const place = { file: 't.jsonl', line: 2 };
const hexText = (bytes: number) => `${bytes < 0 ? '-' : ''}0x${Math.abs(bytes).toString(16)}`;

function expanded(events: Json): string[] {
  const cursor = new EventCursor();
  const list = decodeEvents(place, events);
  cursor.start(list);
  const texts: string[] = [];
  while (cursor.advance()) texts.push(eventText(cursor));
  expect(texts.length).toBe(list.count);
  return texts;
}

/** A literal implementation of the definition in traces/FORMAT.md. */
function expandNaively(events: Event[]): Event[] {
  return events.flatMap((event) => {
    if (event[0] !== 'run') return [event];
    const [, n, strides, body] = event as [
      string,
      number,
      Record<string, string | number>,
      Event[],
    ];
    const va = String(strides['va'] ?? '0x0');
    const shift = {
      va: va.startsWith('-') ? -Number(va.slice(1)) : Number(va),
      t: Number(strides['t'] ?? 0),
      b: Number(strides['b'] ?? 0),
      p: Number(strides['p'] ?? 0),
    };
    return Array.from({ length: n }, (_, i) =>
      expandNaively(body).map((inner) => inner.map((field, at) => shifted(field, at, shift, i))),
    ).flat();
  });
}

function shifted(field: Json, at: number, shift: Strides, times: number): Json {
  if (at === 0 || typeof field !== 'string') return field;
  if (/^0x/.test(field)) return hexText(Number(field) + times * shift.va);
  const id = /^([tbp])([0-9]+)$/.exec(field);
  return id === null ? field : `${id[1]}${Number(id[2]) + times * shift[id[1] as 't']}`;
}

const level = fc.constantFrom(...levelNames);
// Far enough from 0 and from 2^53 for all strides below.
const address = fc.integer({ min: 2 ** 20, max: 2 ** 30 }).map((page) => hexText(page * 4096));
const number = fc.integer({ min: 1000, max: 2000 });
const bytes = fc.integer({ min: 0, max: 1 << 20 });
const table = number.map((id) => `t${id}`);
const block = number.map((id) => `b${id}`);
const page = number.map((id) => `p${id}`);
const kind = fc.constantFrom('set', 'clear');

const event = fc.oneof(
  fc.tuple(fc.constant('lock')),
  fc.tuple(fc.constant('alloc'), level, fc.option(table)),
  fc.tuple(fc.constant('alloc'), fc.constant('block'), fc.option(block)),
  fc.tuple(fc.constant('alloc'), fc.constant('page'), fc.option(page)),
  fc.tuple(kind, level, address, fc.constant('table'), table),
  fc.tuple(kind, level, address, fc.constant('block'), block),
  fc.tuple(kind, level, address, fc.constant('page'), page),
  fc.tuple(kind, level, address, fc.constant('dir')),
  fc.tuple(fc.constant('set'), level, address, fc.constant('dir'), fc.constant('over')),
  fc.tuple(fc.constant('set'), level, address, fc.constant('page'), page, fc.constant('over')),
  fc.tuple(fc.constant('free'), fc.oneof(table, block, page)),
  fc.tuple(fc.constantFrom('memset', 'fault'), address, bytes, fc.nat(255)),
  fc.tuple(fc.constant('scan'), address, bytes, fc.boolean()),
  fc.tuple(fc.constant('flush'), address, address),
  fc.tuple(fc.constant('count'), fc.constantFrom('4K', '1M', '2G'), fc.integer()),
  fc.tuple(fc.constant('oops'), fc.constant('deref-none'), level, address),
);

const idStride = fc.integer({ min: -3, max: 9 });
const strides = fc.record(
  {
    va: fc.integer({ min: -512, max: 512 }).map((pages) => hexText(pages * 4096)),
    t: idStride,
    b: idStride,
    p: idStride,
  },
  { requiredKeys: [] },
);

const { events } = fc.letrec<{ events: Event[]; any: Event; run: Event }>((tie) => ({
  events: fc.array(tie('any'), { minLength: 1, maxLength: 4 }),
  any: fc.oneof({ maxDepth: 3, depthSize: 'small' }, event as fc.Arbitrary<Event>, tie('run')),
  run: fc.tuple(fc.constant('run'), fc.integer({ min: 1, max: 6 }), strides, tie('events')),
}));

test.prop([events])('nested runs expand as the format defines', (list) => {
  expect(expanded(list)).toEqual(expandNaively(list).map((written) => JSON.stringify(written)));
});

test('an example: shifts of nested runs add up', () => {
  const inner = ['run', 2, { va: '0x1000', p: 1 }, [['set', 'pte', '0x80000', 'page', 'p1']]];
  const outer = ['run', 2, { va: '0x4000', p: 2, t: -1 }, [['free', 't9'], inner]];
  expect(expanded([['lock'], outer, ['unlock']])).toEqual([
    '["lock"]',
    '["free","t9"]',
    '["set","pte","0x80000","page","p1"]',
    '["set","pte","0x81000","page","p2"]',
    '["free","t8"]',
    '["set","pte","0x84000","page","p3"]',
    '["set","pte","0x85000","page","p4"]',
    '["unlock"]',
  ]);
});

test('addresses above 2^53 stay exact', () => {
  const run = ['run', 3, { va: '0x1000' }, [['set', 'pte', '0xffffffffffff0000', 'dir']]];
  expect(expanded([run]).at(-1)).toBe('["set","pte","0xffffffffffff2000","dir"]');
});
