/**
 * The plain machine: page tables as objects, any geometry, any range, one event per step.
 *
 * Recordings are compared with it, and every counterexample is executed again on it. The fast machine
 * of the search computes the same independently; tests compare the two.
 */
import { ModelError } from '../../../errors.ts';
import { stopIfDue } from '../../../stop.ts';
import { runFlat } from '../kernel/nested.ts';
import {
  type Answer,
  EntryClass,
  type EntryRequest,
  Lock,
  Op,
  type Program,
  ReadAnswer,
  type Request,
  type RequestOf,
  type TableRequest,
  warners,
} from '../kernel/request.ts';
import type { MachineDescription } from '../machine/description.ts';
import { EventKind, type EventSink, OopsReason, Target, unusedByte } from '../machine/events.ts';
import { alignDown, Level } from '../machine/geometry.ts';
import { MappedMemory } from './mapped-memory.ts';
import {
  entryWrittenBy,
  heldKey,
  identityEntry,
  markCutOff,
  noEntry,
  Oops,
  slotOf,
  type WriteRequest,
} from './objects.ts';

/** Steps between two checks for a stop. */
const stepsPerCheck = 64;

export class ReferenceMachine extends MappedMemory {
  /** With threads, writing an entry whose former content is in hand ends the run. */
  endsOnHeld = false;
  /** Contents of cleared entries that are in hand, by level and address of the entry. */
  private readonly held = new Map<string, number>();
  /** direct_pages_count of pte, pmd and pud leaves. */
  counters = [0, 0, 0];
  /** unused_pmd_start; 0 is none. */
  tail = 0;
  /** Other static variables of a C source, by number from 1; an absent one is 0. */
  statics: number[] = [];
  locked = false;
  /** The last request, where its program waits for the answer. */
  request: Request | undefined;
  private stepsUnchecked = 0;

  constructor(description: MachineDescription, sink: EventSink) {
    super(description, sink);
    this.reset();
  }

  /** Resets to the empty root table. */
  override reset(): void {
    super.reset();
    this.counters = [0, 0, 0];
    this.tail = 0;
    this.statics = [];
    this.locked = false;
  }

  /** Runs a program to its end. Throws `Oops` if the kernel would have crashed. */
  run<T>(program: Program<T>): T {
    return runFlat(program, this);
  }

