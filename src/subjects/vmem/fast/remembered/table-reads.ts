/** Reads of tables: the entries on the way to pages and units, and everything below an entry. */
import { overlaps } from '../../machine/description.ts';
import { pageBytes } from '../../machine/geometry.ts';
import type { RestMasks } from '../compiled/rest-masks.ts';
import { EntryByte, type VectorLayout } from '../layout.ts';
import type { PageWalk } from '../page-walk.ts';
import type { KnownBits } from './known-bits.ts';

const { classMask, table, freedTable } = EntryByte;

export class TableReads {
  /** By entry: the units and the blocks of memmap that it covers, a bit each. */
  readonly units: Int32Array;
  readonly blocks: Int32Array;
  private readonly layout: VectorLayout;
  private readonly bytes: Uint8Array;
  private readonly known: KnownBits;
  private readonly walk: PageWalk;
  /** By entry: the entry that names its table, or -1. */
  private readonly above: Int32Array;

  constructor(
    layout: VectorLayout,
    bytes: Uint8Array,
    known: KnownBits,
    masks: RestMasks,
    walk: PageWalk,
  ) {
    const { entryCount, entryStart, entryLevel, entryTable, childTable, machine } = layout;
    this.layout = layout;
    this.bytes = bytes;
    this.known = known;
    this.walk = walk;
    this.units = masks.unmappedBy;
    this.blocks = new Int32Array(entryCount);
    this.above = Int32Array.from(entryTable, (number) => childTable.indexOf(number));
    const blockBytes = layout.pagesPerPmd * pageBytes;
    const first = layout.memmapFirstPage * pageBytes;
    for (let entry = 0; entry < entryCount; entry++) {
      const covered = {
        start: entryStart[entry],
        end: entryStart[entry] + machine.geometry.span[entryLevel[entry]],
      };
      for (let block = 0; block < layout.pmdCount; block++) {
        const start = first + block * blockBytes;
        if (overlaps(covered, { start, end: start + blockBytes })) this.blocks[entry] |= 1 << block;
      }
    }
  }

  /** The class of an entry, and of those above it. */
  reach(entry: number): void {
    for (let at = entry; at >= 0; at = this.above[at]) this.known.need(at, classMask);
  }

  /** How a page of memmap is mapped. */
  page(page: number): void {
    const { entries, levelCount } = this.walk;
    const end = (page + 1) * levelCount;
    for (let at = end - levelCount; at < end && entries[at] >= 0; at++) {
      if (this.below(entries[at]) < 0) return;
    }
  }

  /** How each page of these units and blocks is mapped. */
  unitsAndBlocks(units: number, blocks: number, number = 0): void {
    const { offset, count } = this.layout.tables[number];
    for (let entry = offset; entry < offset + count; entry++) {
      if (((this.units[entry] & units) | (this.blocks[entry] & blocks)) === 0) continue;
      const child = this.below(entry);
      if (child >= 0) this.unitsAndBlocks(units, blocks, child);
    }
  }

  /** What a table and those below it contain. */
  subtree(number: number): void {
    const { offset, count } = this.layout.tables[number];
    this.known.needIsEmpty(number);
    for (let entry = offset; entry < offset + count; entry++) {
      const child = this.below(entry);
      if (child >= 0) this.subtree(child);
    }
  }

  /** Reads an entry; the table that it names, or -1. */
  below(entry: number): number {
    this.known.need(entry, classMask);
    const value = this.bytes[entry] & classMask;
    return value === table || value === freedTable ? this.layout.childTable[entry] : -1;
  }
}
