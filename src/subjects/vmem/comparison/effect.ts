/** The parts of a state that a caller of vmem.c, or a reader of a page-table dump, can observe. */
import type { CompareOptions, Difference } from '../../../subject/comparison.ts';
import { hex } from '../../../text/hex.ts';
import { alignDown, Level, levelNames, pageBytes } from '../machine/geometry.ts';
import { RangeSet } from '../machine/range-set.ts';
import { blockContentOf } from '../plain/block-content.ts';
import type { MachineObject } from '../plain/objects.ts';
import type { RecordedCall } from '../plain/recorder.ts';
import { marksOf, type Survey, surveyOf } from '../plain/survey.ts';
import type { PerformedOperation, ReferenceWorld } from '../plain/world.ts';
import { eventLine } from '../steps/event-words.ts';
import { callText, returnText } from '../story/call-text.ts';

/** A part of an effect: items that are present or not, or addresses. */
interface Facet {
  readonly what: string;
  readonly has: ReadonlySet<string> | RangeSet;
}

export interface Observed {
  readonly performed: PerformedOperation;
  /** Empty after a crash: the incomplete state has no meaning. */
  readonly facets: readonly Facet[];
}

export function observe(
  world: ReferenceWorld,
  performed: PerformedOperation,
  { strictMarks }: CompareOptions,
): Observed {
  if (performed.ends) return { performed, facets: [] };
  const survey = surveyOf(world.runner.machine);
  const { counters } = world.runner.machine;
  const facets: Facet[] = [
    {
      what: 'memmap',
      has: new Set(survey.memmap.map(({ object, start }) => `${object.kind} at ${hex(start)}`)),
    },
    ...survey.identityByLevel.map((has, level) => ({
      what: `identity mapping by ${levelNames[level]} leaves`,
      has,
    })),
    {
      what: 'tables',
      has: new Set(
        survey.tables.map(
          ({ table, start }) => `${levelNames[table.level]} table at ${hex(start)}`,
        ),
      ),
    },
    { what: 'leaked memory', has: lostObjects(world, survey) },
    {
      what: 'entries that point to something freed',
      has: new Set([String(survey.danglingCount)]),
    },
    {
      what: strictMarks ? 'bytes of 0xFD' : 'unused memmap that is marked',
      has: strictMarks ? marksOf(survey) : meantMarks(world, survey),
    },
    {
      what: 'direct-map counters',
      has: new Set(counters.map((count, level) => `${levelNames[level]} ${count}`)),
    },
  ];
  return { performed, facets };
}

/** Live objects that are not reachable from the root, counted by kind. */
function lostObjects(world: ReferenceWorld, survey: Survey): Set<string> {
  const reached = new Set<MachineObject>([
    ...survey.tables.map(({ table }) => table),
    ...survey.memmap.map(({ object }) => object),
  ]);
  const counts = new Map<string, number>();
  for (const object of world.runner.machine.objects) {
    if (!object.live || reached.has(object)) continue;
    // Number 0 is the root.
    if (object.kind === 'table' && object.id === 0) continue;
    const kind = object.kind === 'table' ? `${levelNames[object.level]} table` : object.kind;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return new Set([...counts].map(([kind, count]) => `${kind}: ${count}`));
}

/**
 * Pages of mapped blocks that no section uses and that count as unused: all 0xFD, or in the
 * remembered tail. Excludes pages in use: the core writes them before any code reads them.
 */
function meantMarks(world: ReferenceWorld, survey: Survey): RangeSet {
  const { machine, ghost } = world.runner;
  const marks = new RangeSet();
  for (const { object, start } of survey.memmap) {
    if (object.kind !== 'block') continue;
    for (const run of blockContentOf(object.marked, object.bytes).marked) {
      marks.add(start + run.start, start + run.end);
    }
  }
  if (machine.tail !== 0 && survey.memmapMapped.covers(machine.tail, machine.tail + 1)) {
    const bytes = machine.description.geometry.span[Level.pmd];
    const first = Math.ceil(machine.tail / pageBytes) * pageBytes;
    marks.add(first, alignDown(machine.tail, bytes) + bytes);
  }
  for (const { start, end } of ghost.live.memmap.ranges()) marks.remove(start, end);
  return marks;
}

/** The differences after the same operation; empty if there are none. */
export function differencesOf(
  a: Observed,
  b: Observed,
  { events }: Pick<CompareOptions, 'events'>,
): Difference[] {
  const differences = [...resultDifferences(a.performed, b.performed)];
  if (a.performed.ends !== b.performed.ends) {
    differences.push({
      what: 'outcome',
      a: outcomeText(a.performed),
      b: outcomeText(b.performed),
    });
    return differences;
  }
  for (const [index, facet] of a.facets.entries()) {
    const other = b.facets[index];
    const onlyA = lacking(facet.has, other.has);
    const onlyB = lacking(other.has, facet.has);
    if (onlyA !== '' || onlyB !== '') {
      differences.push({ what: facet.what, a: onlyA || 'nothing', b: onlyB || 'nothing' });
    }
  }
  if (events) differences.push(...eventDifferences(a.performed.calls, b.performed.calls));
  return differences;
}

function outcomeText({ ends }: PerformedOperation): string {
  return ends ? 'crashes' : 'continues';
}

/** The first call that differs in name or result. */
function resultDifferences(a: PerformedOperation, b: PerformedOperation): Difference[] {
  const [callsA, callsB] = [a, b].map(({ calls }) =>
    calls.filter(({ kind, result }) => kind !== null && result !== null),
  );
  // A call that crashed did not return; this is reported separately.
  const count =
    a.ends || b.ends
      ? Math.min(callsA.length, callsB.length)
      : Math.max(callsA.length, callsB.length);
  for (let index = 0; index < count; index++) {
    const [textA, textB] = [callsA, callsB].map((calls) => returnedText(calls.at(index)));
    if (textA !== textB) return [{ what: 'return value', a: textA, b: textB }];
  }
  return [];
}

function returnedText(call: RecordedCall | undefined): string {
  return call === undefined ? 'no further call' : `${callText(call)}${returnText(call)}`;
}

function lacking(all: Facet['has'], other: Facet['has']): string {
  if (all instanceof RangeSet) return rangesLacking(all, other);
  return [...all].filter((item) => other instanceof RangeSet || !other.has(item)).join(', ');
}

function rangesLacking(all: RangeSet, other: Facet['has']): string {
  const rest = all.clone();
  if (other instanceof RangeSet) {
    for (const { start, end } of other.ranges()) rest.remove(start, end);
  }
  return rest
    .ranges()
    .map(({ start, end }) => `${hex(start)}-${hex(end)}`)
    .join(', ');
}

/** The first event that differs. */
function eventDifferences(a: readonly RecordedCall[], b: readonly RecordedCall[]): Difference[] {
  const [linesA, linesB] = [a, b].map((calls) =>
    calls.flatMap((call) => call.events.map(eventLine)),
  );
  for (let index = 0; index < Math.max(linesA.length, linesB.length); index++) {
    const [textA, textB] = [linesA, linesB].map((lines) => lines.at(index) ?? 'no further event');
    if (textA !== textB) return [{ what: `event ${index + 1}`, a: textA, b: textB }];
  }
  return [];
}
