/**
 * Compiles a request into the words of a step when its node is created: offsets instead of addresses,
 * and a *guard*, the bits of live units that the step must not hit. Most claims therefore cost one
 * test per kind of step.
 */
import { ModelError } from '../../../errors.ts';
import { hex } from '../../../text/hex.ts';
import {
  AllocKind,
  CallKind,
  type EntryRequest,
  Op,
  type Request,
  type RequestOf,
} from '../kernel/request.ts';
import { altmapAt, isCounted, type Range, reachesReserved } from '../machine/description.ts';
import { Level, levelNames, pageBytes } from '../machine/geometry.ts';
import { GuardCompiler } from './guard-compiler.ts';
import { EntryByte } from './layout.ts';
import { codeOfStatic } from './static-values.ts';
import { Edge, notCounted, type StepWords } from './step-words.ts';
import { unitsOf } from './unit-masks.ts';

/** The call that a step belongs to. */
export interface CallFrame {
  readonly kind: CallKind;
  readonly range: Range;
  /** Position among the calls of its operation. */
  readonly ordinal: number;
}

export class StepCompiler extends GuardCompiler {
  readonly flushes: Range[] = [];
  /** Calls by index; 0 is "no call yet". */
  readonly calls: CallFrame[] = [
    { kind: CallKind.addAtBoot, range: { start: 0, end: 0 }, ordinal: -1 },
  ];
  /** The words of a step in the call of that index. */
  compile(request: Request, call: number): StepWords {
    if (request.op === Op.call) return this.compileCall(request, call);
    return { ...this.wordsOf(request, call), call };
  }

  private wordsOf(request: Request, call: number): StepWords {
    switch (request.op) {
      case Op.read:
      case Op.rewriteLeaf:
        return { entry: this.entryOf(request) };
      case Op.replaceLeaf: {
        const entry = this.entryOf(request);
        return { entry, counted: this.countedAs(true, entry, request.level) };
      }
      case Op.readEntry:
      case Op.follow: {
        const entry = this.entryOf(request);
        return { entry, handle: this.layout.childTable[entry] };
      }
      case Op.scanTable:
        return { used: this.layout.at.used + request.table };
      case Op.alloc:
        return this.wordsOfAlloc(request);
      case Op.setTable:
      case Op.setIdentity:
        return this.wordsOfWrite(request);
      case Op.setMemmap:
        return { ...this.wordsOfWrite(request), altmap: this.altmapOf(call) };
      case Op.clear:
        return this.wordsOfClear(request, this.calls[call].range);
      case Op.freeTable:
        return { entry: this.entryOf(request), isReserved: this.reservedWord(request.child) };
      case Op.freeMemmap:
        return {
          ...this.wordsOfBlock(this.entryOf(request), request.level === Level.pmd),
          altmap: request.toAltmap ? this.altmapOf(call) : 0,
        };
      case Op.freeHeld:
        return this.wordsOfHeld(request);
      case Op.return:
        return this.wordsOfReturn(request, this.calls[call]);
      case Op.flush:
        return { flush: this.flushes.push({ start: request.start, end: request.end }) - 1 };
      case Op.count:
        return { level: request.level, delta: request.delta };
      case Op.lock:
      case Op.unlock:
        return { lock: request.lock };
      case Op.fault:
        return { fault: request.fault };
      default:
        return this.wordsOfMemmap(request);
    }
  }

  /** Words of steps on the memmap, its marks, and the static variables. */
  private wordsOfMemmap(request: Request): StepWords {
    switch (request.op) {
      case Op.markUnused: {
        const { va, bytes } = request;
        const edges =
          (va % pageBytes === 0 ? 0 : Edge.first) |
          ((va + bytes) % pageBytes === 0 ? 0 : Edge.last);
        return { ...this.pagesOf(va, bytes), edges };
      }
      case Op.markUsed:
        return this.pagesOf(request.va, request.bytes);
      case Op.writeMemmap: {
        const range = { start: request.va, end: request.va + request.bytes };
        return { ...this.pagesOf(request.va, request.bytes), ...this.initialisedGuard(range) };
      }
      case Op.testUnused: {
        const { pagesPerPmd } = this.layout;
        const { page, pages } = this.pagesOf(request.va, request.bytes);
        const pmd = Math.floor(page / pagesPerPmd);
        const first = page - pmd * pagesPerPmd;
        const contentMask = 2 ** (first + pages) - 2 ** first;
        return { page, pmd, contentMask: contentMask > 0xff ? 0x100 : contentMask };
      }
      case Op.tailIs:
        // A tail is a page of the memmap: no other address equals it.
        return { tail: this.isTail(request.va) ? this.tailByte(request.va) : -1 };
      case Op.setTail:
        return { tail: request.va === 0 ? 0 : this.tailByte(request.va) };
      case Op.loadStatic:
        return { staticByte: this.staticByte(request.variable), variable: request.variable };
      case Op.setStatic: {
        const staticValue = codeOfStatic(request.value);
        return { staticByte: this.staticByte(request.variable), staticValue };
      }
      case Op.touchMemmap:
        return { page: this.pagesOf(request.va, 1).page };
      case Op.isOnline: {
        const range = { start: request.va, end: request.va + pageBytes };
        return { page: this.pagesOf(request.va, 1).page, ...this.initialisedGuard(range) };
      }
      default:
        return {};
    }
  }

