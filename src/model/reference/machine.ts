/**
 * The reference machine: page tables as objects, any geometry, any range, one event for each step.
 *
 * It is what recordings are compared with and what every counterexample is executed on again. The
 * vector machine of the search computes the same in another way; tests hold the two together.
 */
import { ModelError } from '../../errors.ts';
import {
  AllocKind,
  type Answer,
  EntryClass,
  type Handle,
  Op,
  type Program,
  type Request,
  warners,
} from '../kernel/request.ts';
import type { MachineDescription } from '../machine/description.ts';
import {
  AllocWhat,
  EventKind,
  type EventSink,
  OopsReason,
  Target,
  unusedByte,
} from '../machine/events.ts';
import { alignDown, Level } from '../machine/geometry.ts';
import { type AllocationPlan, plentyOfZeroes } from './allocation.ts';
import {
  identityEntry,
  type MachineObject,
  type MemmapObject,
  newMemmap,
  newTable,
  noEntry,
  type TableObject,
} from './objects.ts';
import { mappedAt, slotOf } from './walk.ts';

/** The kernel followed an entry that names no table: the operation ends here, locks stay held. */
export class Oops extends Error {
  override readonly name = 'Oops';
}

export class ReferenceMachine {
  readonly description: MachineDescription;
  /** By handle; 0 is the root table. */
  objects: MachineObject[] = [];
  /** Live objects, reachable or not; tables by level, the root not counted. */
  liveTables = [0, 0, 0, 0, 0];
  liveBlocks = 0;
  livePages = 0;
  /** direct_pages_count of pte, pmd and pud leaves. */
  counters = [0, 0, 0];
  /** unused_pmd_start; 0 is none. */
  tail = 0;
  locked = false;
  /** Allocations attempted in this operation. */
  attempts = 0;
  /** The last id given out, by kind. */
  ids = { table: 0, block: 0, page: 0 };
  /** While boot adds memory: what is allocated is reserved, and frees do nothing. */
  boot = false;
  private readonly sink: EventSink;
  private plan: AllocationPlan = plentyOfZeroes;

  constructor(description: MachineDescription, sink: EventSink) {
    this.description = description;
    this.sink = sink;
    this.reset();
  }

  /** Back to the empty root table. */
  reset(): void {
    const { geometry } = this.description;
    this.objects = [newTable(geometry.root, geometry.entries[geometry.root], 0, false)];
    this.liveTables = [0, 0, 0, 0, 0];
    this.liveBlocks = 0;
    this.livePages = 0;
    this.counters = [0, 0, 0];
    this.tail = 0;
    this.locked = false;
    this.ids = { table: 0, block: 0, page: 0 };
  }

  /** Prepares for one operation. At boot nothing can be freed and all that is allocated is reserved. */
  begin(plan: AllocationPlan, boot: boolean): void {
    this.plan = plan;
    this.boot = boot;
    this.attempts = 0;
  }

  /** Runs a program to its end. Throws `Oops` if the kernel would have crashed. */
  run<T>(program: Program<T>): T {
    let step = program.next();
    while (!step.done) step = program.next(this.answer(step.value));
    return step.value;
  }

  /** Takes one step. */
  answer(request: Readonly<Request>): Answer {
    switch (request.op) {
      case Op.read:
        return this.read(request);
      case Op.follow:
        return this.follow(request);
      case Op.scanTable:
        return this.table(request.table).used === 0 ? 1 : 0;
      case Op.alloc:
        return this.alloc(request);
      case Op.setTable:
      case Op.setIdentity:
      case Op.setMemmap:
        return this.set(request);
      case Op.clear:
        return this.clear(request);
      case Op.freeTable:
        return this.free(request.arg);
      case Op.freeMemmap:
        return this.free(this.entry(request));
      case Op.markUnused:
        return this.fill(request.va, request.arg, unusedByte);
      case Op.markUsed:
        return this.fill(request.va, request.arg, 0);
      case Op.testUnused:
        return this.testUnused(request.va, request.arg);
      default:
        return this.answerPlain(request);
    }
  }

