/**
 * Compiles a request into numbers when its node is created: offsets instead of addresses, and a *guard*, the
 * bits of live units that the step must not hit. So most claims cost one test per kind of step.
 */
import { hex } from '../../../text/hex.ts';
import type { Scope } from '../environment/scope.ts';
import { AllocKind, CallKind, Op, type Request } from '../kernel/request.ts';
import { overlaps, type Range, reachesReserved } from '../machine/description.ts';
import { Level, levelNames, pageBytes } from '../machine/geometry.ts';
import { EntryByte, type VectorLayout } from './layout.ts';
import { OutsideScope } from './outside-scope.ts';
import { codeOfStatic } from './static-values.ts';

/** Op code of a node at which the program has returned. */
export const opEnd = 255;

/** (byte offset, mask) pairs in `StepCompiler.guards`, from `start` to `end`. */
export interface Guard {
  readonly start: number;
  readonly end: number;
}

/**
 * Fields by op:
 *
 *     read            a entry
 *     follow          a entry                                      handle: the table below
 *     scanTable       a offset of the table's `used` byte
 *     alloc           a AllocKind, b level of a table              handle: answer on success
 *     set…            a entry, b `used` byte, c class, d level if identity, else -1
 *     clear           a entry, b `used` byte, c level if identity, else -1, d 1 if kept in hand;
 *                     guard: memmap of others
 *     freeHeld        a entry, b PMD if a block, else -1, c 1 if a reserved table
 *     freeTable       a entry of the parent, b 1 if reserved
 *     freeMemmap      a entry, b PMD if a block, else -1; guard: memmap in the PMD
 *     markUnused      a first page, b pages
 *     markUsed        a page, b 1
 *     writeMemmap     a first page, b pages; guard: bits of `initialised`
 *     testUnused      a PMD
 *     tailIs, setTail a byte that stands for the address
 *     loadStatic      a its byte; setStatic: b what stands for the value
 *     flush           a index into `flushes`
 *     count           a level, b delta
 *     lock, unlock    a lock
 *     fault           a index into `faultNames`
 *     readEntry       a entry                                      handle: the table below
 *     rewriteLeaf     a entry
 *     replaceLeaf     a entry
 *     isOnline        a page; guard: its bit of `initialised`
 *     touchMemmap     a page
 *     call            a CallKind, b snapshot slot (-1 if no failure can come); guard: bits that stop to be live
 *     return          a CallKind, b result, c snapshot slot; guard: bits that become live, or, of a remove,
 *                     memmap that describes the range; d index into `calls`
 *     end             a result
 */
export interface CompiledStep {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly handle: number;
  readonly call: number;
  readonly guard: Guard;
}

/** The call that a step belongs to. */
export interface CallFrame {
  readonly kind: CallKind;
  readonly range: Range;
  /** Position among the calls of its operation. */
  readonly ordinal: number;
}

const noGuard: Guard = { start: 0, end: 0 };

export function stepEnd(result: number, call: number): CompiledStep {
  return { op: opEnd, a: result, b: 0, c: 0, d: 0, handle: 0, call, guard: noGuard };
}

export class StepCompiler {
  /** All guards, concatenated. */
  guards = new Int32Array(1024);
  readonly flushes: Range[] = [];
  /** Calls by index; 0 is "no call yet". */
  readonly calls: CallFrame[] = [
    { kind: CallKind.addAtBoot, range: { start: 0, end: 0 }, ordinal: -1 },
  ];
  private guardsEnd = 0;
  private readonly scope: Scope;
  private readonly layout: VectorLayout;

  constructor(scope: Scope, layout: VectorLayout) {
    this.scope = scope;
    this.layout = layout;
  }

