/** Walks the tables for a page as the hardware does, along precomputed entries. */
import type { Range } from '../machine/description.ts';
import { pageBytes } from '../machine/geometry.ts';
import { EntryByte, type VectorLayout } from './layout.ts';

export class PageWalk {
  readonly firstPage: number;
  readonly pageCount: number;
  readonly levelCount: number;
  /** For page p and level l: the entry at `p * levelCount + root - l`, or -1. */
  readonly entries: Int32Array;
  private readonly root: number;
  private readonly bytes: Uint8Array;

  /** For the pages of `hull`. */
  constructor(layout: VectorLayout, bytes: Uint8Array, hull: Range) {
    this.bytes = bytes;
    this.root = layout.machine.geometry.root;
    this.firstPage = hull.start / pageBytes;
    this.pageCount = Math.max(0, (hull.end - hull.start) / pageBytes);
    const levels = this.root + 1;
    this.levelCount = levels;
    this.entries = new Int32Array(this.pageCount * levels).fill(-1);
    for (let page = 0; page < this.pageCount; page++) {
      let table = 0;
      for (let depth = 0; depth < levels && table >= 0; depth++) {
        const entry = layout.findEntry(table, hull.start + page * pageBytes);
        this.entries[page * levels + depth] = entry;
        table = entry < 0 ? -1 : layout.childTable[entry];
      }
    }
  }

  /**
   * The level of the leaf that maps a page of the hull, or -1 if there is none. Memory that was freed
   * and is still entered is accessed through its leaf, too.
   */
  leafLevel(page: number): number {
    const { bytes, entries, root } = this;
    let at = page * (root + 1);
    for (let level = root; level >= 0; level--) {
      const entry = entries[at++];
      if (entry < 0) return -1;
      const value = bytes[entry] & EntryByte.classMask;
      if (value === EntryByte.leaf || value === EntryByte.freedLeaf) return level;
      if (value === EntryByte.none) return -1;
    }
    return -1;
  }

  /** True if every page of a range, which must lie in the hull, is mapped to memory in use. */
  isMapped(range: Range): boolean {
    const last = range.end / pageBytes - this.firstPage;
    for (let page = range.start / pageBytes - this.firstPage; page < last; page++) {
      if (!this.isPageMapped(page)) return false;
    }
    return true;
  }

  /** True if a page of the hull is mapped to memory in use. */
  isPageMapped(page: number): boolean {
    const level = this.leafLevel(page);
    if (level < 0) return false;
    const entry = this.entries[page * (this.root + 1) + this.root - level];
    return (this.bytes[entry] & EntryByte.classMask) === EntryByte.leaf;
  }
}
