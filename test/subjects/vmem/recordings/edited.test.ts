/**
 * Recordings of running kernels that were edited a little: each edit is found, at the event that it changed.
 * And recordings under a wrong label: which revisions and which machines they fit.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { InputError } from '../../../../src/errors.ts';
import { replayTrace } from '../../../../src/subjects/vmem/recordings/replay.ts';
import { type Fields, goldenLines, goldenNames } from './recordings.ts';

type Event = readonly unknown[];

/** Short enough for hundreds of replays. */
const linesKept = 60;
const running = goldenNames.filter((name) => name.includes('.qemu-'));
const written = running.filter((name) => !name.includes('-states'));
const linesOf = new Map(running.map((name) => [name, goldenLines(name).slice(0, linesKept)]));

const otherLevel: Readonly<Record<string, string>> = {
  pte: 'pmd',
  pmd: 'pud',
  pud: 'pmd',
  '4K': '1M',
  '1M': '2G',
  '2G': '1M',
};

/** Edits of the events of one operation; null if this event cannot be edited so. */
const edits: Readonly<Record<string, (events: readonly Event[], at: number) => Event[] | null>> = {
  'left out': (events, at) => events.toSpliced(at, 1),
  twice: (events, at) => events.toSpliced(at, 0, events[at]),
  swapped: (events, at) =>
    at + 1 === events.length ? null : events.toSpliced(at, 2, events[at + 1], events[at]),
  'at another address': (events, at) =>
    changed(events, at, (value) =>
      typeof value === 'string' && value.startsWith('0x')
        ? `0x${(BigInt(value) + 4096n).toString(16)}`
        : null,
    ),
  'at another level': (events, at) =>
    changed(events, at, (value) => otherLevel[String(value)] ?? null),
  'of another object': (events, at) =>
    changed(events, at, (value) =>
      typeof value === 'string' && /^[tbp]\d+$/.test(value)
        ? `${value[0]}${Number(value.slice(1)) + 1}`
        : null,
    ),
  'of another size': (events, at) =>
    changed(events, at, (value, index) =>
      typeof value === 'number' && index > 0 ? value + 1 : null,
    ),
};

/** With the first value of the event replaced that has a replacement. */
function changed(
  events: readonly Event[],
  at: number,
  replacement: (value: unknown, index: number) => unknown,
): Event[] | null {
  const values = events[at].map(replacement);
  const place = values.findIndex((value) => value !== null);
  return place < 0 ? null : events.with(at, events[at].with(place, values[place]));
}

function eventsOf(line: string): readonly Event[] {
  const { events = [] } = JSON.parse(line) as { readonly events?: readonly Event[] };
  return events;
}

/** Events of a list, repetitions unfolded. */
function countOf(events: readonly Event[]): number {
  return events.reduce(
    (sum, [kind, times, , body]) =>
      sum + (kind === 'run' ? Number(times) * countOf(body as readonly Event[]) : 1),
    0,
  );
}

const anyEdit = fc.record({
  name: fc.constantFrom(...written),
  line: fc.nat(),
  event: fc.nat(),
  edit: fc.constantFrom(...Object.keys(edits)),
});

test.prop([anyEdit], { numRuns: 100 })('an edited event is found where it is', (drawn) => {
  const lines = linesOf.get(drawn.name) ?? [];
  const line = 1 + (drawn.line % (lines.length - 1));
  const events = eventsOf(lines[line]);
  fc.pre(events.length > 0);
  const at = drawn.event % events.length;
  const edited = edits[drawn.edit](events, at);
  const text = (list: readonly Event[]) => list.map((event) => JSON.stringify(event));
  const [before, after] = [text(events), text(edited ?? events)];
  const first = before.findIndex((event, index) => event !== after[index]);
  fc.pre(edited !== null && (first >= 0 || after.length > before.length));
  const operation: Fields = { ...JSON.parse(lines[line]), events: edited };
  try {
    const replay = replayTrace('edited', lines.with(line, JSON.stringify(operation)));
    expect(replay.kind).toBe('replayed');
    const mismatch = replay.kind === 'replayed' ? replay.mismatch : null;
    expect(mismatch?.line).toBe(line + 1);
    const changedFrom = countOf(events.slice(0, first < 0 ? before.length : first)) + 1;
    // A repetition with another stride or body differs from its second round on.
    const changedTo = changedFrom + (first < 0 ? 0 : countOf([events[first]]));
    expect(mismatch?.event).toBeGreaterThanOrEqual(changedFrom);
    expect(mismatch?.event).toBeLessThanOrEqual(changedTo);
  } catch (error) {
    // What no kernel can do is refused: an object that was never allocated, a level without tables.
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(new RegExp(`^edited:${line + 1}: `));
  }
});

