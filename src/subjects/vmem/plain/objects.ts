/**
 * Objects of the plain machine: page tables and memmap, each with an identity that is never reused;
 * what entries hold, and walks over them.
 */
import { Op, type RequestOf } from '../kernel/request.ts';
import type { MachineDescription } from '../machine/description.ts';
import type { Level } from '../machine/geometry.ts';
import { RangeSet } from '../machine/range-set.ts';

/** Values of a table entry: 0 is none, -1 an identity leaf, everything above 0 a handle. */
export const noEntry = 0;
export const identityEntry = -1;

/** Whether the hardware can still reach a table, and if not, whether its content is lost. */
export type CutOff = 'no' | 'empty' | 'filled';

export interface TableObject {
  readonly kind: 'table';
  /** Counts successful allocations of tables: the N of `tN` in a recording; 0 for the root. */
  readonly id: number;
  readonly level: Level;
  readonly entries: Int32Array;
  /** How often an entry was written: a reader can skip a table whose number is the same. */
  writes: number;
  /** Entries that are not none. */
  used: number;
  readonly boot: boolean;
  /** Number of its frame, see `frames.ts`; 0 for the root, and if frames have no numbers. */
  frame: number;
  live: boolean;
  /** Not `no` if its entry, or one above it, was cleared: it is no longer part of the tables. */
  cutOff: CutOff;
}

export interface MemmapObject {
  readonly kind: 'block' | 'page';
  /** Counts successful allocations of its kind: the N of `bN` or `pN`. */
  readonly id: number;
  readonly bytes: number;
  readonly boot: boolean;
  /** True if it belongs to an altmap, not to the page allocator; `altmap` is its number, else -1. */
  readonly fromAltmap: boolean;
  readonly altmap: number;
  /** As for a table. */
  frame: number;
  live: boolean;
  /** Offsets that contain 0xFD. */
  readonly marked: RangeSet;
}

export type MachineObject = TableObject | MemmapObject;

export function newTable(level: Level, entries: number, id: number, boot: boolean): TableObject {
  return {
    kind: 'table',
    id,
    level,
    entries: new Int32Array(entries),
    writes: 0,
    used: 0,
    boot,
    frame: 0,
    live: true,
    cutOff: 'no',
  };
}

export function newMemmap(
  kind: 'block' | 'page',
  bytes: number,
  id: number,
  boot: boolean,
  altmap = -1,
): MemmapObject {
  const fromAltmap = altmap >= 0;
  const marked = new RangeSet();
  return { kind, id, bytes, boot, fromAltmap, altmap, frame: 0, live: true, marked };
}

/** Key of an object that a clear keeps in hand: level and address of the entry. */
export function heldKey(level: number, start: number): string {
  return `${level}:${start}`;
}

/** The target of a cleared entry, and all tables below it. */
export function markCutOff(objects: readonly MachineObject[], entry: number): void {
  const object = entry > 0 ? objects[entry] : undefined;
  if (object?.kind !== 'table') return;
  const isEmpty = object.used === 0 && object.cutOff !== 'filled';
  object.cutOff = isEmpty ? 'empty' : 'filled';
  for (const below of object.entries) markBelow(objects, below);
}

function markBelow(objects: readonly MachineObject[], entry: number): void {
  const object = entry > 0 ? objects[entry] : undefined;
  if (object?.kind !== 'table') return;
  object.cutOff = 'filled';
  for (const below of object.entries) markBelow(objects, below);
}

/** The part of a plain machine that a walk needs. Object 0 is the root table. */
interface TableStore {
  readonly description: MachineDescription;
  readonly objects: readonly MachineObject[];
}

/** The target of a memmap address: the object and the offset in it. */
interface Mapped {
  readonly object: MemmapObject;
  readonly offset: number;
}

/** Index of the entry for `va` in a table. */
export function slotOf(description: MachineDescription, table: TableObject, va: number): number {
  return Math.floor(va / description.geometry.span[table.level]) % table.entries.length;
}

/** Walks as the hardware does; undefined if no memmap is mapped there. */
export function mappedAt(machine: TableStore, va: number): Mapped | undefined {
  let object = machine.objects[0];
  while (object.kind === 'table') {
    const entry = object.entries[slotOf(machine.description, object, va)];
    if (entry <= 0) return undefined;
    object = machine.objects[entry];
  }
  return { object, offset: va % object.bytes };
}

/** The kernel followed an entry that points to no table: the operation ends here, locks stay held. */
export class Oops extends Error {
  override readonly name = 'Oops';
}

export type WriteRequest = RequestOf<'setTable' | 'setIdentity' | 'setMemmap' | 'replaceLeaf'>;

export function entryWrittenBy(request: WriteRequest): number {
  if (request.op === Op.setIdentity) return identityEntry;
  return request.op === Op.setMemmap ? request.memmap : request.child;
}
