/**
 * The facts at rest from bit masks, one bit a unit: a table contributes masks that are computed again only
 * after one of its entries changed. `RestCheck` says what the facts mean.
 */
import { Fact } from '../../../../invariants/facts.ts';
import type { Scope } from '../../environment/scope.ts';
import { reachesReserved } from '../../machine/description.ts';
import { EntryByte, type VectorLayout } from '../layout.ts';
import type { MemmapBytes } from '../memmap-bytes.ts';
import { coveredBytes, unitsIn, unitsMax } from '../unit-masks.ts';

const { classMask, none, leaf, table } = EntryByte;

/** Words a table has in `tables`. */
const Word = {
  /** Units that an empty entry covers, of identity and of memmap. */
  unmappedIdentity: 0,
  unmappedMemmap: 1,
  /** Units of identity under a leaf. */
  mappedIdentity: 2,
  /** PMDs of memmap that are mapped by one leaf. */
  blocks: 3,
  /** Tables that an entry names. */
  children: 4,
  marks: 5,
} as const;
const tableShift = 3;

const Mark = { isEmpty: 1, coversStrangers: 2, namesFreed: 4 } as const;

const allTables = -1;

export class RestMasks {
  /** Of the last `update`, for the tables that are reachable. */
  unmappedIdentity = 0;
  unmappedMemmap = 0;
  private mappedIdentity = 0;
  private blocks = 0;
  private marks = 0;
  /** Tables whose masks are out of date, and those whose masks are not those of the loaded state. */
  private outdated: number = allTables;
  private computed = 0;
  private isCombined = false;
  /** Writes of the log that were seen. */
  private scanned = 0;
  private readonly layout: VectorLayout;
  private readonly tables: Int32Array;
  // By entry.
  private readonly identityUnits: Int32Array;
  private readonly memmapUnits: Int32Array;
  private readonly entryMarks: Uint8Array;
  /** By table: it may be freed when it is empty. */
  private readonly isRemovable: Uint8Array;
  /** By PMD: the units of its pages. */
  private readonly blockUnits: Int32Array;
  private readonly identityBytes: number;
  private readonly memmapBytes: number;

  /** A mask has a bit for each table, unit and PMD; the owners of memory are not looked at. */
  static fits(scope: Scope, layout: VectorLayout): boolean {
    const { identity, memmap } = scope.units;
    const counts = [layout.tables.length, layout.pmdCount, identity.length, memmap.length];
    return Math.max(...counts) <= unitsMax && layout.machine.altmaps === undefined;
  }

  constructor(scope: Scope, layout: VectorLayout, memmap: MemmapBytes) {
    const { units } = scope;
    const { machine, entryCount } = layout;
    this.layout = layout;
    this.tables = new Int32Array(layout.tables.length << tableShift);
    this.identityUnits = new Int32Array(entryCount);
    this.memmapUnits = new Int32Array(entryCount);
    this.entryMarks = new Uint8Array(entryCount);
    for (let entry = 0; entry < entryCount; entry++) {
      const start = layout.entryStart[entry];
      const range = { start, end: start + machine.geometry.span[layout.entryLevel[entry]] };
      const isIdentity = start < machine.vmemmapStart;
      const masks = isIdentity ? this.identityUnits : this.memmapUnits;
      masks[entry] = unitsIn(isIdentity ? units.identity : units.memmap, range);
      const covers = isIdentity && coveredBytes(units.identity, range) < range.end - range.start;
      this.entryMarks[entry] = covers ? Mark.coversStrangers : 0;
    }
    this.isRemovable = Uint8Array.from(layout.tables, ({ covers }, index) =>
      index > 0 && !reachesReserved(machine, covers) ? 1 : 0,
    );
    this.blockUnits = new Int32Array(layout.pmdCount);
    for (let page = 0; page < layout.memmapPageCount; page++) {
      if (memmap.liveMask[page] === 0) continue;
      const byte = memmap.liveByte[page] - layout.at.liveMemmap;
      this.blockUnits[Math.floor(page / layout.pagesPerPmd)] |= memmap.liveMask[page] << (8 * byte);
    }
    this.identityBytes = (units.identity.length + 7) >> 3;
    this.memmapBytes = (units.memmap.length + 7) >> 3;
  }

  /** Another state was loaded. */
  load(): void {
    this.outdated = allTables;
    this.computed = 0;
    this.scanned = 0;
    this.isCombined = false;
  }

  /** Writes were undone; this number is left in the log. */
  undone(logged: number): void {
    this.outdated |= this.computed;
    if (logged === 0) this.computed = 0;
    if (this.scanned > logged) this.scanned = logged;
  }