  /** The steps that touch neither tables nor memmap. */
  private answerPlain(request: Readonly<Request>): Answer {
    switch (request.op) {
      case Op.lock:
      case Op.unlock:
        this.locked = request.op === Op.lock;
        this.emit(this.locked ? EventKind.lock : EventKind.unlock);
        return 0;
      case Op.tailIsSet:
        return this.tail === 0 ? 0 : 1;
      case Op.tailIs:
        return this.tail === request.va ? 1 : 0;
      case Op.markTail: {
        const bytes = this.description.geometry.span[Level.pmd];
        return this.fill(this.tail, alignDown(this.tail, bytes) + bytes - this.tail, unusedByte);
      }
      case Op.setTail:
        this.tail = request.va;
        return 0;
      case Op.flush:
        this.emit(EventKind.flush, request.va, request.arg);
        return 0;
      case Op.count:
        this.counters[request.level] += request.arg;
        this.emit(EventKind.count, request.level, request.arg);
        return 0;
      case Op.warn:
        this.emit(EventKind.warn, request.arg);
        return 0;
      case Op.writeMemmap:
        return this.fill(request.va, request.arg, request.level);
      case Op.call:
      case Op.return:
        return 0;
      default:
        throw new ModelError(`the reference machine knows no request ${request.op}`);
    }
  }

  table(handle: Handle): TableObject {
    const object = this.objects[handle];
    if (object?.kind !== 'table') throw new ModelError(`handle ${handle} is no table`);
    return object;
  }

  memmap(handle: Handle): MemmapObject {
    const object = this.objects[handle];
    if (object === undefined || object.kind === 'table') {
      throw new ModelError(`handle ${handle} is no memmap`);
    }
    return object;
  }

  private emit(kind: EventKind, a = 0, b = 0, c = 0, d = 0): void {
    this.sink.event(kind, a, b, c, d);
  }

  private entry(request: Readonly<Request>): number {
    const table = this.table(request.table);
    return table.entries[slotOf(this.description, table, request.va)];
  }

  private entryStart(request: Readonly<Request>): number {
    return alignDown(request.va, this.description.geometry.span[request.level]);
  }

  private read(request: Readonly<Request>): Answer {
    const entry = this.entry(request);
    if (entry === noEntry) return EntryClass.none;
    if (entry === identityEntry) return EntryClass.leaf;
    return this.objects[entry].kind === 'table' ? EntryClass.table : EntryClass.leaf;
  }

  private follow(request: Readonly<Request>): Answer {
    const entry = this.entry(request);
    const object = entry > 0 ? this.objects[entry] : undefined;
    if (object?.kind === 'table' && object.live) return entry;
    let reason: number = OopsReason.large;
    if (entry === noEntry) reason = OopsReason.none;
    else if (object?.kind === 'table') reason = OopsReason.freed;
    this.emit(EventKind.oops, reason, request.level, this.entryStart(request));
    throw new Oops();
  }

  private alloc(request: Readonly<Request>): Answer {
    const attempt = ++this.attempts;
    if (request.arg === AllocKind.table) {
      const fails = this.plan.fails(attempt, 'table');
      if (!fails) return this.allocTable(request.level);
      this.emit(EventKind.alloc, request.level, 0);
      return 0;
    }
    const kind = request.arg === AllocKind.block ? 'block' : 'page';
    const what = AllocWhat[kind];
    if (this.plan.fails(attempt, kind)) {
      this.emit(EventKind.alloc, what, 0);
      return 0;
    }
    const bytes = this.description.geometry.span[kind === 'block' ? Level.pmd : Level.pte];
    const object = newMemmap(kind, bytes, ++this.ids[kind], this.boot);
    for (const run of this.plan.contentOf(attempt, kind, bytes)) {
      object.marked.add(run.start, run.end);
    }
    if (kind === 'block') this.liveBlocks++;
    else this.livePages++;
    this.emit(EventKind.alloc, what, object.id);
    return this.objects.push(object) - 1;
  }

