/** Operations of a C source on table entries: walk, test, store, clear. */

import { Fault, OneStep } from '../../../c/environment.ts';
import {
  type BinaryOperator,
  calculate,
  complement,
  type Integer,
  isInteger,
} from '../../../c/integers.ts';
import { ulongType } from '../../../c/types.ts';
import { describeValue, Opaque, type Value } from '../../../c/values.ts';
import { hex } from '../../../text/hex.ts';
import * as ask from '../kernel/ask.ts';
import { type Answer, EntryClass, type Request, rootTable } from '../kernel/request.ts';
import { Level, levelNames } from '../machine/geometry.ts';
import type { KernelSteps, KernelTaken } from './deferred-steps.ts';
import { malformed, undefinedBehaviour } from './faults.ts';
import type { KernelHost } from './host.ts';
import {
  type ClassOfEntry,
  classWithoutRead,
  EntryPointer,
  EntryTarget,
  EntryValue,
  isEmptyValue,
  NewMemory,
} from './values.ts';

export function entryPointer(host: KernelHost, value: Value): EntryPointer {
  if (value instanceof EntryPointer) return value;
  if (value instanceof NewMemory && value.kind === 'table') return host.firstEntry(value);
  if (value === 0) throw undefinedBehaviour('a null pointer is used as a pointer to a table entry');
  throw new Fault(`${describeValue(value)} is not a pointer to a table entry`);
}

/** pgd_offset_k(): the entry of the root table for an address. */
export function rootEntry(host: KernelHost, address: Value): EntryPointer {
  return host.pointer(Level.pgd, rootTable, host.number(address));
}

export function* offset(host: KernelHost, above: Value, address: Value): KernelSteps {
  return yield* host.below(entryPointer(host, above), host.number(address));
}

export function loadEntry(host: KernelHost, pointer: Value): Value {
  return host.load(entryPointer(host, pointer));
}

/** p?d_none(), p?d_leaf() and the like: whether the entry has a class. */
export function isClass(
  host: KernelHost,
  entry: Value,
  isWanted: (cls: ClassOfEntry) => boolean,
): KernelTaken {
  if (!(entry instanceof EntryValue)) return isWanted(classWithoutRead(entry)) ? 1 : 0;
  const { cls } = entry;
  if (cls !== undefined) return isWanted(cls) ? 1 : 0;
  return host.tests(entry, isWanted);
}

/** p?d_deref(), p?d_pfn(): the memory or the table that the entry points to. */
export function target(host: KernelHost, entry: Value): KernelTaken {
  return host.targetOf(entry);
}

/** One scan of all entries of a table. The root table of the kernel is never emptied. */
export function* scan(host: KernelHost, first: Value): KernelSteps {
  const pointer = entryPointer(host, first);
  host.checkInside(pointer);
  if (pointer.isFolded || pointer.table === rootTable) return 0;
  if (pointer.entryStart !== pointer.tableStart) return yield* scanFrom(host, pointer);
  const { tableStart, tableEnd } = pointer;
  const { mappedAt } = host;
  if (mappedAt !== null && tableStart <= mappedAt && mappedAt < tableEnd) return 0;
  return yield* host.step(ask.scanTable(pointer.table, pointer.level));
}

/** A scan that does not start at the first entry: it passes the end of the table unless an entry before is not empty. */
function* scanFrom(host: KernelHost, first: EntryPointer): KernelSteps {
  for (let pointer = first; ; pointer = pointer.moved(1)) {
    host.checkInside(pointer);
    if ((yield* host.classOf(host.load(pointer))) !== EntryClass.none) return 0;
  }
}

export function clearEntry(host: KernelHost, entry: Value): KernelTaken {
  const pointer = entryPointer(host, entry);
  if (pointer.isFolded) return 0;
  host.checkInside(pointer);
  host.newTables.refuse(pointer, 'a clear');
  const { table, level, va } = pointer;
  // Memory that was loaded from the entry and not freed is now in hand.
  const kept = keepable(host, host.entries.loadedTarget(pointer));
  const request = kept === undefined ? ask.clear(table, level, va) : ask.unhook(table, level, va);
  return host.takes(new EntryWrite(request, host, pointer, EntryClass.none, kept));
}