/** The numbers of the operations at which a recording under these labels differs; 0 if it conforms. */
function differences(name: string, labels: readonly Fields[]): number[] {
  const [first, ...rest] = goldenLines(name);
  return labels.map((label) => {
    const header = JSON.stringify({ ...JSON.parse(first), ...label });
    const replay = replayTrace(name, [header, ...rest]);
    if (replay.kind === 'skipped') throw new Error(replay.reason);
    return replay.mismatch?.operation?.index ?? 0;
  });
}

test('under the name of another revision they differ, where they show what it changed', () => {
  const revisions = ['v2-7', 'v2-8', 'v1-9', 'error-kept', 'part-marked', 'repaired'];
  const labels = revisions.map((revision) => ({ revision }));
  const rows = running.map((name) => `${name.slice(0, -9)}: ${differences(name, labels)}`);
  expect([revisions.join(), ...rows]).toMatchInlineSnapshot(`
    [
      "v2-7,v2-8,v1-9,error-kept,part-marked,repaired",
      "linux-5.10.qemu-56-F01-performed: 0,0,2,2,0,2",
      "linux-5.10.qemu-56-F02-performed: 2,2,0,0,4,4",
      "linux-5.10.qemu-56-basic: 3,3,0,0,5,5",
      "linux-5.10.qemu-56-debug: 2,2,1,1,0,1",
      "linux-5.10.qemu-56-failures: 10,10,5,68,0,68",
      "linux-5.10.qemu-56-noedat1: 0,0,1,1,0,1",
      "linux-5.10.qemu-56-random1: 3,3,24,0,0,0",
      "linux-5.10.qemu-56-recycled-F02: 3,3,0,0,17,17",
      "linux-5.10.qemu-56-states: 2,2,0,0,0,0",
      "linux-7.2.qemu-64-F01-edat1-performed: 0,0,2,2,0,2",
      "linux-7.2.qemu-64-F01-performed: 0,0,1,1,0,1",
      "linux-7.2.qemu-64-failures: 0,0,26,47,0,47",
      "linux-7.2.qemu-64-walk: 0,0,22,0,0,0",
      "mainline.qemu-7.2-64-virtio: 0,0,0,0,0,0",
      "repaired.qemu-5.10-56-recycled: 3,3,17,17,0,0",
    ]
  `);
});

test('with another machine in the header they differ or are refused', () => {
  const rows = running.map((name) => {
    const { machine, geometry, structPage } = JSON.parse(goldenLines(name)[0]);
    const refused = { geometry, structPage: structPage + 8 };
    expect(() => differences(name, [refused])).toThrow('geometry.sectionMemmap is');
    const switched = ['edat1', 'debugPagealloc'].map((field) => ({
      machine: { ...machine, [field]: !machine[field] },
    }));
    const levels = { geometry: { ...geometry, levels: 4 } };
    return `${name.slice(0, -9)}: ${differences(name, [...switched, levels])}`;
  });
  // Without EDAT1 debug_pagealloc changes nothing in these tables.
  expect(['edat1, debugPagealloc, levels', ...rows]).toMatchInlineSnapshot(`
    [
      "edat1, debugPagealloc, levels",
      "linux-5.10.qemu-56-F01-performed: 1,1,1",
      "linux-5.10.qemu-56-F02-performed: 1,1,1",
      "linux-5.10.qemu-56-basic: 1,2,1",
      "linux-5.10.qemu-56-debug: 2,1,1",
      "linux-5.10.qemu-56-failures: 1,4,1",
      "linux-5.10.qemu-56-noedat1: 1,0,1",
      "linux-5.10.qemu-56-random1: 1,2,1",
      "linux-5.10.qemu-56-recycled-F02: 1,2,1",
      "linux-5.10.qemu-56-states: 1,1,1",
      "linux-7.2.qemu-64-F01-edat1-performed: 1,1,1",
      "linux-7.2.qemu-64-F01-performed: 1,0,1",
      "linux-7.2.qemu-64-failures: 1,1,1",
      "linux-7.2.qemu-64-walk: 1,1,1",
      "mainline.qemu-7.2-64-virtio: 1,2,1",
      "repaired.qemu-5.10-56-recycled: 1,2,1",
    ]
  `);
});