  compile(request: Readonly<Request>, call: number): CompiledStep {
    const op = request.op;
    const step = { op, a: 0, b: 0, c: 0, d: 0, handle: 0, call, guard: noGuard };
    switch (op) {
      case Op.read:
      case Op.rewriteLeaf:
      case Op.replaceLeaf:
        return { ...step, a: this.entryOf(request) };
      case Op.readEntry:
      case Op.follow: {
        const entry = this.entryOf(request);
        return { ...step, a: entry, handle: this.layout.childTable[entry] };
      }
      case Op.scanTable:
        return { ...step, a: this.layout.at.used + request.table };
      case Op.alloc:
        return this.compileAlloc(step, request);
      case Op.setTable:
      case Op.setIdentity:
      case Op.setMemmap:
      case Op.clear:
        return this.compileWrite(step, request);
      case Op.freeTable:
        return { ...step, a: this.entryOf(request), b: this.isReservedTable(request.arg) ? 1 : 0 };
      case Op.freeMemmap: {
        const entry = this.entryOf(request);
        if (request.level !== Level.pmd) return { ...step, a: entry, b: -1 };
        const guard = this.memmapGuard(this.entryRange(entry));
        return { ...step, a: entry, b: this.layout.entryPmd[entry], guard };
      }
      case Op.freeHeld:
        return this.compileFreeHeld(step, request);
      case Op.call:
        return this.compileCall(step, request);
      case Op.return:
        return this.compileReturn(step, request);
      default:
        return this.compilePlain(step, request);
    }
  }

  /** Adds (offset, mask) pairs to the guards. */
  addGuard(pairs: readonly number[]): Guard {
    const start = this.guardsEnd;
    const end = start + pairs.length;
    if (end > this.guards.length) {
      const wider = new Int32Array(Math.max(this.guards.length * 2, end));
      wider.set(this.guards);
      this.guards = wider;
    }
    this.guards.set(pairs, start);
    this.guardsEnd = end;
    return { start, end };
  }

  /** Bits of the live memmap that a range intersects; `except` excludes the caller's own range. */
  memmapGuard(range: Range, except?: Range): Guard {
    const { units } = this.scope;
    const base = this.layout.at.liveMemmap;
    return this.addGuard(this.layout.unitBits(units.memmap, base, range, except));
  }

  entryRange(entry: number): Range {
    const start = this.layout.entryStart[entry];
    const span = this.layout.machine.geometry.span[this.layout.entryLevel[entry]];
    return { start, end: start + span };
  }

  private compilePlain(step: CompiledStep, request: Readonly<Request>): CompiledStep {
    const { at } = this.layout;
    const { va, arg } = request;
    switch (request.op) {
      case Op.markUnused:
      case Op.markUsed:
        return { ...step, ...this.pagesOf(va, arg) };
      case Op.writeMemmap: {
        const bits = this.layout.unitBits(this.scope.units.memmap, at.initialised, {
          start: va,
          end: va + arg,
        });
        return { ...step, ...this.pagesOf(va, arg), guard: this.addGuard(bits) };
      }
      case Op.testUnused:
        return { ...step, a: Math.floor(this.pagesOf(va, arg).a / this.layout.pagesPerPmd) };
      case Op.tailIs:
        return { ...step, a: this.tailByte(va) };
      case Op.setTail:
        return { ...step, a: va === 0 ? 0 : this.tailByte(va) };
      case Op.loadStatic:
        return { ...step, a: this.staticByte(arg), b: arg };
      case Op.setStatic:
        return { ...step, a: this.staticByte(arg), b: codeOfStatic(va) };
      case Op.flush:
        return { ...step, a: this.flushes.push({ start: va, end: arg }) - 1 };
      case Op.count:
        return { ...step, a: request.level, b: arg };
      case Op.lock:
      case Op.unlock:
      case Op.fault:
        return { ...step, a: arg };
      case Op.touchMemmap:
        return { ...step, ...this.pagesOf(va, 1) };
      case Op.isOnline: {
        const page = { start: va, end: va + pageBytes };
        const bits = this.layout.unitBits(this.scope.units.memmap, at.initialised, page);
        return { ...step, ...this.pagesOf(va, 1), guard: this.addGuard(bits) };
      }
      default:
        return step;
    }
  }

  private compileAlloc(step: CompiledStep, request: Readonly<Request>): CompiledStep {
    const compiled = { ...step, a: request.arg, b: request.level, handle: 1 };
    if (request.arg !== AllocKind.table) return compiled;
    const handle = this.layout.tableAt(request.level, request.va);
    if (handle < 0) {
      throw new OutsideScope(`a ${levelNames[request.level]} table here is outside the scope`);
    }
    return { ...compiled, handle };
  }