/** A step that writes an entry. */
class EntryWrite extends OneStep<Request, Answer> {
  private readonly host: KernelHost;
  private readonly pointer: EntryPointer;
  private readonly cls: ClassOfEntry;
  /** Memory that the entry named, now in hand. */
  private readonly kept: EntryTarget | undefined;

  constructor(
    request: Request,
    host: KernelHost,
    pointer: EntryPointer,
    cls: ClassOfEntry,
    kept?: EntryTarget,
  ) {
    super(request);
    this.host = host;
    this.pointer = pointer;
    this.cls = cls;
    this.kept = kept;
  }

  meaning(): Value {
    const { host, pointer, kept } = this;
    host.entries.forget(pointer, this.cls);
    if (kept !== undefined) {
      kept.isHeld = true;
      host.entries.known(pointer).target = kept;
    }
    return 0;
  }
}

/** Memory in the identity mapping has other owners and is not freed here. */
function keepable(host: KernelHost, held: EntryTarget | undefined): EntryTarget | undefined {
  const isOurs =
    held?.cls === EntryClass.table || (held?.pointer.va ?? 0) >= host.machine.vmemmapStart;
  return isOurs ? held : undefined;
}

/** p?d_populate(): the entry now points to a new table. */
export function* populateEntry(host: KernelHost, entry: Value, table: Value): KernelSteps {
  const pointer = entryPointer(host, entry);
  host.checkInside(pointer);
  if (!(table instanceof NewMemory) || table.kind !== 'table') {
    throw malformed(`${describeValue(table)} is linked; only a new table can be`);
  }
  if (table.level !== pointer.level - 1) {
    const [new_, holder] = [levelNames[table.level], levelNames[pointer.level]];
    throw malformed(`a ${new_} table is linked into a ${holder} entry`);
  }
  for (const request of host.newTables.linked(table)) yield* host.step(request);
  yield* host.step(ask.setTable(pointer.table, pointer.level, pointer.va, table.handle));
  host.entries.forget(pointer, EntryClass.table);
  return 0;
}

/** `*p = value`, set_pte() and the like. */
export function storeEntry(host: KernelHost, entry: Value, value: Value): KernelTaken {
  const pointer = entryPointer(host, entry);
  if (pointer.isFolded) throw malformed('a store to an entry of a folded level');
  host.checkInside(pointer);
  if (isEmptyValue(value)) return clearEntry(host, pointer);
  if (!(value instanceof NewMemory)) return storeIdentity(host, pointer, value);
  if (value.kind === 'table') return populateEntry(host, pointer, value);
  return storeMemory(host, pointer, value);
}

function storeMemory(host: KernelHost, pointer: EntryPointer, frame: NewMemory): KernelTaken {
  const { table, level, va } = pointer;
  if ((frame.kind === 'block') !== (level === Level.pmd) || level > Level.pmd) {
    throw malformed(`a ${frame.kind} is mapped by a ${levelNames[level]} entry`);
  }
  checkBits(host, pointer, frame.bits);
  if (!isOfMemmap(host, pointer)) {
    throw malformed(`the entry for ${hex(pointer.entryStart)} maps memory that was just allocated`);
  }
  host.newTables.refuse(pointer, 'a store of memmap');
  const request = ask.setMemmap(table, level, va, frame.handle);
  return host.takes(new EntryWrite(request, host, pointer, EntryClass.leaf));
}

function storeIdentity(host: KernelHost, pointer: EntryPointer, value: Value): KernelTaken {
  if (!isInteger(value)) {
    const what = value instanceof EntryValue ? 'the value of another entry' : describeValue(value);
    throw malformed(`${what} is stored to a ${levelNames[pointer.level]} entry`);
  }
  const { table, level, va, span } = pointer;
  const bits = calculate('&', ulongType, value, span - 1);
  const address = calculate('-', ulongType, value, bits);
  if (Number(address) !== pointer.entryStart) {
    const [want, got] = [pointer.entryStart, address].map(hex);
    throw malformed(`the ${levelNames[level]} entry for ${want} maps ${got}`);
  }
  checkBits(host, pointer, bits);
  if (isOfMemmap(host, pointer)) {
    throw malformed(`the entry for memmap ${hex(pointer.entryStart)} maps its own address`);
  }
  const request = ask.setIdentity(table, level, va);
  if (host.newTables.keeps(pointer, request)) return 0;
  return host.takes(new EntryWrite(request, host, pointer, EntryClass.leaf));
}

