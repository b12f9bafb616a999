/**
 * Events in words: one row per kind, with the notation of recordings (docs/TRACE-FORMAT.md) and the
 * line of a story.
 */
import { hex } from '../../../text/hex.ts';
import { faultNames, warners } from '../kernel/request.ts';
import {
  blockOver,
  EventKind,
  OopsReason,
  oopsReasons,
  pageOver,
  type RecordedEvent,
  Target,
  unusedByte,
} from '../machine/events.ts';
import { Level, levelNames } from '../machine/geometry.ts';

/** By AllocWhat: a table of each level, then the two sizes of memmap. */
export const allocNames = [...levelNames, 'block', 'page'] as const;
/** By AllocFrom, from altmap on: the source of an allocation. */
export const allocSources = ['altmap', 'altmap-full'] as const;
/** By pte, pmd, pud: names of the direct-map counters. */
export const counterNames = ['4K', '1M', '2G'] as const;
/** By Target: the letters of ids. */
export const idLetters = ['t', 'b', 'p'] as const;
/** By Target: the noun for the target of an entry. */
export const targetNames = ['table', 'block', 'page', 'dir', 'dir', 'none', 'block', 'page'];
const nouns = ['table', 'block', 'page'] as const;

/** The kind of id of an allocation of `what` (AllocWhat). */
export function allocTarget(what: number): 0 | 1 | 2 {
  if (what <= Level.pgd) return Target.table;
  return allocNames[what] === 'block' ? Target.block : Target.page;
}

type EventOperands = Readonly<Omit<RecordedEvent, 'kind'>>;

interface EventRow {
  /** The name in recordings, if it is not the name of the kind in lower case. */
  readonly name?: string;
  /** Elements of the list after the name. */
  readonly notation: (event: EventOperands) => readonly unknown[];
  readonly line: (event: EventOperands) => string;
}

const idOf = (target: number, id: number): string | null =>
  id === 0 ? null : `${idLetters[target]}${id}`;
const nameOf = (target: number, id: number): string => `${idLetters[target] ?? '?'}${id}`;
const levelAddressText = (level: number, va: number): string => `${levelNames[level]} ${hex(va)}`;
const byteText = (byte: number): string => (byte === unusedByte ? '0xFD' : String(byte));

function entryNotation({ a: level, b: va, c: target, d: id }: EventOperands): unknown[] {
  const words: unknown[] = [levelNames[level], hex(va), targetNames[target]];
  const letter = { [blockOver]: Target.block, [pageOver]: Target.page }[target] ?? target;
  if (letter <= Target.page) words.push(idOf(letter, id));
  if (target === Target.identityOver || target >= blockOver) words.push('over');
  return words;
}

function allocText({ a: what, b: id }: EventOperands): string {
  const noun = what <= Level.pgd ? `${allocNames[what]} table` : allocNames[what];
  return id === 0 ? `alloc ${noun}: FAILS` : `alloc ${noun} ${nameOf(allocTarget(what), id)}`;
}

function setText({ a: level, b: va, c: target, d: id }: EventOperands): string {
  const entry = `set ${levelAddressText(level, va)}`;
  if (target === Target.identity) return `${entry} -> identity`;
  if (target === Target.identityOver) return `${entry} -> identity, over a used entry`;
  return `${entry} -> ${nameOf(target, id)}`;
}

function clearText({ a: level, b: va, c: target, d: id }: EventOperands): string {
  const entry = `clear ${levelAddressText(level, va)}`;
  if (target === Target.none) return `${entry} (was empty)`;
  return `${entry} (was ${target >= Target.identity ? 'identity' : nameOf(target, id)})`;
}

function badFreeText({ a: target, b: id, c: fromAltmap }: EventOperands): string {
  if (target === Target.identity) return 'free identity-mapped memory, which is not allocated';
  const why = fromAltmap === 1 ? 'came from the altmap' : 'is not allocated';
  return `free ${nouns[target] ?? '?'} ${nameOf(target, id)}, which ${why}`;
}

function faultText({ a: va, b: bytes, c: byte }: EventOperands): string {
  return byte < 0
    ? `FAULT: scan of ${hex(va)} +${bytes}, which is not mapped`
    : `FAULT: memset ${hex(va)} +${bytes} = ${byteText(byte)}, which is not mapped`;
}

