/** Knowledge of one run about table entries: values read and written, and memory in hand. */
import { EntryClass, type Handle } from '../kernel/request.ts';
import { type ClassOfEntry, type EntryPointer, EntryTarget, type EntryValue } from './values.ts';

/** Knowledge of the run about an entry: the last value read or written, and memory in hand. */
interface KnownEntry {
  cls: ClassOfEntry | undefined;
  child: Handle;
  target: EntryTarget | undefined;
  isFreed: boolean;
  /** Number of writes: a value loaded earlier has a smaller number. */
  version: number;
  /** True if this run cleared it and no other thread can have filled it since. */
  isEmptied: boolean;
}

export class KnownEntries {
  private readonly entries = new Map<number, KnownEntry>();

  known(pointer: EntryPointer): KnownEntry {
    const { key } = pointer;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = {
        cls: undefined,
        child: -1,
        target: undefined,
        isFreed: false,
        version: 0,
        isEmptied: false,
      };
      this.entries.set(key, entry);
    }
    return entry;
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
    for (const known of this.entries.values()) known.isEmptied = false;
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
  }
}

/** The target of an entry before it was written, if it is not in hand: freeing it is a double free. */
export function oldTarget({ pointer, cls }: EntryValue): EntryTarget {
  const target = new EntryTarget(pointer, cls ?? EntryClass.none, -1);
  target.isHeld = true;
  return target;
}
