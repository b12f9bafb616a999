/**
 * One run of a C program on a machine: turns operations on entries, memory and locks into requests,
 * and keeps no state except the answers.
 */
import { CFault, Fault } from '../../../c/environment.ts';
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
import { CallerReach } from '../machine/caller-reach.ts';
import type { MachineDescription } from '../machine/description.ts';
import { type Level, levelNames } from '../machine/geometry.ts';
import { DeferredSteps, type KernelSteps, type KernelTaken } from './deferred-steps.ts';
import { cleared, faultRequest, malformed } from './faults.ts';
import { oldTarget } from './known-entries.ts';
import { NewTables } from './new-tables.ts';
import { checkReach } from './outside.ts';
import {
  type ClassOfEntry,
  EntryPointer,
  EntryTarget,
  EntryValue,
  type NewMemory,
  TableInWalk,
} from './values.ts';

export class KernelHost extends DeferredSteps {
  readonly machine: MachineDescription;
  /** An address that is always mapped: a table that maps it is never empty. */
  readonly mappedAt: number | null;
  /** The last object taken out of an entry, to return it to an altmap. */
  lastTarget: EntryTarget | undefined;
  readonly newTables = new NewTables();
  /** Null without a scope: a recording may have calls with any range. */
  private readonly reach: CallerReach | null;
  /** The fault is that of a request: it has the position of the request. */
  private isChecking = false;
  /** True in a search, where unsupported code ends a path; elsewhere it is an error. */
  private readonly endsAtUnknown: boolean;

  constructor(
    machine: MachineDescription,
    storeStatic: (number: number, value: Integer) => Request,
    mappedAt: number | null,
    endsAtUnknown = false,
  ) {
    super(storeStatic);
    this.machine = machine;
    this.mappedAt = mappedAt;
    this.endsAtUnknown = endsAtUnknown;
    this.reach = callerReachOf(machine);
  }

  /** A pointer to the entry of `level` for an address, in a table. */
  pointer(level: Level, table: Handle, va: number): EntryPointer {
    const { geometry } = this.machine;
    const isFolded = level > geometry.root;
    const span = geometry.span[level];
    const covers = span * geometry.entries[level];
    const start = va - (va % covers);
    const handle = isFolded ? rootTable : table;
    const inWalk = new TableInWalk(handle, level, isFolded, start, start + covers, span);
    return new EntryPointer(inWalk, va, Math.floor((va - start) / span));
  }

  /** The first entry of a table that was allocated and may not be linked yet. */
  firstEntry({ level, handle, va }: NewMemory): EntryPointer {
    return this.pointer(level, handle, va).first();
  }

  load(pointer: EntryPointer): EntryValue {
    if (pointer.isFolded || this.isVmalloc(pointer))
      return new EntryValue(pointer, EntryClass.table, 0);
    this.checkInside(pointer);
    if (this.reach !== null && !this.reach.hasEntry(pointer.level, pointer.va)) {
      return this.alwaysEmpty(pointer);
    }
    this.newTables.refuse(pointer, 'a load');
    return this.loaded(pointer);
  }

  /** An entry that no caller can reach is empty, and reading it is no step: loops may look at it. */
  private alwaysEmpty(pointer: EntryPointer): EntryValue {
    this.entries.known(pointer).cls = EntryClass.none;
    this.vacant = pointer;
    return new EntryValue(pointer, EntryClass.none, this.entries.known(pointer).version);
  }

  /** Throws the fault of a step that callers of the scope can never need. */
  check(request: Request): void {
    if (this.reach === null) return;
    this.isChecking = true;
    checkReach(this.reach, request);
    this.isChecking = false;
  }

  /** Entries of the kernel's root table that map vmalloc space are never empty. */
  private isVmalloc(pointer: EntryPointer): boolean {
    return (
      pointer.table === rootTable &&
      pointer.isInside &&
      pointer.entryStart >= this.machine.vmallocStart
    );
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
    const child = yield* this.step(ask.follow(pointer.table, pointer.level, pointer.va));
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
  targetOf(value: Value): KernelTaken {
    if (!(value instanceof EntryValue)) return value;
    const { pointer } = value;
    if (pointer.isFolded) throw new Fault('the address in an entry of a folded level');
    const known = this.entries.known(pointer);
    if (value.version !== known.version) return known.target ?? oldTarget(value);
    if (known.isEmptied) {
      const name = levelNames[pointer.level];
      throw cleared(`the ${name} entry was cleared, but its address is used`, false);
    }
    const cls = value.cls ?? known.cls;
    if (cls === undefined || (cls === EntryClass.table && known.child < 0)) {
      return this.targetAfterSteps(value, cls);
    }
    return this.targetOfClass(value, cls);
  }

  private *targetAfterSteps(value: EntryValue, before: ClassOfEntry | undefined): KernelSteps {
    const cls = before ?? (yield* this.classOf(value));
    value.isFollowed = true;
    const { pointer } = value;
    if (cls === EntryClass.table && this.entries.known(pointer).child < 0) {
      yield* this.follow(pointer);
    }
    return this.targetOfClass(value, cls);
  }

  private targetOfClass(value: EntryValue, cls: ClassOfEntry): EntryTarget {
    const { pointer } = value;
    const known = this.entries.known(pointer);
    value.isFollowed = true;
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

  /** The request for a fault, which is unrelated to the deferred ones unless one of them is the fault. */
  failed(kind: string): Request | undefined {
    if (!this.isChecking) this.dropLateSite();
    if (kind === CFault.notUnderstood && !this.endsAtUnknown) return undefined;
    return faultRequest(kind);
  }

  number(value: Value): number {
    if (isInteger(value)) return Number(value);
    throw new Fault(`${describeValue(value)} has no number here`);
  }
}

/** One for each machine, as each run has its own host. */
const reaches = new WeakMap<MachineDescription, CallerReach>();

function callerReachOf(machine: MachineDescription): CallerReach | null {
  if (machine.units === undefined) return null;
  const known = reaches.get(machine) ?? new CallerReach(machine, machine.units);
  reaches.set(machine, known);
  return known;
}
