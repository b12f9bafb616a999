/** Non-integer values of a C source: pointers to entries and struct pages, and named objects. */
import { Opaque } from '../../c/values.ts';
import { levelWords, type PageLevel } from './geometry.ts';
import type { PageFrame } from './memory.ts';

/** A pointer to a table entry. A pointer of a folded level points to the entry of the root. */
export class PointerToEntry extends Opaque {
  readonly table: PageFrame;
  readonly level: PageLevel;
  readonly index: number;

  constructor(table: PageFrame, level: PageLevel, index: number) {
    super();
    this.table = table;
    this.level = level;
    this.index = index;
  }

  get what(): string {
    return `a pointer to a ${levelWords[this.level]} entry`;
  }

  moved(places: number): PointerToEntry {
    return new PointerToEntry(this.table, this.level, this.index + places);
  }

  at(level: PageLevel): PointerToEntry {
    return new PointerToEntry(this.table, level, this.index);
  }
}

/** A pointer to the struct page of a page frame. */
export class PagePointer extends Opaque {
  readonly what = 'a pointer to a struct page';
  readonly address: number;

  constructor(address: number) {
    super();
    this.address = address;
  }
}

/** `&init_mm`, a lock, an altmap: only its identity matters. */
export class KernelObject extends Opaque {
  readonly what: string;

  constructor(name: string) {
    super();
    this.what = name;
  }
}
