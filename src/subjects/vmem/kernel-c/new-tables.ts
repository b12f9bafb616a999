/**
 * Tables that a run has allocated but not linked: nothing else can see their content, so stores wait
 * until they are linked.
 */
import { Fault } from '../../../c/environment.ts';
import type { Handle, Request } from '../kernel/request.ts';
import { levelNames } from '../machine/geometry.ts';
import { malformed } from './faults.ts';
import type { EntryPointer, NewMemory } from './values.ts';

export class NewTables {
  /** By table, then by the first address of the entry. */
  private readonly stores = new Map<Handle, Map<number, Request>>();
  /** Tables whose entries are still garbage. */
  private readonly garbage = new Set<Handle>();

  allocated(table: Handle, isEmpty: boolean): void {
    this.stores.set(table, new Map());
    if (isEmpty) this.garbage.delete(table);
    else this.garbage.add(table);
  }

  initialised({ handle }: NewMemory): void {
    this.garbage.delete(handle);
  }

  /** True if the store of a leaf waits because its table is not linked. */
  keeps({ table, entryStart }: EntryPointer, request: Request): boolean {
    if (this.stores.size === 0) return false;
    this.stores.get(table)?.set(entryStart, request);
    return this.stores.has(table);
  }

  /** The error for an unsupported use of a table before it is linked. */
  refuse({ table }: EntryPointer, what: string): void {
    if (this.stores.size === 0 || !this.stores.has(table)) return;
    throw new Fault(`${what} in a table that is not linked is not modelled`);
  }

  /** The stores to a table that is about to be linked, in order. */
  linked({ handle, level }: NewMemory): readonly Request[] {
    if (this.garbage.delete(handle)) {
      throw malformed(`a new ${levelNames[level]} table is linked before it is initialised`);
    }
    const stores = this.stores.get(handle);
    this.stores.delete(handle);
    return stores === undefined ? [] : [...stores.values()];
  }

  /** A table that replaces a leaf must map all of it: the step that links it fills it. */
  linkedFull(table: NewMemory, entries: number): void {
    const { length } = this.linked(table);
    if (length === entries) return;
    throw malformed(`a table that replaces a leaf has ${length} of ${entries} entries`);
  }
}
