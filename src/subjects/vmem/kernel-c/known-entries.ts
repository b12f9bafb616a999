/** What one run knows about table entries: what it read and wrote, and what it holds in hand from them. */
import { EntryClass, type Handle } from '../kernel/request.ts';
import { type ClassOfEntry, type EntryPointer, EntryTarget, type EntryValue } from './values.ts';

/** What the run knows about an entry: the last value read or written, and what it holds in hand from it. */
interface KnownEntry {
  cls: ClassOfEntry | undefined;
  child: Handle;
  target: EntryTarget | undefined;
  isFreed: boolean;
  /** How often it was written: a value loaded earlier has a smaller number. */
  version: number;
  /** It was cleared by this run, and no other thread can have filled it since. */
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

  /** What was loaded from an entry that is about to be written, unless it was freed. */
  loadedTarget(pointer: EntryPointer): EntryTarget | undefined {
    const known = this.known(pointer);
    if (known.isFreed) return undefined;
    const { cls, target } = known;
    if (target !== undefined || cls === undefined || cls === EntryClass.none) return target;
    return new EntryTarget(pointer, cls, known.child);
  }

  /** From now on other threads may fill what this run has cleared. */
  lockChanged(): void {
    for (const known of this.entries.values()) known.isEmptied = false;
  }

  /** The entry was written: what was known about it is invalid. */
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

/**
 * What an entry pointed to before it was written, if that is not held in hand: freeing it is a double
 * free.
 */
export function oldTarget({ pointer, cls }: EntryValue): EntryTarget {
  const target = new EntryTarget(pointer, cls ?? EntryClass.none, -1);
  target.isHeld = true;
  return target;
}