  private wordsOfAlloc({ what, level, va }: RequestOf<'alloc'>): StepWords {
    if (what !== AllocKind.table) return { what, level, handle: 1 };
    const handle = this.layout.tableAt(level, va);
    if (handle < 0) {
      throw new ModelError(`a ${levelNames[level]} table here is outside the scope`);
    }
    return { what, level, handle };
  }

  private wordsOfWrite(request: RequestOf<'setTable' | 'setIdentity' | 'setMemmap'>): StepWords {
    const entry = this.entryOf(request);
    const isTable = request.op === Op.setTable;
    return {
      entry,
      used: this.layout.at.used + request.table,
      entryClass: isTable ? EntryByte.table : EntryByte.leaf,
      counted: this.countedAs(!isTable && this.isIdentity(entry), entry, request.level),
    };
  }

  private wordsOfClear(request: RequestOf<'clear'>, own: Range): StepWords {
    const entry = this.entryOf(request);
    const isIdentity = this.isIdentity(entry);
    return {
      entry,
      used: this.layout.at.used + request.table,
      counted: this.countedAs(isIdentity, entry, request.level),
      isHeld: request.isHeld ? 1 : 0,
      ...(isIdentity ? {} : this.memmapGuard(this.entryRange(entry), own)),
    };
  }

  /** Words of steps that free memmap. */
  private wordsOfBlock(entry: number, isBlock: boolean): StepWords {
    if (!isBlock) return { entry, pmd: -1 };
    const guard = this.memmapGuard(this.entryRange(entry));
    return { entry, pmd: this.layout.entryPmd[entry], ...guard };
  }

  private wordsOfHeld({ level, va }: RequestOf<'freeHeld'>): StepWords {
    const { layout } = this;
    const table = level === layout.machine.geometry.root ? 0 : layout.tableAt(level, va);
    const entry = layout.entryOf(table, va);
    const isBlock = level === Level.pmd && layout.entryPmd[entry] >= 0;
    const isReserved = this.reservedWord(layout.childTable[entry]);
    return { ...this.wordsOfBlock(entry, isBlock), isReserved };
  }

  private compileCall({ call: kind, start, end }: RequestOf<'call'>, before: number): StepWords {
    const range = { start, end };
    const ordinal = this.calls[before].ordinal + 1;
    const call = this.calls.push({ kind, range, ordinal }) - 1;
    const ends = kind === CallKind.free || kind === CallKind.remove;
    const guard = this.addGuard(ends ? this.areaBits(kind, range) : []);
    return { callKind: kind, call, snapshot: this.snapshotOf(this.calls[call]), ...guard };
  }

  private wordsOfReturn({ result }: RequestOf<'return'>, frame: CallFrame): StepWords {
    const { kind, range } = frame;
    const mapsRange = kind !== CallKind.free && kind !== CallKind.remove;
    const mapped = mapsRange && result === 0 ? this.areaBits(kind, range) : [];
    const guard = this.addGuard(kind === CallKind.remove ? this.describedBits(range) : mapped);
    const { units } = this.scope;
    const unitMask =
      mapsRange && result === 0
        ? unitsOf(kind === CallKind.populate ? units.memmap : units.identity, range)
        : 0;
    return { callKind: kind, result, snapshot: this.snapshotOf(frame), units: unitMask, ...guard };
  }

  /** Where the state before a call is saved; -1 if the call cannot fail. */
  private snapshotOf({ kind, ordinal }: CallFrame): number {
    return kind === CallKind.populate || kind === CallKind.add ? ordinal : -1;
  }

  private altmapOf(call: number): number {
    return altmapAt(this.layout.machine, this.calls[call].range.start) + 1;
  }

  private entryOf({ table, va }: EntryRequest): number {
    return this.layout.entryOf(table, va);
  }

  private countedAs(isIdentity: boolean, entry: number, level: Level): number {
    if (!isIdentity) return -1;
    return isCounted(this.layout.machine, this.layout.entryStart[entry])
      ? level
      : level + notCounted;
  }

  private isIdentity(entry: number): boolean {
    return this.layout.entryStart[entry] < this.layout.machine.vmemmapStart;
  }

  private reservedWord(table: number): number {
    return table >= 0 && this.isReservedTable(table) ? 1 : 0;
  }

  private isReservedTable(table: number): boolean {
    return reachesReserved(this.layout.machine, this.layout.tables[table].covers);
  }

  private pagesOf(va: number, bytes: number): { page: number; pages: number } {
    const first = Math.floor(va / pageBytes) - this.layout.memmapFirstPage;
    const last = Math.floor((va + bytes - 1) / pageBytes) - this.layout.memmapFirstPage;
    if (first < 0 || last >= this.layout.memmapPageCount) {
      throw new ModelError(`memmap address ${hex(va)} is outside the scope`);
    }
    return { page: first, pages: last - first + 1 };
  }

  private staticByte(number: number): number {
    return number === 0 ? this.layout.at.tail : this.layout.at.statics + number - 1;
  }

  private isTail(va: number): boolean {
    const page = va / pageBytes - this.layout.memmapFirstPage;
    return Number.isInteger(page) && page >= 0 && page < this.layout.memmapPageCount;
  }

  private tailByte(va: number): number {
    if (va % pageBytes !== 0)
      throw new ModelError(`a tail inside a page, ${hex(va)}, is outside the scope`);
    return this.pagesOf(va, 1).page + 1;
  }
}
