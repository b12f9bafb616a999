/** Replacing an entry in use: CRDTE and CSPG, which split a large leaf into a table that maps the same. */
import { Fault } from '../../../c/environment.ts';
import type { Integer } from '../../../c/integers.ts';
import { boolType, pointerTo, type StructType, structOf, ulongType } from '../../../c/types.ts';
import { describeValue, type Opaque, StructValue, type Value } from '../../../c/values.ts';
import * as ask from '../kernel/ask.ts';
import { EntryClass } from '../kernel/request.ts';
import { Level, levelNames } from '../machine/geometry.ts';
import type { KernelSteps } from './deferred-steps.ts';
import { entryPointer } from './entry-steps.ts';
import { malformed } from './faults.ts';
import type { KernelHost } from './host.ts';
import { type FunctionRow, stepFunction, valueFunction } from './s390-arithmetic.ts';
import { type EntryPointer, EntryValue, NamedObject, NewMemory } from './values.ts';

/** The bit of a leaf that makes it read-only; leaves of the kernel's own mapping do not have it. */
export const protect = 0x200;

/** Bits of an entry that names a table, by its level: type, length, present. */
export const tableBits = { [Level.pmd]: 0x1, [Level.pud]: 0x7 } as const;

/** The designation-type code of a table, by the level of its entries. */
export const tableTypes = { [Level.pte]: 0x00, [Level.pmd]: 0x10, [Level.pud]: 0x14 } as const;

/** `get_lowcore()->kernel_asce.val`: the address space of the kernel, which is the only one here. */
const addressSpace = structOf('ctlreg', new Map([['val', ulongType]]));
export const lowcore: StructType = structOf('lowcore', new Map([['kernel_asce', addressSpace]]));
const lowcoreName = 'the lowcore';

/** The target of a pointer to an object of the environment; undefined for any other pointer. */
export function objectBehind(pointer: Opaque): Value | undefined {
  if (!(pointer instanceof NamedObject) || pointer.what !== lowcoreName) return undefined;
  return new StructValue(['kernel_asce'], [new StructValue(['val'], [0])]);
}

export const replacements: readonly FunctionRow[] = [
  valueFunction('get_lowcore', pointerTo(lowcore), 0, () => new NamedObject(lowcoreName)),
  stepFunction('crdte', boolType, 6, (host, [old, entry, table, type, address]) =>
    replace(host, entryOf(host, table, type, address), old, entry),
  ),
  stepFunction('cspg', boolType, 3, (host, [entry, old, replacement]) =>
    replace(host, entryPointer(host, entry), old, replacement),
  ),
];

/** The operands of CRDTE are the start of the table, its type, and the address that the entry maps. */
function entryOf(host: KernelHost, table: Value, type: Value, address: Value): EntryPointer {
  const first = entryPointer(host, table);
  const { level, tableStart, entryStart } = first;
  if (entryStart !== tableStart) {
    throw malformed(`CRDTE gets an entry instead of the start of a ${levelNames[level]} table`);
  }
  const wanted = Object.entries(tableTypes).find(([one]) => Number(one) === level)?.[1];
  if (type !== wanted) {
    throw malformed(`CRDTE gets the type ${describeValue(type)} for a ${levelNames[level]} table`);
  }
  return host.pointer(level, first.table, host.number(address));
}

function* replace(
  host: KernelHost,
  pointer: EntryPointer,
  old: Value,
  replacement: Value,
): KernelSteps {
  const { table, level, va } = pointer;
  host.checkInside(pointer);
  if (!(old instanceof EntryValue) || old.pointer.key !== pointer.key) {
    throw malformed(`${describeValue(old)} is compared with another ${levelNames[level]} entry`);
  }
  if (!(replacement instanceof NewMemory) || replacement.kind !== 'table') {
    throw new Fault('replacing an entry by anything other than a new table is not modelled');
  }
  if (host.entries.known(pointer).cls !== EntryClass.leaf) {
    throw malformed(`a ${levelNames[level]} entry that holds no leaf is split`);
  }
  checkTable(level, replacement);
  const entries = host.machine.geometry.entries[replacement.level];
  host.newTables.linkedFull(replacement, entries);
  old.isFollowed = true;
  yield* host.step(ask.replaceLeaf(table, level, va, replacement.handle));
  // The step counts the leaves that it changes.
  host.countedLeaves.set(replacement.level, entries).set(level, -1);
  host.entries.forget(pointer, EntryClass.table);
  return 1;
}

function checkTable(level: Level, { level: below, bits }: NewMemory): void {
  if (below !== level - 1) {
    throw malformed(`a ${levelNames[below]} table is linked into a ${levelNames[level]} entry`);
  }
  const wanted: Integer = level === Level.pud ? tableBits[Level.pud] : tableBits[Level.pmd];
  if (bits === wanted) return;
  const [got, want] = [bits, wanted].map((one) => `0x${one.toString(16)}`);
  throw malformed(`the ${levelNames[level]} entry gets the bits ${got} instead of ${want}`);
}
