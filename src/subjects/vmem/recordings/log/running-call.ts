/** A call of vmem.c up to its return: turns the lines of a log into events, and updates the tables. */
import { warners } from '../../kernel/request.ts';
import { unusedByte } from '../../machine/events.ts';
import { type Level, levelNames } from '../../machine/geometry.ts';
import { allocators, type EntryCall, entryCalls, freers } from './call-names.ts';
import { type EventWriter, type LoggedEvent, memsetEvent, plainEvent } from './event-writer.ts';
import { addressText, type LogLine, runsText } from './log-line.ts';
import {
  type Held,
  type ShadowFrame,
  type ShadowSlot,
  type ShadowTables,
  spans,
} from './shadow-tables.ts';
import { type DumpWindow, isInWindow } from './table-dump.ts';

export interface LoggedCall {
  readonly call: EntryCall;
  readonly start: number;
  /** Its end, or for the identity mapping the size. */
  readonly second: number;
  readonly failed: number[];
  /** Members of the field `contents`. */
  readonly contents: string[];
  readonly countsBefore: readonly number[];
  attempts: number;
}

export interface CallParts {
  readonly tables: ShadowTables;
  readonly writer: EventWriter;
  readonly window: DumpWindow;
  /** The direct-map counters, by level. */
  readonly counters: { readonly values: number[]; readonly addresses: number[] };
  readonly refuse: (problem: string) => never;
}

/** A call whose result comes in a later line. */
interface Awaited {
  readonly name: string;
  readonly size: number;
  readonly first: number;
  readonly caller: number;
}

/** Bits of an entry: empty, by level, and a leaf above pte level. */
const invalidBits = [0x400, 0x20, 0x20, 0x20, 0x20];
const leafBit = 0x400;
export class CallReader {
  private readonly parts: CallParts;
  private readonly awaited: Awaited[] = [];
  /** Level of the table that a call at this address allocates, known once one was linked. */
  private readonly callSites = new Map<number, Level>();
  private unlinked: { frame: ShadowFrame; event: LoggedEvent; caller: number } | null = null;
  /** The byte of the current memset. */
  private filling = 0;

  constructor(parts: CallParts) {
    this.parts = parts;
  }

  /** Call it before the first line of a call. */
  start(): void {
    this.awaited.length = 0;
    this.parts.writer.start();
  }

  /** Takes a line between the call and its return. */
  take(line: LogLine, running: LoggedCall): void {
    switch (line.kind) {
      case 'c':
        this.calls(line, running);
        break;
      case 'r':
        this.answers(line, running);
        break;
      case 'N':
        this.content(line, running);
        break;
      case 'W':
        this.store(line);
        break;
      case 'X':
        if (line.value(0) === line.value(1)) this.fill(line.value(0), line.value(2), 0);
        break;
      case 'Y':
        this.copy(line.value(0), line.value(1), line.value(2));
        break;
      case 'T':
        this.flush(running);
        break;
      case 'B':
        this.parts.writer.add(plainEvent(`["warn","${warnerOf(line.name)}"]`));
        break;
      default:
        this.parts.refuse(`a line ${JSON.stringify(line.kind)} has no meaning within a call`);
    }
  }

  private calls(line: LogLine, running: LoggedCall): void {
    const { name } = line;
    if (name === 'mutex_lock') this.parts.writer.add(plainEvent('["lock"]'));
    else if (name === 'mutex_unlock') this.parts.writer.add(plainEvent('["unlock"]'));
    else if (name === 'memset') this.fill(line.value(0), line.value(2), line.lows[1] % 256);
    else if (freers.has(name)) this.free(line.value(freers.get(name) ?? 0));
    else if (allocators.has(name) || name === 'memchr_inv') {
      const size = name === 'memchr_inv' ? line.value(2) : line.value(0);
      this.awaited.push({ name, size, first: line.value(0), caller: line.value(3) });
    } else this.parts.refuse(`a call of ${name} in ${running.call}() has no meaning here`);
  }

  private answers(line: LogLine, running: LoggedCall): void {
    const call = this.awaited.at(-1);
    if (call?.name !== line.name) return;
    this.awaited.pop();
    if (call.name === 'memchr_inv') {
      const all = line.value(0) === 0;
      this.parts.writer.add(plainEvent(`["scan",${addressText(call.first)},${call.size},${all}]`));
      return;
    }
    // One allocator may tail-call another; vmem.c called the outer one.
    if (this.awaited.some((outer) => allocators.has(outer.name))) return;
    running.attempts++;
    this.allocated(call, line.value(0), running);
  }

  private allocated({ name, size, caller }: Awaited, address: number, running: LoggedCall): void {
    const what = allocators.get(name);
    const isBlock = size === spans[1];
    const letter = what === 'memmap' ? (isBlock ? 'b' : 'p') : 't';
    const level = what === 'pte' ? 0 : what === 'crst' ? (this.callSites.get(caller) ?? 1) : null;
    const kind = level === null ? (isBlock ? 'block' : 'page') : levelNames[level];
    if (address === 0) {
      running.failed.push(running.attempts);
      this.parts.writer.add(plainEvent(`["alloc","${kind}",null]`));
      return;
    }
    const frame = this.parts.tables.allocate(address, letter, level);
    const head = `["alloc","${kind}",`;
    const event = { head, va: -1, middle: '', letter, id: frame.id, tail: ']' } as const;
    const added = this.parts.writer.add({ ...event });
    if (what === 'crst') this.unlinked = { frame, event: added, caller };
  }

