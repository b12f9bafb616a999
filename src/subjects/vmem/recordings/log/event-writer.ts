/** Writes the events of one operation into a recording, folding repetitions on the fly. */
import { addressText } from './log-line.ts';

/** An event in pieces, so that a repetition of it differs in two numbers only. */
export interface LoggedEvent {
  /** `["set","pte",` */
  head: string;
  /** An address after the head, or -1. */
  readonly va: number;
  /** `,"page",` */
  readonly middle: string;
  /** The letter of an id after the middle, or nothing. */
  readonly letter: 't' | 'b' | 'p' | '';
  readonly id: number;
  /** The rest, with the closing bracket. */
  readonly tail: string;
}

/** Number of events at which folding starts, and the maximum kept. */
const bufferMax = 1 << 12;
const repetitionsMin = 4;
const foldedMin = 8;
/** An allocation and the entry that it is linked into, or a free and the entry that it came from. */
const periodMax = 2;

export class EventWriter {
  /** Events since the start of the operation, repetitions counted. */
  count = 0;
  private buffer: LoggedEvent[] = [];
  private pieces: string[] = [];

  start(): void {
    this.count = 0;
    this.buffer = [];
    this.pieces = [];
  }

  add(event: LoggedEvent): LoggedEvent {
    this.count++;
    // The last ones stay: their level may still become known, and a repetition may continue.
    if (this.buffer.push(event) >= bufferMax) this.fold(bufferMax / 2);
    return event;
  }

  /** Makes the last event longer, if it is a memset that ends where this one begins. */
  extendMemset(va: number, bytes: number, byte: number): boolean {
    const last = this.buffer.at(-1);
    if (last === undefined || last.head !== memsetHead) return false;
    const [, length = '', fill = ''] = /^,(\d+),(\d+)\]$/.exec(last.tail) ?? [];
    if (last.va + Number(length) !== va || Number(fill) !== byte) return false;
    this.buffer[this.buffer.length - 1] = memsetEvent(last.va, Number(length) + bytes, byte);
    return true;
  }

  /** The list as JSON. */
  finish(): string {
    this.fold(this.buffer.length);
    return `[${this.pieces.join(',')}]`;
  }

  /** Writes the first `upTo` events, or a little more where a repetition reaches further. */
  private fold(upTo: number): void {
    const { buffer, pieces } = this;
    let at = 0;
    while (at < upTo) {
      let length = 1;
      let text = loggedEventText(buffer[at]);
      for (let period = 1; period <= periodMax; period++) {
        const repetitions = repetitionsAt(buffer, at, period);
        if (repetitions < repetitionsMin || repetitions * period < foldedMin) continue;
        if (repetitions * period <= length) continue;
        length = repetitions * period;
        text = runText(buffer, at, period, repetitions);
      }
      pieces.push(text);
      at += length;
    }
    this.buffer = buffer.slice(at);
  }
}

function loggedEventText({ head, va, middle, letter, id, tail }: LoggedEvent): string {
  const address = va < 0 ? '' : addressText(va);
  return letter === ''
    ? `${head}${address}${middle}${tail}`
    : `${head}${address}${middle}"${letter}${id}"${tail}`;
}

function isAlike(a: LoggedEvent, b: LoggedEvent): boolean {
  return (
    a.head === b.head &&
    a.middle === b.middle &&
    a.letter === b.letter &&
    a.tail === b.tail &&
    a.va < 0 === b.va < 0
  );
}

/**
 * The number of consecutive repetitions of the `period` events at `at`, with constant distances of numbers.
 */
function repetitionsAt(events: readonly LoggedEvent[], at: number, period: number): number {
  if (at + 2 * period > events.length) return 1;
  const strides = stridesAt(events, at, period);
  if (strides === null) return 1;
  let next = at + period;
  for (; next < events.length; next++) {
    const before = events[next - period];
    const event = events[next];
    if (!isAlike(before, event)) break;
    if (event.va >= 0 && event.va - before.va !== strides.va) break;
    if (event.letter !== '' && event.id - before.id !== strides[event.letter]) break;
  }
  return Math.floor((next - at) / period);
}

interface Strides {
  va: number;
  t: number;
  b: number;
  p: number;
}

/** One distance for all addresses of a repetition, and one for all ids of a letter; null if they differ. */
function stridesAt(events: readonly LoggedEvent[], at: number, period: number): Strides | null {
  const found: Record<'va' | 't' | 'b' | 'p', number | undefined> = {
    va: undefined,
    t: undefined,
    b: undefined,
    p: undefined,
  };
  const differs = (key: keyof typeof found, stride: number): boolean => {
    found[key] ??= stride;
    return found[key] !== stride;
  };
  for (let index = at; index < at + period; index++) {
    const first = events[index];
    const second = events[index + period];
    if (!isAlike(first, second)) return null;
    if (first.va >= 0 && differs('va', second.va - first.va)) return null;
    if (first.letter !== '' && differs(first.letter, second.id - first.id)) return null;
  }
  const { va = 0, t = 0, b = 0, p = 0 } = found;
  return { va, t, b, p };
}

function runText(
  events: readonly LoggedEvent[],
  at: number,
  period: number,
  repetitions: number,
): string {
  const { va, ...ids } = stridesAt(events, at, period) ?? { va: 0 };
  const strides = Object.entries(ids).filter(([, stride]) => stride !== 0);
  const members = strides.map(([letter, stride]) => `"${letter}":${stride}`);
  if (va !== 0) members.unshift(`"va":"${va < 0 ? '-' : ''}0x${Math.abs(va).toString(16)}"`);
  const body = events.slice(at, at + period).map(loggedEventText);
  return `["run",${repetitions},{${members.join(',')}},[${body.join(',')}]]`;
}

const memsetHead = '["memset",';

export function memsetEvent(va: number, bytes: number, byte: number): LoggedEvent {
  return { head: memsetHead, va, middle: '', letter: '', id: 0, tail: `,${bytes},${byte}]` };
}

/** An event without numbers that grow. */
export function plainEvent(text: string): LoggedEvent {
  return { head: text, va: -1, middle: '', letter: '', id: 0, tail: '' };
}