function oopsText({ a: reason, b: level, c: va }: EventOperands): string {
  const entry = levelAddressText(level, va);
  if (reason === OopsReason.none) return `OOPS: follows ${entry}, which is empty`;
  if (reason === OopsReason.large) return `OOPS: follows ${entry}, which is not a table`;
  if (reason === OopsReason.cutOff) {
    return `OOPS: continues at ${entry}, in a table that was unlinked`;
  }
  return `OOPS: follows ${entry}, whose table is freed`;
}

const rows: Readonly<Record<keyof typeof EventKind, EventRow>> = {
  lock: { notation: () => [], line: () => 'lock vmem_mutex' },
  unlock: { notation: () => [], line: () => 'unlock vmem_mutex' },
  alloc: {
    notation: ({ a: what, b: id, c: from }) => [
      allocNames[what],
      idOf(allocTarget(what), id),
      ...(from === 0 ? [] : [allocSources[from - 1]]),
    ],
    line: allocText,
  },
  set: { notation: entryNotation, line: setText },
  clear: { notation: entryNotation, line: clearText },
  free: {
    notation: ({ a: target, b: id }) => [idOf(target, id)],
    line: ({ a: target, b: id }) => `free ${nouns[target] ?? '?'} ${nameOf(target, id)}`,
  },
  badFree: {
    notation: ({ a: target, b: id, c: fromAltmap }) => [
      fromAltmap === 1 ? 'altmap' : 'not-live',
      idOf(target, id),
    ],
    line: badFreeText,
  },
  memset: {
    notation: ({ a: va, b: bytes, c: byte }) => [hex(va), bytes, byte],
    line: ({ a: va, b: bytes, c: byte }) => `memset ${hex(va)} +${bytes} = ${byteText(byte)}`,
  },
  fault: { notation: ({ a: va, b: bytes, c: byte }) => [hex(va), bytes, byte], line: faultText },
  scan: {
    notation: ({ a: va, b: bytes, c: all }) => [hex(va), bytes, all === 1],
    line: ({ a: va, b: bytes, c: all }) =>
      `scan ${hex(va)} +${bytes}: ${all === 1 ? 'all 0xFD' : 'not all 0xFD'}`,
  },
  flush: {
    notation: ({ a: start, b: end }) => [hex(start), hex(end)],
    line: ({ a: start, b: end }) => `flush TLB ${hex(start)}-${hex(end)}`,
  },
  count: {
    notation: ({ a: level, b: delta }) => [counterNames[level], delta],
    line: ({ a: level, b: delta }) =>
      `count direct-map ${levelNames[level]} leaves ${delta < 0 ? '' : '+'}${delta}`,
  },
  warn: {
    notation: ({ a: func }) => [warners[func]],
    line: ({ a: func }) => `WARN_ON_ONCE in ${warners[func]}()`,
  },
  oops: {
    notation: ({ a: reason, b: level, c: va }) => [oopsReasons[reason], levelNames[level], hex(va)],
    line: oopsText,
  },
  altmapFree: {
    name: 'altmap_free',
    notation: ({ a: pages }) => [pages],
    line: ({ a: pages }) => `free ${pages} pages to the altmap`,
  },
  programFault: {
    name: 'program-fault',
    notation: ({ a: fault }) => [faultNames[fault]],
    line: ({ a: fault }) => `FAULT: ${faultNames[fault]}`,
  },
};

interface NamedRow extends EventRow {
  readonly name: string;
}

/** By number. */
const namedRows: readonly NamedRow[] = Object.entries(EventKind)
  .sort(([, one], [, other]) => one - other)
  .map(([key]) => ({ name: key.toLowerCase(), ...rows[key as keyof typeof EventKind] }));

/** Kinds of events in recordings. Only the model observes a fault of a program. */
export const recordedNames: readonly string[] = namedRows
  .filter((_, kind) => kind !== EventKind.programFault)
  .map(({ name }) => name);

/** An event in the notation of recordings. */
export function eventText(event: RecordedEvent): string {
  const { name, notation } = namedRows[event.kind];
  return JSON.stringify([name, ...notation(event)]);
}

export function eventLine(event: RecordedEvent): string {
  return namedRows[event.kind].line(event);
}

/** Like `eventLine`, with the program's description of its own fault, if known. */
export function eventLineWith(problem: string | null, event: RecordedEvent): string {
  const isKnown = event.kind === EventKind.programFault && problem !== null;
  return isKnown ? `FAULT: ${problem}` : eventLine(event);
}