  private content(line: LogLine, running: LoggedCall): void {
    const frame = this.parts.tables.frameAt(line.value(0));
    if (frame?.letter !== 'b' || line.count < 4) return;
    running.contents.push(`"${running.attempts}":${runsText(line, 2)}`);
    for (let index = 2; index + 1 < line.count; index += 2) {
      frame.unused.add(line.value(index), line.value(index) + line.value(index + 1));
    }
  }

  private free(address: number): void {
    const frame = this.parts.tables.release(address);
    if (frame === undefined)
      this.parts.refuse(`${addressText(address)} is freed but was not allocated in the log`);
    const { letter, id } = frame;
    this.parts.writer.add({ head: '["free",', va: -1, middle: '', letter, id, tail: ']' });
  }

  private isMemmap(va: number): boolean {
    const { window } = this.parts;
    return va >= window.memmapFrom && va < window.memmapTo;
  }

  /** A memset, or a piece of one that the compiler made of single stores. */
  private fill(va: number, bytes: number, byte: number): void {
    if (!this.isMemmap(va)) return;
    this.filling = byte;
    if (!this.parts.writer.extendMemset(va, bytes, byte))
      this.parts.writer.add(memsetEvent(va, bytes, byte));
    for (let at = va; at < va + bytes; ) {
      const mapped = this.parts.tables.memmapAt(at);
      const start = mapped?.start ?? at - (at % spans[0]);
      const end = Math.min(
        va + bytes,
        start + (mapped?.frame.letter === 'b' ? spans[1] : spans[0]),
      );
      if (mapped !== null) {
        const { unused } = mapped.frame;
        if (byte === unusedByte) unused.add(at - start, end - start);
        else unused.remove(at - start, end - start);
      }
      at = end;
    }
  }

  /** MVC that spreads a byte: from the byte before its destination. */
  private copy(to: number, from: number, bytes: number): void {
    if (!this.isMemmap(to)) return;
    if (from !== to - 1) this.parts.refuse(`bytes are copied into memmap at ${addressText(to)}`);
    this.fill(to, bytes, this.filling);
  }

  private flush({ call, start, second }: LoggedCall): void {
    const end = entryCalls[call].second === 'end' ? second : start + second;
    this.parts.writer.add(plainEvent(`["flush",${addressText(start)},${addressText(end)}]`));
  }

  private store(line: LogLine): void {
    const va = line.value(0);
    const size = line.value(1);
    if (this.isMemmap(va)) {
      this.fill(va, size, line.lows[2] % 256);
      return;
    }
    if (size !== 8) return;
    const count = this.parts.counters.addresses.indexOf(va);
    if (count >= 0) {
      this.counted(count, line.value(2));
      return;
    }
    const slot = this.parts.tables.slotAt(va);
    if (slot !== null && isInWindow(this.parts.window, slot.va)) {
      this.entry(slot, line.value(2), line.lows[2]);
    }
  }

  private counted(level: number, value: number): void {
    const delta = value - this.parts.counters.values[level];
    this.parts.counters.values[level] = value;
    if (delta === 0) return;
    const name = ['4K', '1M', '2G'][level];
    this.parts.writer.add(plainEvent(`["count","${name}",${delta}]`));
  }

  private entry(slot: ShadowSlot, raw: number, low: number): void {
    const { level, held } = slot.table;
    const before = held[slot.index];
    const name = levelNames[level];
    if ((low & invalidBits[level]) !== 0) {
      this.parts.tables.hold(slot, raw, null);
      this.parts.writer.add({
        head: `["clear","${name}",`,
        va: slot.va,
        ...pieces(before ?? 'none'),
      });
      return;
    }
    if (slot.table.raw[slot.index] === raw) return;
    const after = this.heldBy(slot, raw, low);
    this.parts.tables.hold(slot, raw, after);
    // A split leaf gets a table, and old code overwrites entries.
    const isOver =
      before !== null && !(before === 'dir' && after !== 'dir' && after.letter === 't');
    const over = isOver ? ',"over"]' : ']';
    const event = { head: `["set","${name}",`, va: slot.va, ...pieces(after) };
    this.parts.writer.add({ ...event, tail: over });
  }

  private heldBy({ table, va }: ShadowSlot, raw: number, low: number): Held {
    const { level } = table;
    const isLeaf = level === 0 || (level <= 2 && (low & leafBit) !== 0);
    if (isLeaf) {
      const frame = raw - (raw % spans[level]);
      if (frame === va && va < this.parts.window.vmemmap) return 'dir';
      return this.known(frame, va);
    }
    const origin = raw - (raw % (level === 1 ? 2 ** 11 : 2 ** 12));
    const frame = this.known(origin, va);
    const below = (level - 1) as Level;
    frame.level = below;
    this.parts.tables.link(origin, below, va);
    if (this.unlinked?.frame === frame) {
      this.callSites.set(this.unlinked.caller, below);
      this.unlinked.event.head = `["alloc","${levelNames[below]}",`;
      this.unlinked = null;
    }
    return frame;
  }

  private known(address: number, va: number): ShadowFrame {
    const frame = this.parts.tables.frameAt(address);
    return (
      frame ??
      this.parts.refuse(
        `the entry for ${addressText(va)} names ${addressText(address)}, which was not allocated in the log`,
      )
    );
  }
}

function pieces(held: Held | 'none'): Omit<LoggedEvent, 'head' | 'va'> {
  if (held === 'dir' || held === 'none') {
    return { middle: `,"${held}"`, letter: '', id: 0, tail: ']' };
  }
  const word = { t: 'table', b: 'block', p: 'page' }[held.letter];
  return { middle: `,"${word}",`, letter: held.letter, id: held.id, tail: ']' };
}

/** The compiler may have inlined a function into another, or split it. */
function warnerOf(symbol: string): string {
  const [name] = symbol.split('.');
  return warners.find((known) => known === name) ?? 'another function';
}
