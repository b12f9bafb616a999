/**
 * One run of a C program on a machine: turns operations on entries, memory and locks into requests,
 * and keeps no state except the answers.
 *
 * A load of an entry takes its step when its class is first needed. If another step comes first, the
 * load
 * takes its step before that one. A load that is only used as an address is part of the step that
 * uses it,
 * as in the hand-written programs.
 */
import {
  type CallStack,
  CFault,
  Fault,
  placeOf,
  type Site,
  type Steps,
  type Taken,
} from '../../../c/environment.ts';
import { type Integer, isInteger } from '../../../c/integers.ts';
import { describeValue, type Value } from '../../../c/values.ts';
import { hex } from '../../../text/hex.ts';
import * as ask from '../kernel/ask.ts';
import {
  type Answer,
  EntryClass,
  type Handle,
  type Request,
  rootTable,
} from '../kernel/request.ts';
import type { MachineDescription } from '../machine/description.ts';
import { type Level, levelNames } from '../machine/geometry.ts';
import { cleared, faultRequest, malformed } from './faults.ts';
import { KnownEntries, oldTarget } from './known-entries.ts';
import { NewTables } from './new-tables.ts';
import {
  type ClassOfEntry,
  classOfNumber,
  EntryPointer,
  EntryTarget,
  EntryValue,
  NewMemory,
} from './values.ts';

export type KernelSteps = Steps<Request, Answer>;
export type KernelTaken = Taken<Request, Answer>;

export class KernelHost {
  readonly machine: MachineDescription;
  /** An address that is always mapped: a table that maps it is never empty. */
  readonly mappedAt: number | null;
  /** Position in the text that the next requests belong to. */
  site: Site | undefined;
  /** The last entry that was empty or held a leaf: the target of the next allocation. */
  vacant: EntryPointer | undefined;
  /** The last object taken out of an entry, to return it to an altmap. */
  lastTarget: EntryTarget | undefined;
  /**
   * Values of static variables, by number: known until the next step, or stored but not visible yet.
   */
  readonly knownStatics = new Map<number, Integer>();
  readonly waitingStatics = new Map<number, Integer>();
  /** Positions of the stores. */
  private readonly storeSites = new Map<number, Site | undefined>();
  /** Position of the next request, if the request was deferred. */
  private lateSite: Site | undefined;
  readonly entries = new KnownEntries();
  readonly newTables = new NewTables();
  /** Leaves, by level, that a step has already counted and that the text counts later. */
  readonly countedLeaves = new Map<Level, number>();
  /** Loads since the last step, by entry. */
  private loads: EntryValue[] = [];
  private readonly storeStatic: (number: number, value: Integer) => Request;
  /** True in a search, where unsupported code ends a path; elsewhere it is an error. */
  private readonly endsAtUnknown: boolean;

  constructor(
    machine: MachineDescription,
    storeStatic: (number: number, value: Integer) => Request,
    mappedAt: number | null,
    endsAtUnknown = false,
  ) {
    this.machine = machine;
    this.mappedAt = mappedAt;
    this.storeStatic = storeStatic;
    this.endsAtUnknown = endsAtUnknown;
  }

  /** Takes one step. Deferred steps are taken first. */
  *step(make: () => Request): Generator<Request, Answer, Answer> {
    if (this.loads.length > 0) yield* this.readLoads();
    if (this.waitingStatics.size > 0) yield* this.settle();
    this.knownStatics.clear();
    this.loads = [];
    return yield make();
  }

  /**
   * Makes stores to static variables visible; of two stores without a step between them, only the
   * second.
   */
  *settle(): Generator<Request, void, Answer> {
    for (const [number, value] of this.waitingStatics) {
      this.lateSite = this.storeSites.get(number);
      yield this.storeStatic(number, value);
    }
    this.waitingStatics.clear();
  }

  /** Before the return, undoes counts of a step that the text did not make. */
  *settleCounts(): Generator<Request, void, Answer> {
    for (const [level, leaves] of this.countedLeaves) yield ask.count(level, -leaves);
    this.countedLeaves.clear();
  }

  /** Stores to a static variable; visible from the next step on. */
  storeLater(number: number, value: Integer): void {
    this.waitingStatics.set(number, value);
    this.storeSites.set(number, this.site);
  }

  /** Position of the current request in the text. */
  stackNow(stack: CallStack): CallStack {
    const site = this.lateSite;
    this.lateSite = undefined;
    if (site === undefined || site === this.site) return stack;
    return {
      problem: null,
      places: (withVariables) => {
        const place = placeOf(site);
        const places = stack.places(withVariables);
        const frame = places.findIndex((one) => one.function === place.function);
        return [{ ...places[frame], ...place }, ...places.slice(frame + 1)];
      },
    };
  }

  private *readLoads(): Generator<Request, void, Answer> {
    for (const load of this.loads) {
      if (load.cls === undefined && !load.isFollowed) yield* this.readNow(load);
    }
  }

  private *readNow(load: EntryValue): Generator<Request, void, Answer> {
    const { pointer } = load;
    this.lateSite = load.site;
    this.noteRead(load, yield ask.read(pointer.table, pointer.level, pointer.va));
  }

  /** True if no other deferred step precedes the read of this load. */
  isOnlyLoad(load: EntryValue): boolean {
    return this.loads.length === 1 && this.loads[0] === load && this.waitingStatics.size === 0;
  }

  noteRead(load: EntryValue, answer: Answer): ClassOfEntry {
    const cls = answer as ClassOfEntry;
    const known = this.entries.known(load.pointer);
    load.cls = cls;
    known.cls = cls;
    if (cls !== EntryClass.table) known.child = -1;
    if (cls !== EntryClass.none) known.isEmptied = false;
    if (cls !== EntryClass.table) this.vacant = load.pointer;
    return cls;
  }

