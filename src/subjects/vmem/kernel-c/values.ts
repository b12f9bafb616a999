/**
 * Values of a C source without a number in the model: pointers to entries, entries, and their
 * targets.
 */
import type { Site } from '../../../c/environment.ts';
import { type Integer, isInteger } from '../../../c/integers.ts';
import { Opaque, type Value } from '../../../c/values.ts';
import { EntryClass, type Handle } from '../kernel/request.ts';
import { type Level, levelNames } from '../machine/geometry.ts';

/** The answer to a read of an entry. */
export type ClassOfEntry = (typeof EntryClass)[keyof typeof EntryClass];

/** A pointer to a table entry, identified by the address that the entry maps. */
export class EntryPointer extends Opaque {
  readonly table: Handle;
  readonly level: Level;
  readonly va: number;
  /** A folded level has no table: the pointer represents the entry that always exists. */
  readonly isFolded: boolean;
  /** Addresses mapped by the table of the entry: a pointer may leave it. */
  readonly tableStart: number;
  readonly tableEnd: number;
  readonly span: number;

  constructor(
    parts: Omit<EntryPointer, 'what' | 'key' | 'isInside' | 'entryStart' | 'moved' | 'first'>,
  ) {
    super();
    this.table = parts.table;
    this.level = parts.level;
    this.va = parts.va;
    this.isFolded = parts.isFolded;
    this.tableStart = parts.tableStart;
    this.tableEnd = parts.tableEnd;
    this.span = parts.span;
  }

  get what(): string {
    return `a pointer to a ${levelNames[this.level]} entry`;
  }

  get isInside(): boolean {
    return this.isFolded || (this.va >= this.tableStart && this.va < this.tableEnd);
  }

  /** The first address that the entry maps. */
  get entryStart(): number {
    return this.va - (this.va % this.span);
  }

  /** Equal for all pointers to the same entry. */
  get key(): number {
    return Math.floor(this.va / this.span) * 8 + this.level;
  }

  /** The first entry of the same table. */
  first(): EntryPointer {
    return new EntryPointer({ ...this, va: this.tableStart });
  }

  moved(count: number): EntryPointer {
    return new EntryPointer({ ...this, va: this.va + count * this.span });
  }
}

/** The value of an entry when it was loaded. Its class is read when it is first needed. */
export class EntryValue extends Opaque {
  readonly what = 'the value of a table entry';
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
}

/** The target of an entry when it was loaded: a table, or memory. */
export class EntryTarget extends Opaque {
  readonly what = 'the address in a table entry';
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

/** Values of empty entries: of a pte, a pmd, a pud, a p4d. */
const emptyValues: readonly Value[] = [0x400, 0x20, 0x24, 0x28];

export function isEmptyValue(value: Value): boolean {
  return isInteger(value) && emptyValues.includes(value);
}

/** The level of table that an initial value implies; undefined if it implies none. */
export function levelOfEmptyValue(value: Value): Level | undefined {
  const at = emptyValues.indexOf(value);
  return at < 0 ? undefined : (at as Level);
}

/** A value that was not loaded from a table, but built from a number. */
export function classOfNumber(value: Value): ClassOfEntry {
  return value === 0 || isEmptyValue(value) ? EntryClass.none : EntryClass.leaf;
}