  private compileWrite(step: CompiledStep, request: Readonly<Request>): CompiledStep {
    const entry = this.entryOf(request);
    const used = this.layout.at.used + request.table;
    const isIdentity = this.layout.entryStart[entry] < this.layout.machine.vmemmapStart;
    const level = isIdentity ? request.level : -1;
    if (request.op !== Op.clear) {
      const isTable = request.op === Op.setTable;
      const value = isTable ? EntryByte.table : EntryByte.leaf;
      return { ...step, a: entry, b: used, c: value, d: isTable ? -1 : level };
    }
    const own = this.calls[step.call].range;
    const guard = isIdentity ? noGuard : this.memmapGuard(this.entryRange(entry), own);
    return { ...step, a: entry, b: used, c: level, d: request.arg, guard };
  }

  private compileFreeHeld(step: CompiledStep, request: Readonly<Request>): CompiledStep {
    const { level, va } = request;
    const { layout } = this;
    const entry = layout.entryOf(
      level === layout.machine.geometry.root ? 0 : layout.tableAt(level, va),
      va,
    );
    const child = layout.childTable[entry];
    const isReserved = child >= 0 && this.isReservedTable(child);
    const isBlock = level === Level.pmd && layout.entryPmd[entry] >= 0;
    const guard = isBlock ? this.memmapGuard(this.entryRange(entry)) : noGuard;
    return {
      ...step,
      a: entry,
      b: isBlock ? layout.entryPmd[entry] : -1,
      c: isReserved ? 1 : 0,
      guard,
    };
  }

  private compileCall(step: CompiledStep, request: Readonly<Request>): CompiledStep {
    const kind = request.call;
    const range = { start: request.va, end: request.arg };
    const ordinal = this.calls[step.call].ordinal + 1;
    const call = this.calls.push({ kind, range, ordinal }) - 1;
    const ends = kind === CallKind.free || kind === CallKind.remove;
    const bits = ends ? this.areaBits(kind, range) : [];
    const mayFail = kind === CallKind.populate || kind === CallKind.add;
    return { ...step, call, a: kind, b: mayFail ? ordinal : -1, guard: this.addGuard(bits) };
  }

  private compileReturn(step: CompiledStep, request: Readonly<Request>): CompiledStep {
    const frame = this.calls[step.call];
    const mapsRange = frame.kind !== CallKind.free && frame.kind !== CallKind.remove;
    const mapped = mapsRange && request.arg === 0 ? this.areaBits(frame.kind, frame.range) : [];
    const bits = frame.kind === CallKind.remove ? this.describedBits(frame.range) : mapped;
    const guard = this.addGuard(bits);
    const mayFail = frame.kind === CallKind.populate || frame.kind === CallKind.add;
    const c = mayFail ? frame.ordinal : -1;
    return { ...step, a: frame.kind, b: request.arg, c, d: step.call, guard };
  }

  /** The live bits of the struct pages that describe the sections in an identity range. */
  private describedBits(range: Range): number[] {
    const { sections, units } = this.scope;
    return sections
      .filter(({ identity }) => overlaps(identity, range))
      .flatMap(({ memmap }) =>
        this.layout.unitBits(units.memmap, this.layout.at.liveMemmap, memmap),
      );
  }

  /** The live bits (and, for memmap, the initialised bits) of a range, in the area of the call. */
  private areaBits(kind: CallKind, range: Range): number[] {
    const { at } = this.layout;
    const { units } = this.scope;
    if (kind !== CallKind.populate && kind !== CallKind.free) {
      return this.layout.unitBits(units.identity, at.liveIdentity, range);
    }
    const live = this.layout.unitBits(units.memmap, at.liveMemmap, range);
    if (kind === CallKind.populate) return live;
    return [...live, ...this.layout.unitBits(units.memmap, at.initialised, range)];
  }

  private entryOf(request: Readonly<Request>): number {
    return this.layout.entryOf(request.table, request.va);
  }

  private isReservedTable(table: number): boolean {
    return reachesReserved(this.layout.machine, this.layout.tables[table].covers);
  }

  private pagesOf(va: number, bytes: number): { a: number; b: number } {
    const first = Math.floor(va / pageBytes) - this.layout.memmapFirstPage;
    const last = Math.floor((va + bytes - 1) / pageBytes) - this.layout.memmapFirstPage;
    if (first < 0 || last >= this.layout.memmapPageCount) {
      throw new OutsideScope(`memmap address ${hex(va)} is outside the scope`);
    }
    return { a: first, b: last - first + 1 };
  }

  private staticByte(number: number): number {
    return number === 0 ? this.layout.at.tail : this.layout.at.statics + number - 1;
  }

  private tailByte(va: number): number {
    return this.pagesOf(va, 1).a + 1;
  }
}
