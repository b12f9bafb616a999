/**
 * Values of a C source without a number in the model: pointers to entries, entries, and their
 * targets.
 */
import { Fault, type Site } from '../../../c/environment.ts';
import { type Integer, isInteger } from '../../../c/integers.ts';
import { describeValue, Opaque, type Value } from '../../../c/values.ts';
import { EntryClass, type Handle } from '../kernel/request.ts';
import { Level, levelNames } from '../machine/geometry.ts';

/** The answer to a read of an entry. */
export type ClassOfEntry = (typeof EntryClass)[keyof typeof EntryClass];

/** What a run knows about an entry: the last value read or written, and memory in hand. */
export interface KnownEntry {
  cls: ClassOfEntry | undefined;
  child: Handle;
  target: EntryTarget | undefined;
  isFreed: boolean;
  /** Number of writes: a value loaded earlier has a smaller number. */
  version: number;
  /** True if this run cleared it and no other thread can have filled it since. */
  isEmptied: boolean;
  /** After which step it was last loaded, and which of the loads after that step this was. */
  loadedAfter: number;
  loadedAs: number;
}

/** A table as a walk found it: what all pointers to its entries share. */
export class TableInWalk {
  readonly table: Handle;
  readonly level: Level;
  /** A folded level has no table: the pointer represents the entry that always exists. */
  readonly isFolded: boolean;
  /** Addresses that the table maps: a pointer may leave it. */
  readonly start: number;
  readonly end: number;
  /** Addresses that an entry maps. */
  readonly span: number;
  /** By the place of the entry; looked up when it is first needed. */
  known: (KnownEntry | undefined)[] | undefined;

  constructor(
    table: Handle,
    level: Level,
    isFolded: boolean,
    start: number,
    end: number,
    span: number,
  ) {
    this.table = table;
    this.level = level;
    this.isFolded = isFolded;
    this.start = start;
    this.end = end;
    this.span = span;
  }
}

/** A pointer to a table entry, identified by the address that the entry maps. */
export class EntryPointer extends Opaque {
  readonly of: TableInWalk;
  readonly va: number;
  /** The place of the entry in its table. */
  readonly place: number;
  /** Looked up when it is first needed. */
  known: KnownEntry | undefined;

  constructor(of: TableInWalk, va: number, place: number) {
    super();
    this.of = of;
    this.va = va;
    this.place = place;
  }

  get what(): string {
    return `a pointer to a ${levelNames[this.level]} entry`;
  }

  get table(): Handle {
    return this.of.table;
  }

  get level(): Level {
    return this.of.level;
  }

  get isFolded(): boolean {
    return this.of.isFolded;
  }

  get tableStart(): number {
    return this.of.start;
  }

  get tableEnd(): number {
    return this.of.end;
  }

  get span(): number {
    return this.of.span;
  }

  get isInside(): boolean {
    const { isFolded, start, end } = this.of;
    return isFolded || (this.va >= start && this.va < end);
  }

  /** The first address that the entry maps. */
  get entryStart(): number {
    return this.of.start + this.place * this.of.span;
  }

  /** Equal for all pointers to the same entry. */
  get key(): number {
    return Math.floor(this.va / this.span) * 8 + this.level;
  }

  /** The first entry of the same table. */
  first(): EntryPointer {
    return new EntryPointer(this.of, this.of.start, 0);
  }

  moved(count: number): EntryPointer {
    return new EntryPointer(this.of, this.va + count * this.of.span, this.place + count);
  }
}

/** The value of an entry when it was loaded. Its class is read when it is first needed. */
export class EntryValue extends Opaque {
  readonly pointer: EntryPointer;
  cls: ClassOfEntry | undefined;
  /** How often the run had written the entry before. */
  readonly version: number;
  /** Position of the load. */
  readonly site: Site | undefined;
  /** True if its address was taken: its class is no longer needed. */
  isFollowed = false;

  constructor(pointer: EntryPointer, cls: ClassOfEntry | undefined, version: number, site?: Site) {
    super();
    this.pointer = pointer;
    this.cls = cls;
    this.version = version;
    this.site = site;
  }

  get what(): string {
    return 'the value of a table entry';
  }
}

/** The target of an entry when it was loaded: a table, or memory. */
export class EntryTarget extends Opaque {
  readonly pointer: EntryPointer;
  readonly cls: ClassOfEntry;
  /** The handle of a table; 0 for memory. */
  readonly child: Handle;
  /** True if the entry was cleared since: its target is in hand. */
  isHeld = false;

  constructor(pointer: EntryPointer, cls: ClassOfEntry, child: Handle) {
    super();
    this.pointer = pointer;
    this.cls = cls;
    this.child = child;
  }

  get what(): string {
    return 'the address in a table entry';
  }
}

interface NewMemoryParts {
  readonly handle: Handle;
  readonly kind: NewMemory['kind'];
  readonly level: Level;
  readonly va: number;
  readonly bits?: Integer;
}

/** Newly allocated memory, with the bits that were or-ed to its address. */
export class NewMemory extends Opaque {
  readonly handle: Handle;
  readonly kind: 'table' | 'block' | 'page';
  /** For tables: the level of their entries. */
  readonly level: Level;
  /** An address mapped by the entry that it is allocated for. */
  readonly va: number;
  readonly bits: Integer;

  constructor({ handle, kind, level, va, bits = 0 }: NewMemoryParts) {
    super();
    this.handle = handle;
    this.kind = kind;
    this.level = level;
    this.va = va;
    this.bits = bits;
  }

  get what(): string {
    return this.kind === 'table' ? `a new ${levelNames[this.level]} table` : `a new ${this.kind}`;
  }

  with(bits: Integer): NewMemory {
    return new NewMemory({ ...this, bits });
  }
}

/** `&init_mm`, `&vmem_mutex`, an altmap: only its identity matters. */
export class NamedObject extends Opaque {
  readonly what: string;

  constructor(name: string) {
    super();
    this.what = name;
  }
}

/** The level of table that an initial value implies: that of an empty pte, pmd, pud or p4d. Else undefined. */
export function levelOfEmptyValue(value: Value): Level | undefined {
  switch (value) {
    case 0x400:
      return Level.pte;
    case 0x20:
      return Level.pmd;
    case 0x24:
      return Level.pud;
    case 0x28:
      return Level.p4d;
    default:
      return undefined;
  }
}

export function isEmptyValue(value: Value): boolean {
  return levelOfEmptyValue(value) !== undefined;
}

/** The class of a value that was not loaded from a table, but built to become an entry. */
export function classWithoutRead(value: Value): ClassOfEntry {
  if (value instanceof NewMemory)
    return value.kind === 'table' ? EntryClass.table : EntryClass.leaf;
  if (isInteger(value))
    return value === 0 || isEmptyValue(value) ? EntryClass.none : EntryClass.leaf;
  throw new Fault(`${describeValue(value)} is not a table entry`);
}