  /** A pointer to the entry of `level` for an address, in a table. */
  pointer(level: Level, table: Handle, va: number): EntryPointer {
    const { geometry } = this.machine;
    const isFolded = level > geometry.root;
    const span = geometry.span[level];
    const covers = span * geometry.entries[level];
    const tableStart = va - (va % covers);
    return new EntryPointer({
      table: isFolded ? rootTable : table,
      level,
      va,
      isFolded,
      tableStart,
      tableEnd: tableStart + covers,
      span,
    });
  }

  /** The first entry of a table that was allocated and may not be linked yet. */
  firstEntry({ level, handle, va }: NewMemory): EntryPointer {
    return this.pointer(level, handle, va).first();
  }

  load(pointer: EntryPointer): EntryValue {
    if (pointer.isFolded || this.isVmalloc(pointer))
      return new EntryValue(pointer, EntryClass.table, 0);
    this.checkInside(pointer);
    this.newTables.refuse(pointer, 'a load');
    const { key } = pointer;
    const again = this.loads.find((load) => load.pointer.key === key && !load.isFollowed);
    if (again !== undefined) return again;
    const load = new EntryValue(pointer, undefined, this.entries.known(pointer).version, this.site);
    this.loads.push(load);
    return load;
  }

  /** Entries of the kernel's root table that map vmalloc space are never empty. */
  private isVmalloc(pointer: EntryPointer): boolean {
    return (
      pointer.table === rootTable &&
      pointer.isInside &&
      pointer.entryStart >= this.machine.vmallocStart
    );
  }

  /** The class of an entry, or of a number that was built to become one. */
  *classOf(value: Value): Generator<Request, ClassOfEntry, Answer> {
    if (value instanceof EntryValue) {
      if (value.cls === undefined) yield* this.classOfLoad(value);
      return value.cls ?? EntryClass.none;
    }
    if (value instanceof NewMemory)
      return value.kind === 'table' ? EntryClass.table : EntryClass.leaf;
    if (isInteger(value)) return classOfNumber(value);
    throw new Fault(`${describeValue(value)} is not a table entry`);
  }

  private *classOfLoad(value: EntryValue): Generator<Request, void, Answer> {
    const isCurrent = this.loads.includes(value);
    // Earlier loads take their steps first.
    for (const load of this.loads) {
      if (load.cls === undefined && (!load.isFollowed || load === value)) yield* this.readNow(load);
    }
    if (!isCurrent) yield* this.readNow(value);
  }

  checkInside(pointer: EntryPointer): void {
    if (pointer.isInside) return;
    throw malformed(`an entry past the end of its ${levelNames[pointer.level]} table is used`);
  }

  *follow(pointer: EntryPointer): Generator<Request, Handle, Answer> {
    this.checkInside(pointer);
    const known = this.entries.known(pointer);
    if (known.isEmptied) {
      throw cleared(`the ${levelNames[pointer.level]} entry was cleared, but is followed`, true);
    }
    const child = yield* this.step(() => ask.follow(pointer.table, pointer.level, pointer.va));
    known.child = child;
    known.cls = EntryClass.table;
    return child;
  }

  /** p?d_offset(): the entry for `address` in the table that the entry at `pointer` points to. */
  *below(pointer: EntryPointer, address: number): KernelSteps {
    const level = (pointer.level - 1) as Level;
    const start = pointer.entryStart;
    const isInside = address >= start && address < start + pointer.span;
    // Kernel code writes 0 for the first entry; any other address belongs below another entry.
    if (!isInside && address !== 0 && !pointer.isFolded) {
      const above = `the ${levelNames[pointer.level]} entry of ${hex(start)}`;
      throw malformed(`the entry of ${hex(address)} is looked up below ${above}`);
    }
    // Only the index part of the address matters in the table below.
    const span = this.machine.geometry.span[level];
    const index = Math.floor(address / span) % this.machine.geometry.entries[level];
    const va = isInside ? address : start + index * span;
    if (pointer.isFolded) return this.pointer(level, rootTable, va);
    return this.pointer(level, yield* this.follow(pointer), va);
  }

  /** The memory that a loaded entry points to. */
  *targetOf(value: Value): KernelSteps {
    if (!(value instanceof EntryValue)) return value;
    const { pointer } = value;
    if (pointer.isFolded) throw new Fault('the address in an entry of a folded level');
    const known = this.entries.known(pointer);
    if (value.version !== known.version) return known.target ?? oldTarget(value);
    if (known.isEmptied) {
      const name = levelNames[pointer.level];
      throw cleared(`the ${name} entry was cleared, but its address is used`, false);
    }
    let { cls } = value;
    if (cls === undefined) cls = known.cls;
    if (cls === undefined) cls = yield* this.classOf(value);
    value.isFollowed = true;
    if (cls === EntryClass.table && known.child < 0) yield* this.follow(pointer);
    const target = new EntryTarget(pointer, cls, known.child);
    known.target = target;
    this.lastTarget = target;
    return target;
  }

  /** The address in a leaf of the identity mapping, which is the one that it maps. */
  identityAddress({ pointer, cls }: EntryTarget): number | undefined {
    const isIdentity = cls === EntryClass.leaf && pointer.va < this.machine.vmemmapStart;
    return isIdentity ? pointer.entryStart : undefined;
  }

  /** The request for a fault, which is unrelated to the deferred ones. */
  failed(kind: string): Request | undefined {
    this.lateSite = undefined;
    if (kind === CFault.notUnderstood && !this.endsAtUnknown) return undefined;
    return faultRequest(kind);
  }

  number(value: Value): number {
    if (isInteger(value)) return Number(value);
    throw new Fault(`${describeValue(value)} has no number here`);
  }
}