  private allocTable(level: Level): Handle {
    const entries = this.description.geometry.entries[level];
    const table = newTable(level, entries, ++this.ids.table, this.boot);
    this.liveTables[level]++;
    this.emit(EventKind.alloc, level, table.id);
    return this.objects.push(table) - 1;
  }

  private targetOf(entry: number): Target {
    if (entry === noEntry) return Target.none;
    return entry === identityEntry ? Target.identity : Target[this.objects[entry].kind];
  }

  private idOf(entry: number): number {
    return entry > 0 ? this.objects[entry].id : 0;
  }

  private set(request: Readonly<Request>): Answer {
    const table = this.table(request.table);
    const slot = slotOf(this.description, table, request.va);
    const isIdentity = request.op === Op.setIdentity;
    const entry = isIdentity ? identityEntry : request.arg;
    // Writing what is there already changes nothing, and the recorder does not see it.
    if (isIdentity && table.entries[slot] === identityEntry) return 0;
    const over = table.entries[slot] !== noEntry;
    if (!over) table.used++;
    table.entries[slot] = entry;
    const target = isIdentity && over ? Target.identityOver : this.targetOf(entry);
    this.emit(EventKind.set, request.level, this.entryStart(request), target, this.idOf(entry));
    return 0;
  }

  private clear(request: Readonly<Request>): Answer {
    const table = this.table(request.table);
    const slot = slotOf(this.description, table, request.va);
    const entry = table.entries[slot];
    if (entry !== noEntry) table.used--;
    table.entries[slot] = noEntry;
    const start = this.entryStart(request);
    this.emit(EventKind.clear, request.level, start, this.targetOf(entry), this.idOf(entry));
    return 0;
  }

  private free(handle: Handle): Answer {
    // Without slab, at boot, there is nobody to give memory back to.
    if (this.boot) return 0;
    const object = this.objects[handle];
    if (handle <= 0 || object === undefined) throw new ModelError(`free of handle ${handle}`);
    if (object.boot) {
      const isPageTable = object.kind === 'table' && object.level === Level.pte;
      const warner = isPageTable ? 'vmem_pte_free' : 'vmem_free_pages';
      this.emit(EventKind.warn, warners.indexOf(warner));
      return 0;
    }
    if (!object.live) {
      this.emit(EventKind.badFree, Target[object.kind], object.id);
      return 0;
    }
    object.live = false;
    if (object.kind === 'table') this.liveTables[object.level]--;
    else if (object.kind === 'block') this.liveBlocks--;
    else this.livePages--;
    this.emit(EventKind.free, Target[object.kind], object.id);
    return 0;
  }

  /** memset() through the mapped memmap: what is mapped gets written, the rest is a fault. */
  private fill(va: number, bytes: number, byte: number): Answer {
    let done = 0;
    while (done < bytes) {
      const mapped = mappedAt(this, va + done);
      if (mapped === undefined) break;
      const length = Math.min(bytes - done, mapped.object.bytes - mapped.offset);
      const { marked } = mapped.object;
      if (byte === unusedByte) marked.add(mapped.offset, mapped.offset + length);
      else marked.remove(mapped.offset, mapped.offset + length);
      done += length;
    }
    if (done > 0) this.emit(EventKind.memset, va, done, byte);
    if (done < bytes) this.emit(EventKind.fault, va + done, bytes - done, byte);
    return 0;
  }

  private testUnused(va: number, bytes: number): Answer {
    const mapped = mappedAt(this, va);
    if (mapped === undefined) {
      this.emit(EventKind.fault, va, bytes, -1);
      return 0;
    }
    const all = mapped.object.marked.covers(mapped.offset, mapped.offset + bytes);
    this.emit(EventKind.scan, va, bytes, all ? 1 : 0);
    return all ? 1 : 0;
  }
}
