/** Knowledge of one run about table entries: values read and written, and memory in hand. */
import { EntryClass, type Handle } from '../kernel/request.ts';
import {
  type ClassOfEntry,
  type EntryPointer,
  EntryTarget,
  type EntryValue,
  type KnownEntry,
} from './values.ts';

type KnownTable = (KnownEntry | undefined)[];

/** Tables have fewer levels than this. */
const levelsMax = 8;

export class KnownEntries {
  /** By the number of a table of its level, and the level. */
  private readonly tables = new Map<number, KnownTable>();
  /** Entries that this run has cleared since the lock was last taken or released. */
  private readonly emptied: KnownEntry[] = [];

  known(pointer: EntryPointer): KnownEntry {
    pointer.known ??= this.find(pointer);
    return pointer.known;
  }

  private find(pointer: EntryPointer): KnownEntry {
    const { of, place } = pointer;
    const covers = of.end - of.start;
    const count = covers / of.span;
    const tables = Math.floor(place / count);
    let table: KnownTable;
    if (tables === 0) {
      of.known ??= this.table(of.start / covers, of.level, count);
      table = of.known;
    } else {
      table = this.table(of.start / covers + tables, of.level, count);
    }
    const at = place - tables * count;
    let entry = table[at];
    if (entry === undefined) {
      entry = {
        cls: undefined,
        child: -1,
        target: undefined,
        isFreed: false,
        version: 0,
        isEmptied: false,
        loadedAfter: -1,
        loadedAs: 0,
      };
      table[at] = entry;
    }
    return entry;
  }

  private table(number: number, level: number, count: number): KnownTable {
    const key = number * levelsMax + level;
    let table = this.tables.get(key);
    if (table === undefined) {
      table = new Array<KnownEntry | undefined>(count);
      this.tables.set(key, table);
    }
    return table;
  }

  /** The memory loaded from an entry that is about to be written, unless it was freed. */
  loadedTarget(pointer: EntryPointer): EntryTarget | undefined {
    const known = this.known(pointer);
    if (known.isFreed) return undefined;
    const { cls, target } = known;
    if (target !== undefined || cls === undefined || cls === EntryClass.none) return target;
    return new EntryTarget(pointer, cls, known.child);
  }

  /** Other threads may now fill entries that this run has cleared. */
  lockChanged(): void {
    for (const known of this.emptied) known.isEmptied = false;
    this.emptied.length = 0;
  }

  /** Invalidates what was known about a written entry. */
  forget(pointer: EntryPointer, cls: ClassOfEntry, child: Handle = -1): void {
    const known = this.known(pointer);
    known.cls = cls;
    known.child = child;
    known.target = undefined;
    known.isFreed = false;
    known.version++;
    known.isEmptied = cls === EntryClass.none;
    if (known.isEmptied) this.emptied.push(known);
  }
}

/** The target of an entry before it was written, if it is not in hand: freeing it is a double free. */
export function oldTarget({ pointer, cls }: EntryValue): EntryTarget {
  const target = new EntryTarget(pointer, cls ?? EntryClass.none, -1);
  target.isHeld = true;
  return target;
}
