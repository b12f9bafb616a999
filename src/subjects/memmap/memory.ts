/**
 * Page frames: allocated, linked into tables, freed. An address is a number that identifies its
 * frame.
 */
import {
  addressOfPage,
  type EntryFormat,
  indexOf,
  type MemmapGeometry,
  type PageLevel,
  pageSize,
  vmemmapStart,
} from './geometry.ts';

/** The origin of memory, to which it returns when freed. */
export const origins = ['buddy', 'altmap', 'boot'] as const;
export type MemoryOrigin = (typeof origins)[number];

/** Above the first GiB, which the boot code of x86 maps; each origin has its own addresses. */
const firstAddress: Readonly<Record<MemoryOrigin, number>> = {
  buddy: 2 ** 34,
  altmap: 2 ** 35,
  boot: 2 ** 36,
};
const rootAddress = 2 ** 33;

/** The entry that points to a frame. */
interface Link {
  readonly table: PageFrame;
  readonly index: number;
}

/** Memory that was allocated in one piece: a table, or memmap. */
export class PageFrame {
  readonly address: number;
  readonly pages: number;
  readonly origin: MemoryOrigin;
  /** For a table: the values of its entries; an absent one is 0. */
  readonly entries = new Map<number, number>();
  /** For each page, 1 if all of it is 0xFD. */
  readonly marked: Uint8Array;
  link: Link | null = null;
  /** An entry above pte level has pointed to it as a table. */
  isTable = false;
  isCleared = false;
  isFreed = false;
  /** The last address where it was mapped; -1 for a table and for memory that was never mapped. */
  va = -1;

  constructor(address: number, pages: number, origin: MemoryOrigin) {
    this.address = address;
    this.pages = pages;
    this.origin = origin;
    this.marked = new Uint8Array(pages);
  }

  get bytes(): number {
    return this.pages * pageSize;
  }

  entry(index: number): number {
    return this.entries.get(index) ?? 0;
  }

  set(index: number, value: number): void {
    if (value === 0) this.entries.delete(index);
    else this.entries.set(index, value);
  }
}

/** The target of a page of the memmap. */
export interface MappedPage {
  readonly frame: PageFrame;
  /** Page within the frame. */
  readonly page: number;
}

export class PageFrames {
  readonly root = new PageFrame(rootAddress, 1, 'boot');
  private readonly geometry: MemmapGeometry;
  private readonly format: EntryFormat;
  private readonly byPage = new Map<number, PageFrame>();
  private readonly frames: PageFrame[] = [];
  private readonly next: Record<MemoryOrigin, number> = { ...firstAddress };

  constructor(geometry: MemmapGeometry, format: EntryFormat) {
    this.geometry = geometry;
    this.format = format;
    this.root.isTable = true;
    this.root.isCleared = true;
    this.keep(this.root);
  }

  /** Aligned to its size, like memory from the page allocator. */
  allocate(bytes: number, origin: MemoryOrigin): PageFrame {
    const address = Math.ceil(this.next[origin] / bytes) * bytes;
    this.next[origin] = address + bytes;
    const frame = new PageFrame(address, bytes / pageSize, origin);
    this.keep(frame);
    return frame;
  }

  /** The frame that contains the address, freed or not; undefined if there never was one. */
  at(address: number): PageFrame | undefined {
    return this.byPage.get(Math.floor(address / pageSize));
  }

  get all(): readonly PageFrame[] {
    return this.frames;
  }

  /** A page of physical memory; null if nothing was ever there. */
  physical(address: number): MappedPage | null {
    const frame = this.at(address);
    if (frame === undefined) return null;
    return { frame, page: Math.floor((address - frame.address) / pageSize) };
  }

  /** The result of a hardware walk for a page of the window; null if it is not mapped. */
  translate(page: number): MappedPage | null {
    const { geometry, format } = this;
    const va = addressOfPage(page);
    let table = this.root;
    for (let at: number = geometry.root; at >= 0; at--) {
      const level = at as PageLevel;
      const value = table.entry(indexOf(geometry, level, va));
      if (!format.isPresent(level, value)) return null;
      const frame = this.at(format.addressOf(value));
      if (frame === undefined) return null;
      if (format.isLeaf(level, value)) {
        return { frame, page: Math.floor((va % geometry.span[level]) / pageSize) };
      }
      table = frame;
    }
    return null;
  }

  /** The first address that an entry maps; -1 if its table is not linked. */
  addressOfEntry(table: PageFrame, level: PageLevel, index: number): number {
    const { span, root } = this.geometry;
    if (table === this.root) return vmemmapStart + index * span[root];
    if (table.link === null) return -1;
    const start = this.addressOfEntry(table.link.table, (level + 1) as PageLevel, table.link.index);
    return start < 0 ? -1 : start + index * span[level];
  }

  private keep(frame: PageFrame): void {
    this.frames.push(frame);
    const first = frame.address / pageSize;
    for (let page = 0; page < frame.pages; page++) this.byPage.set(first + page, frame);
  }
}
