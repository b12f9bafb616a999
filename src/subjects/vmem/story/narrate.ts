/** Events in kernel words, one line each, with runs of like steps folded into one line. */
import { faultNames, warners } from '../kernel/request.ts';
import { placeText } from '../machine/code-place.ts';
import {
  EventKind,
  OopsReason,
  type RecordedEvent,
  Target,
  unusedByte,
} from '../machine/events.ts';
import { levelNames } from '../machine/geometry.ts';
import type { RecordedCall } from '../plain/recorder.ts';

/** A line of a story, and which of the call's events it tells: [first, last]. */
export interface ToldStep {
  readonly text: string;
  /** Where the C text does it: `vmem.c:273 try_free_pmd_table()`; absent if no C text does. */
  readonly place?: string;
  readonly first: number;
  readonly last: number;
}

const letters = ['t', 'b', 'p'] as const;
const nouns = ['table', 'block', 'page'] as const;
const allocated = [...levelNames.map((name) => `${name} table`), 'block', 'page'];

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function nameOf(target: number, id: number): string {
  return `${letters[target] ?? '?'}${id}`;
}

function allocText(what: number, id: number): string {
  if (id === 0) return `alloc ${allocated[what]}: FAILS`;
  const target = Math.max(0, what - levelNames.length + 1);
  return `alloc ${allocated[what]} ${nameOf(target, id)}`;
}

function setText(level: number, va: number, target: number, id: number): string {
  const entry = `set ${levelNames[level]} ${hex(va)}`;
  if (target === Target.identity) return `${entry} -> identity`;
  if (target === Target.identityOver) return `${entry} -> identity, over a used entry`;
  return `${entry} -> ${nameOf(target, id)}`;
}

function clearText(level: number, va: number, target: number, id: number): string {
  const entry = `clear ${levelNames[level]} ${hex(va)}`;
  if (target === Target.none) return `${entry} (was empty)`;
  return `${entry} (was ${target >= Target.identity ? 'identity' : nameOf(target, id)})`;
}

function badFreeText(target: number, id: number, fromAltmap: number): string {
  if (target === Target.identity) return 'free identity-mapped memory, which is not allocated';
  const why = fromAltmap === 1 ? 'came from the altmap' : 'is not allocated';
  return `free ${nouns[target] ?? '?'} ${nameOf(target, id)}, which ${why}`;
}

const byteText = (byte: number): string => (byte === unusedByte ? '0xFD' : String(byte));

function oopsText(reason: number, level: number, va: number): string {
  const entry = `${levelNames[level]} ${hex(va)}`;
  if (reason === OopsReason.none) return `OOPS: follows ${entry}, which is empty`;
  if (reason === OopsReason.large) return `OOPS: follows ${entry}, which is no table`;
  if (reason === OopsReason.cutOff)
    return `OOPS: goes on at ${entry}, in a table that was unhooked`;
  return `OOPS: follows ${entry}, whose table is freed`;
}

/** One event as one line. */
export function eventLine({ kind, a, b, c, d }: RecordedEvent): string {
  switch (kind) {
    case EventKind.programFault:
      return `FAULT: ${faultNames[a]}`;
    case EventKind.lock:
      return 'lock vmem_mutex';
    case EventKind.unlock:
      return 'unlock vmem_mutex';
    case EventKind.alloc:
      return allocText(a, b);
    case EventKind.set:
      return setText(a, b, c, d);
    case EventKind.clear:
      return clearText(a, b, c, d);
    case EventKind.free:
      return `free ${nouns[a] ?? '?'} ${nameOf(a, b)}`;
    case EventKind.badFree:
      return badFreeText(a, b, c);
    case EventKind.memset:
      return `memset ${hex(a)} +${b} = ${byteText(c)}`;
    case EventKind.fault:
      return c < 0
        ? `FAULT: scan of ${hex(a)} +${b}, which is not mapped`
        : `FAULT: memset ${hex(a)} +${b} = ${byteText(c)}, which is not mapped`;
    case EventKind.scan:
      return `scan ${hex(a)} +${b}: ${c === 1 ? 'all 0xFD' : 'not all 0xFD'}`;
    case EventKind.flush:
      return `flush TLB ${hex(a)}-${hex(b)}`;
    case EventKind.count:
      return `count direct-map ${levelNames[a]} leaves ${b < 0 ? '' : '+'}${b}`;
    case EventKind.warn:
      return `WARN_ON_ONCE in ${warners[a]}()`;
    case EventKind.oops:
      return oopsText(a, b, c);
    case EventKind.altmapFree:
      return `free ${a} pages to the altmap`;
  }
}