  /** Brings the masks up to date; false if an entry names something freed, which they do not express. */
  update(bytes: Uint8Array, log: Int32Array, logged: number): boolean {
    const { entryTable, entryCount } = this.layout;
    let changed = 0;
    for (let write = this.scanned; write < logged; write++) {
      const index = log[write] >> 8;
      if (index < entryCount) changed |= 1 << entryTable[index];
    }
    this.scanned = logged;
    const outdated = this.outdated | changed;
    if (outdated !== 0) {
      for (let number = 0; number < this.isRemovable.length; number++) {
        if (((outdated >>> number) & 1) !== 0) this.compute(number, bytes);
      }
      this.computed |= changed;
      this.outdated = 0;
      this.isCombined = false;
    }
    if (!this.isCombined) this.combine();
    return (this.marks & Mark.namesFreed) === 0;
  }

  /** The facts at rest that depend on tables and live units, after `update`. */
  facts(bytes: Uint8Array): number {
    const { at } = this.layout;
    const liveIdentity = bitsAt(bytes, at.liveIdentity, this.identityBytes);
    const liveMemmap = bitsAt(bytes, at.liveMemmap, this.memmapBytes);
    const { marks } = this;
    let facts = 0;
    if ((this.unmappedIdentity & liveIdentity) !== 0) facts |= Fact.identityLost;
    if ((this.unmappedMemmap & liveMemmap) !== 0) facts |= Fact.memmapLost;
    if ((this.mappedIdentity & ~liveIdentity) !== 0 || (marks & Mark.coversStrangers) !== 0) {
      facts |= Fact.identityResidue;
    }
    if ((marks & Mark.isEmpty) !== 0) facts |= Fact.tableEmpty;
    for (let rest = this.blocks; rest !== 0; rest &= rest - 1) {
      const block = 31 - Math.clz32(rest & -rest);
      if ((this.blockUnits[block] & liveMemmap) === 0) facts |= Fact.memmapResidue;
    }
    return facts;
  }

  private compute(number: number, bytes: Uint8Array): void {
    const { layout, tables } = this;
    const { entryPmd, childTable } = layout;
    const place = layout.tables[number];
    const end = place.offset + place.count;
    let unmappedIdentity = 0;
    let unmappedMemmap = 0;
    let mappedIdentity = 0;
    let blocks = 0;
    let children = 0;
    const isEmpty = this.isRemovable[number] === 1 && bytes[layout.at.used + number] === 0;
    let marks: number = isEmpty ? Mark.isEmpty : 0;
    for (let entry = place.offset; entry < end; entry++) {
      const value = bytes[entry] & classMask;
      if (value === none) {
        unmappedIdentity |= this.identityUnits[entry];
        unmappedMemmap |= this.memmapUnits[entry];
      } else if (value === leaf) {
        mappedIdentity |= this.identityUnits[entry];
        marks |= this.entryMarks[entry];
        if (entryPmd[entry] >= 0) blocks |= 1 << entryPmd[entry];
      } else if (value === table) children |= 1 << childTable[entry];
      else marks |= Mark.namesFreed;
    }
    const at = number << tableShift;
    tables[at + Word.unmappedIdentity] = unmappedIdentity;
    tables[at + Word.unmappedMemmap] = unmappedMemmap;
    tables[at + Word.mappedIdentity] = mappedIdentity;
    tables[at + Word.blocks] = blocks;
    tables[at + Word.children] = children;
    tables[at + Word.marks] = marks;
  }

  /** Joins the masks of all tables that are reachable: a table has a higher number than the one above it. */
  private combine(): void {
    const { tables } = this;
    let unmappedIdentity = 0;
    let unmappedMemmap = 0;
    let mappedIdentity = 0;
    let blocks = 0;
    let marks = 0;
    let reachable = 1;
    for (let number = 0, at = 0; at < tables.length; number++, at += 1 << tableShift) {
      if (((reachable >>> number) & 1) === 0) continue;
      reachable |= tables[at + Word.children];
      unmappedIdentity |= tables[at + Word.unmappedIdentity];
      unmappedMemmap |= tables[at + Word.unmappedMemmap];
      mappedIdentity |= tables[at + Word.mappedIdentity];
      blocks |= tables[at + Word.blocks];
      marks |= tables[at + Word.marks];
    }
    this.unmappedIdentity = unmappedIdentity;
    this.unmappedMemmap = unmappedMemmap;
    this.mappedIdentity = mappedIdentity;
    this.blocks = blocks;
    this.marks = marks;
    this.isCombined = true;
  }
}

function bitsAt(bytes: Uint8Array, first: number, count: number): number {
  let bits = 0;
  for (let at = 0; at < count; at++) bits |= bytes[first + at] << (8 * at);
  return bits;
}
