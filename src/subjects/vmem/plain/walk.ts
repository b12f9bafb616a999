/** Walks over the reference machine's tables, for the machine itself and for readers of a state. */
import type { MachineDescription } from '../machine/description.ts';
import type { MachineObject, MemmapObject, TableObject } from './objects.ts';

/** The part of a reference machine that a walk needs. Object 0 is the root table. */
export interface TableStore {
  readonly description: MachineDescription;
  readonly objects: readonly MachineObject[];
}

/** The target of a memmap address: the object and the offset in it. */
export interface Mapped {
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