/** The same where it is known what the program did wrong by itself. */
export function eventLineWith(problem: string | null, event: RecordedEvent): string {
  const isKnown = event.kind === EventKind.programFault && problem !== null;
  return isKnown ? `FAULT: ${problem}` : eventLine(event);
}

/** Lines that differ only in numbers have one shape. */
function shapeOf(text: string): string {
  return text.replaceAll(/0x[0-9a-f]+|\b[tbp]\d+|\d+/g, '#');
}

const periodMax = 4;
/** Three like steps are a pattern; two are told as they are. */
const repeatsMin = 3;

/**
 * Tells the events in order. Mutex operations are left out (every call has them) unless `kept`;
 * no event in `kept` is folded into a run, so that a story can point at it.
 */
export function narrate(
  events: readonly RecordedEvent[],
  kept: ReadonlySet<number> = new Set(),
  { places, problem }: Pick<RecordedCall, 'places' | 'problem'> = { places: [], problem: null },
): ToldStep[] {
  const lines: ToldStep[] = [];
  for (const [index, event] of events.entries()) {
    const isMutex = event.kind === EventKind.lock || event.kind === EventKind.unlock;
    if (isMutex && !kept.has(index)) continue;
    const place = placeText(places[index] ?? []);
    const text = eventLineWith(problem, event);
    lines.push({ text, first: index, last: index, ...placed(place) });
  }
  return foldLines(lines, kept);
}

/** Only of what has a place. */
export function placed(place: string): { readonly place?: string } {
  return place === '' ? {} : { place };
}

/** Folds runs of lines that differ only in numbers, at one place of the text; no line that begins at a `kept` step is folded. */
export function foldLines(lines: readonly ToldStep[], kept: ReadonlySet<number>): ToldStep[] {
  // A kept line is like no other.
  const shapes = lines.map(({ text, first, place = '' }) =>
    kept.has(first) ? `!${first}` : `${shapeOf(text)} ${place}`,
  );
  const told: ToldStep[] = [];
  let at = 0;
  while (at < lines.length) {
    const run = longestRun(shapes, at);
    if (run === undefined) {
      told.push(lines[at++]);
      continue;
    }
    told.push(...foldRun(lines.slice(at, at + run.period * run.repeats), run));
    at += run.period * run.repeats;
  }
  return told;
}

interface Run {
  readonly period: number;
  readonly repeats: number;
}

function longestRun(shapes: readonly string[], at: number): Run | undefined {
  for (let period = 1; period <= periodMax; period++) {
    let matching = 0;
    while (
      at + period + matching < shapes.length &&
      shapes[at + matching] === shapes[at + period + matching]
    ) {
      matching++;
    }
    const repeats = Math.floor(matching / period) + 1;
    if (repeats >= repeatsMin) return { period, repeats };
  }
  return undefined;
}

function foldRun(lines: readonly ToldStep[], { period, repeats }: Run): ToldStep[] {
  const first = lines[0].first;
  const lastLine = lines[lines.length - 1];
  if (period === 1) {
    const text = `${lines[0].text} ... ${changedPart(lines[0].text, lastLine.text)} (${repeats} times)`;
    return [{ text, first, last: lastLine.last, ...placed(lines[0].place ?? '') }];
  }
  const rest = lines.slice(-period);
  return [
    ...lines.slice(0, period),
    {
      text: `... and so on, ${repeats} times, up to: ${rest.map(({ text }) => text).join('; ')}`,
      first: lines[period].first,
      last: lastLine.last,
    },
  ];
}

/** The words of the last line of a run that differ from its first. */
function changedPart(first: string, last: string): string {
  const before = first.split(' ');
  const changed = last.split(' ').filter((word, index) => word !== before[index]);
  return changed.join(' ');
}