  /** Executes one step. Throws `Stopped` if the work must end, which leaves the state undefined. */
  answer(request: Request): Answer {
    this.request = request;
    if (++this.stepsUnchecked >= stepsPerCheck) {
      this.stepsUnchecked = 0;
      stopIfDue();
    }
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
      case Op.replaceLeaf:
        return this.replaceLeaf(request);
      case Op.clear:
        return this.clear(request);
      case Op.freeTable:
        return this.free(request.child);
      case Op.freeMemmap:
        if (request.toAltmap) return this.freeToAltmap(this.entry(request), request.level);
        return this.free(this.entry(request));
      case Op.freeHeld:
        return this.freeHeld(request);
      case Op.markUnused:
        return this.fill(request.va, request.bytes, unusedByte);
      case Op.markUsed:
        return this.fill(request.va, request.bytes, 0);
      case Op.testUnused:
        return this.testUnused(request.va, request.bytes);
      default:
        return this.answerPlain(request);
    }
  }

  /** Steps that affect neither tables nor memmap. */
  private answerPlain(request: Request): Answer {
    switch (request.op) {
      case Op.lock:
      case Op.unlock:
        if (request.lock !== Lock.vmemMutex) return 0;
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
      case Op.loadStatic:
        return request.variable === 0 ? this.tail : (this.statics[request.variable - 1] ?? 0);
      case Op.setStatic:
        this.statics[request.variable - 1] = request.value;
        return 0;
      case Op.setTail:
        this.tail = request.va;
        return 0;
      case Op.flush:
        this.emit(EventKind.flush, request.start, request.end);
        return 0;
      case Op.count:
        this.count(request.level, request.delta);
        return 0;
      case Op.warn:
        // Without slab, at boot, vmem_free_pages() returns before it checks its argument.
        if (this.boot && warners[request.warner] === 'vmem_free_pages') return 0;
        this.emit(EventKind.warn, request.warner);
        return 0;
      case Op.writeMemmap:
        return this.fill(request.va, request.bytes, request.byte);
      case Op.fault:
        this.emit(EventKind.programFault, request.fault);
        return 0;
      case Op.call:
      case Op.return:
        return 0;
      default:
        throw new ModelError(`the plain machine does not know request ${request.op}`);
    }
  }

  /**
   * The table whose handle the request uses must be alive and part of the tables: throws `Oops` if
   * another thread freed it or cut it off. A reader of a table that was empty when detached sees it as empty.
   */
  checkHandle(request: TableRequest): void {
    // A table is freed by its handle, without a check of the entry that points to it.
    if (request.op === Op.freeTable && !this.table(request.child).live) return;
    const { live, cutOff } = this.table(request.table);
    const isRead = request.op === Op.readEntry;
    if (live && (cutOff === 'no' || (isRead && cutOff === 'empty'))) return;
    const reason = live ? OopsReason.cutOff : OopsReason.freed;
    const start = 'va' in request ? this.entryStart(request) : 0;
    this.emit(EventKind.oops, reason, request.level, start);
    throw new Oops();
  }

  /** A reader loads an entry once: returns a `ReadAnswer`. */
  readEntry(request: EntryRequest): Answer {
    const entry = this.entry(request);
    if (entry === noEntry) return ReadAnswer.none;
    if (entry === identityEntry || this.objects[entry].kind !== 'table') return ReadAnswer.leaf;
    return ReadAnswer.table + entry;
  }

  private entry(request: EntryRequest): number {
    const table = this.table(request.table);
    return table.entries[slotOf(this.description, table, request.va)];
  }

  isFilled(request: EntryRequest): boolean {
    return this.entry(request) !== noEntry;
  }

  private entryStart({ level, va }: RequestOf<'freeHeld'> | EntryRequest): number {
    return alignDown(va, this.description.geometry.span[level]);
  }

  private read(request: EntryRequest): Answer {
    const entry = this.entry(request);
    if (entry === noEntry) return EntryClass.none;
    if (entry === identityEntry) return EntryClass.leaf;
    return this.objects[entry].kind === 'table' ? EntryClass.table : EntryClass.leaf;
  }

  private follow(request: EntryRequest): Answer {
    const entry = this.entry(request);
    const object = entry > 0 ? this.objects[entry] : undefined;
    const isTable = object?.kind === 'table';
    if (isTable && object.live) return entry;
    const isLarge = entry !== noEntry && !isTable;
    const reason = isLarge ? OopsReason.large : isTable ? OopsReason.freed : OopsReason.none;
    this.emit(EventKind.oops, reason, request.level, this.entryStart(request));
    throw new Oops();
  }

  private targetOf(entry: number): Target {
    if (entry === noEntry) return Target.none;
    return entry === identityEntry ? Target.identity : Target[this.objects[entry].kind];
  }

  private idOf(entry: number): number {
    return entry > 0 ? this.objects[entry].id : 0;
  }

  private set(request: WriteRequest): Answer {
    const table = this.table(request.table);
    const slot = slotOf(this.description, table, request.va);
    const isIdentity = request.op === Op.setIdentity;
    const entry = entryWrittenBy(request);
    // Writing the same value again changes nothing, and is not recorded.
    if (isIdentity && table.entries[slot] === identityEntry) return 0;
    const over = table.entries[slot] !== noEntry;
    if (!over) table.used++;
    table.entries[slot] = entry;
    table.writes++;
    const target = isIdentity && over ? Target.identityOver : this.targetOf(entry);
    const start = this.entryStart(request);
    this.emit(EventKind.set, request.level, start, target, this.idOf(entry));
    if (this.endsOnHeld && this.held.has(heldKey(request.level, start))) throw new Oops();
    return 0;
  }

  /** Fills the table, which is not linked yet, links it, and counts the leaves. */
  private replaceLeaf(request: RequestOf<'replaceLeaf'>): Answer {
    const { entries, span } = this.description.geometry;
    const level = (request.level - 1) as Level;
    const first = this.entryStart(request);
    for (let va = first; va < first + span[request.level]; va += span[level]) {
      this.set({ op: Op.setIdentity, table: request.child, level, va, stack: null });
    }
    this.set(request);
    this.count(level, entries[level]);
    this.count(request.level, -1);
    return 0;
  }

  private count(level: Level, delta: number): void {
    this.counters[level] += delta;
    this.emit(EventKind.count, level, delta);
  }

  private clear(request: RequestOf<'clear'>): Answer {
    const table = this.table(request.table);
    const slot = slotOf(this.description, table, request.va);
    const entry = table.entries[slot];
    if (entry !== noEntry) table.used--;
    table.entries[slot] = noEntry;
    table.writes++;
    this.entryCleared(entry);
    markCutOff(this.objects, entry);
    const start = this.entryStart(request);
    if (request.isHeld && entry > 0) this.held.set(heldKey(request.level, start), entry);
    this.emit(EventKind.clear, request.level, start, this.targetOf(entry), this.idOf(entry));
    return 0;
  }

  /** Counts objects still in hand at the return of a call as lost: no pointer to them remains. */
  forgetHeld(): void {
    this.held.clear();
  }

  /** Frees an object that a clear kept in hand; freeing it again is a visible mistake. */
  private freeHeld(request: RequestOf<'freeHeld'>): Answer {
    const key = heldKey(request.level, this.entryStart(request));
    const entry = this.held.get(key);
    if (entry === undefined) {
      this.emit(EventKind.badFree, Target.none, 0);
      return 0;
    }
    this.held.delete(key);
    return this.free(entry);
  }
}