/** Memmap is mapped to allocated memory, all other addresses to themselves. */
function isOfMemmap({ machine }: KernelHost, { entryStart }: EntryPointer): boolean {
  return entryStart >= machine.vmemmapStart;
}

/** Protection bits of a kernel mapping, by level. */
export const kernelBits: readonly number[] = [0x13d, 0x3503, 0x3507];
export const noExecute = 0x100;

/** Undefined at a level without leaves. */
function bitsOfLeaf({ machine }: KernelHost, level: Level): number | undefined {
  const all = kernelBits[level];
  return all === undefined || machine.nx ? all : all - noExecute;
}

/** The facility that a leaf of the level needs and the machine lacks. */
function missingFacility({ machine }: KernelHost, level: Level): string | undefined {
  if (level === Level.pmd && !machine.edat1) return 'EDAT1';
  return level === Level.pud && !machine.edat2 ? 'EDAT2' : undefined;
}

function checkBits(host: KernelHost, { level }: EntryPointer, bits: Integer): void {
  const wanted = bitsOfLeaf(host, level);
  if (wanted === undefined) throw malformed(`a ${levelNames[level]} entry maps memory`);
  const facility = missingFacility(host, level);
  if (facility !== undefined) {
    throw malformed(`a ${levelNames[level]} entry maps memory on a machine without ${facility}`);
  }
  if (bits === wanted) return;
  const [got, want] = [bits, wanted].map(hex);
  throw malformed(`the ${levelNames[level]} entry gets the bits ${got} instead of ${want}`);
}

/** `frame | bits`, `frame >> 12` and the like; undefined if the operation has no meaning. */
export function calculateEntry(
  host: KernelHost,
  operator: BinaryOperator,
  left: Value,
  right: Value,
): Value | undefined {
  const [frame, number] = left instanceof Opaque ? [left, right] : [right, left];
  if (!isInteger(number)) return undefined;
  if (operator === '&') return masked(host, frame, number);
  // A frame number and an address are equivalent in the model.
  if ((operator === '>>' || operator === '<<') && left === frame) return frame;
  if (frame instanceof EntryTarget) {
    const address = host.identityAddress(frame);
    return address === undefined ? undefined : calculate(operator, ulongType, address, number);
  }
  if (!(frame instanceof NewMemory)) return undefined;
  if (operator === '|' || operator === '+')
    return frame.with(calculate(operator, ulongType, frame.bits, number));
  return undefined;
}

/** `entry & bits`: the bits of a leaf. `pointer & mask`: the table that an entry is in. */
function masked(host: KernelHost, value: Value, mask: Integer): Value | undefined {
  if (value instanceof EntryValue && !value.pointer.isFolded) {
    const { level, span } = value.pointer;
    const cls = value.cls ?? host.entries.known(value.pointer).cls;
    const bits = bitsOfLeaf(host, level);
    const isInBits = mask >= 0 && mask < span;
    if (cls !== EntryClass.leaf || bits === undefined || !isInBits) return undefined;
    return calculate('&', ulongType, bits, mask);
  }
  if (!(value instanceof EntryPointer) || value.isFolded) return undefined;
  const bytes = host.machine.geometry.entries[value.level] * entryBytes;
  return mask === complement(ulongType, bytes - 1) ? value.first() : undefined;
}

/** Bytes of an entry. */
export const entryBytes = 8;

export function comparePointers(operator: string, left: Value, right: Value): boolean | undefined {
  if (!(left instanceof EntryPointer && right instanceof EntryPointer)) return undefined;
  if (left.table !== right.table || left.level !== right.level) return operator === '!=';
  const [a, b] = [left.entryStart, right.entryStart];
  const answers: Readonly<Record<string, boolean>> = {
    '==': a === b,
    '!=': a !== b,
    '<': a < b,
    '<=': a <= b,
    '>': a > b,
    '>=': a >= b,
  };
  return answers[operator];
}
