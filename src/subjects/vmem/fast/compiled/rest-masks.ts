/**
 * Computes the facts at rest from bit masks with one bit per unit. The masks of a table are
 * recomputed only after one of its entries changed. `RestCheck` defines the facts.
 */
import { Fact } from '../../../../invariants/facts.ts';
import type { Scope } from '../../environment/scope.ts';
import { reachesReserved } from '../../machine/description.ts';
import { EntryByte, type VectorLayout } from '../layout.ts';
import type { MemmapBytes } from '../memmap-bytes.ts';
import { coveredBytes, unitsIn, unitsMax } from '../unit-masks.ts';

const { classMask, none, leaf, table } = EntryByte;

/**
 * Words of a table: the contribution of the table and of the linked tables below it. Both masks start
 * with the units of identity.
 */
const MaskWord = {
  /** Units covered by an empty entry; those of memmap follow. */
  unmapped: 0,
  /** Units of identity mapped by a leaf; the memmap PMDs mapped by a single leaf follow. */
  mapped: 1,
  marks: 2,
} as const;
const tableShift = 2;

const Mark = { isEmpty: 1, coversStrangers: 2, namesFreed: 4 } as const;

/** Number of tables per table mask; there are two masks. */
const tablesOfMask = 31;
const all = 2 ** tablesOfMask - 1;

export class RestMasks {
  // Table masks: outdated tables, and tables that differ from the loaded state. The second half is
  // for tables from 31.
  private outdated: number = all;
  private outdatedHigh: number = all;
  private computed = 0;
  private computedHigh = 0;
  /** Number of log entries already processed. */
  private scanned = 0;
  private readonly layout: VectorLayout;
  private readonly tables: Int32Array;
  // By entry: its contribution if it is empty, and if it is a leaf.
  readonly unmappedBy: Int32Array;
  private readonly mappedBy: Int32Array;
  private readonly marksOf: Uint8Array;
  /** The table of the entry and those above it. */
  private readonly path: Int32Array;
  private readonly pathHigh: Int32Array;
  /** By table: whether it may be freed when empty. */
  private readonly isRemovable: Uint8Array;
  /** By PMD: the units of its pages. */
  readonly blockUnits: Int32Array;
  private readonly identityCount: number;
  private readonly identityMask: number;
  private readonly identityBytes: number;
  private readonly memmapBytes: number;

  /** A mask has a bit for each unit and PMD; owners of memory are ignored. */
  static fits(scope: Scope, layout: VectorLayout): boolean {
    const { identity, memmap } = scope.units;
    const areUnitsFew = identity.length + Math.max(layout.pmdCount, memmap.length) <= unitsMax;
    const areTablesFew = layout.tables.length <= 2 * tablesOfMask;
    return areUnitsFew && areTablesFew && layout.machine.altmaps === undefined;
  }

  constructor(scope: Scope, layout: VectorLayout, memmap: MemmapBytes) {
    const { identity, memmap: memmapUnits } = scope.units;
    const { machine, entryCount } = layout;
    this.layout = layout;
    this.identityCount = identity.length;
    this.identityMask = 2 ** identity.length - 1;
    this.identityBytes = (identity.length + 7) >> 3;
    this.memmapBytes = (memmapUnits.length + 7) >> 3;
    this.tables = new Int32Array(layout.tables.length << tableShift);
    this.unmappedBy = new Int32Array(entryCount);
    this.mappedBy = new Int32Array(entryCount);
    this.marksOf = new Uint8Array(entryCount);
    this.path = new Int32Array(entryCount);
    this.pathHigh = new Int32Array(entryCount);
    for (let entry = 0; entry < entryCount; entry++) {
      const start = layout.entryStart[entry];
      const range = { start, end: start + machine.geometry.span[layout.entryLevel[entry]] };
      const pmd = layout.entryPmd[entry];
      if (start >= machine.vmemmapStart) {
        this.unmappedBy[entry] = unitsIn(memmapUnits, range) << identity.length;
        this.mappedBy[entry] = pmd < 0 ? 0 : 1 << (identity.length + pmd);
      } else {
        this.unmappedBy[entry] = unitsIn(identity, range);
        this.mappedBy[entry] = this.unmappedBy[entry];
        const isCovered = coveredBytes(identity, range) === range.end - range.start;
        this.marksOf[entry] = isCovered ? 0 : Mark.coversStrangers;
      }
      this.noteTablesAbove(entry);
    }
    this.isRemovable = Uint8Array.from(layout.tables, ({ covers }, index) =>
      index > 0 && !reachesReserved(machine, covers) ? 1 : 0,
    );
    this.blockUnits = new Int32Array(layout.pmdCount);
    for (let page = 0; page < layout.memmapPageCount; page++) {
      const byte = memmap.liveByte[page] - layout.at.liveMemmap;
      this.blockUnits[Math.floor(page / layout.pagesPerPmd)] |= memmap.liveMask[page] << (8 * byte);
    }
  }

  private noteTablesAbove(entry: number): void {
    const { entryTable, childTable } = this.layout;
    for (let at = entry; at >= 0; at = childTable.indexOf(entryTable[at])) {
      const number = entryTable[at];
      if (number < tablesOfMask) this.path[entry] |= 1 << number;
      else this.pathHigh[entry] |= 1 << (number - tablesOfMask);
    }
  }

  /** The entry has a different value in the loaded state. */
  changed(entry: number): void {
    this.outdated |= this.path[entry];
    this.outdatedHigh |= this.pathHigh[entry];
  }

  /** Writes were undone; this number remains in the log. */
  undone(logged: number): void {
    this.outdated |= this.computed;
    this.outdatedHigh |= this.computedHigh;
    if (logged === 0) {
      this.computed = 0;
      this.computedHigh = 0;
    }
    if (this.scanned > logged) this.scanned = logged;
  }

  /**
   * Brings the masks up to date; false if an entry points to freed memory, which masks cannot
   * express.
   */
  update(bytes: Uint8Array, log: Int32Array, logged: number): boolean {
    const { entryCount } = this.layout;
    let changed = 0;
    let changedHigh = 0;
    for (let write = this.scanned; write < logged; write++) {
      const index = log[write] >> 8;
      // Masks depend only on classes; a class that is written and restored changes no mask.
      if (index >= entryCount || ((log[write] ^ bytes[index]) & classMask) === 0) continue;
      changed |= this.path[index];
      changedHigh |= this.pathHigh[index];
    }
    this.scanned = logged;
    this.computed |= changed;
    this.computedHigh |= changedHigh;
    // A table has a higher number than the one above it.
    this.computeAll(this.outdatedHigh | changedHigh, tablesOfMask, bytes);
    this.computeAll(this.outdated | changed, 0, bytes);
    this.outdated = 0;
    this.outdatedHigh = 0;
    return (this.tables[MaskWord.marks] & Mark.namesFreed) === 0;
  }

  /** True if some of these units is not mapped, after `update`. */
  isUnmapped(units: number, isMemmap: boolean): boolean {
    return (
      (this.tables[MaskWord.unmapped] & (isMemmap ? units << this.identityCount : units)) !== 0
    );
  }

  /** The facts at rest that depend on tables and live units, after `update`. */
  facts(bytes: Uint8Array): number {
    const live = this.live(bytes);
    return this.unitFacts(this.lost(live), this.residue(live)) | this.tableFacts();
  }

  /** Units with an owner: those of identity, then those of memmap. */
  live(bytes: Uint8Array): number {
    const { at } = this.layout;
    const memmap = bitsAt(bytes, at.liveMemmap, this.memmapBytes);
    return bitsAt(bytes, at.liveIdentity, this.identityBytes) | (memmap << this.identityCount);
  }

  /** Live units that are not mapped, after `update`. */
  lost(live: number): number {
    return this.tables[MaskWord.unmapped] & live;
  }

  /** Units of identity that are mapped and not live, then blocks in which nothing is live, after `update`. */
  residue(live: number): number {
    const { identityCount, identityMask } = this;
    const mapped = this.tables[MaskWord.mapped];
    const liveMemmap = live >>> identityCount;
    let residue = mapped & identityMask & ~live;
    for (let rest = mapped >>> identityCount; rest !== 0; rest &= rest - 1) {
      const block = 31 - Math.clz32(rest & -rest);
      if ((this.blockUnits[block] & liveMemmap) === 0) residue |= 1 << (identityCount + block);
    }
    return residue;
  }

  /** The facts about lost units and residue. */
  unitFacts(lost: number, residue: number): number {
    const { identityMask } = this;
    let facts = 0;
    if ((lost & identityMask) !== 0) facts |= Fact.identityLost;
    if ((lost & ~identityMask) !== 0) facts |= Fact.memmapLost;
    if ((residue & identityMask) !== 0) facts |= Fact.identityResidue;
    if ((residue & ~identityMask) !== 0) facts |= Fact.memmapResidue;
    return facts;
  }

  /** The facts about tables and the leaves in them, after `update`. */
  tableFacts(): number {
    const marks = this.tables[MaskWord.marks];
    const isResidue = (marks & Mark.coversStrangers) !== 0;
    return (
      (isResidue ? Fact.identityResidue : 0) | ((marks & Mark.isEmpty) === 0 ? 0 : Fact.tableEmpty)
    );
  }

  private computeAll(mask: number, first: number, bytes: Uint8Array): void {
    for (let rest = mask; rest !== 0; ) {
      const bit = 31 - Math.clz32(rest);
      rest ^= 1 << bit;
      if (first + bit < this.isRemovable.length) this.compute(first + bit, bytes);
    }
  }

  private compute(number: number, bytes: Uint8Array): void {
    const { layout, tables, unmappedBy, mappedBy, marksOf } = this;
    const { childTable } = layout;
    const { offset, count } = layout.tables[number];
    const isEmpty = this.isRemovable[number] === 1 && bytes[layout.at.used + number] === 0;
    let unmapped = 0;
    let mapped = 0;
    let marks: number = isEmpty ? Mark.isEmpty : 0;
    for (let entry = offset; entry < offset + count; entry++) {
      const value = bytes[entry] & classMask;
      if (value === none) unmapped |= unmappedBy[entry];
      else if (value === leaf) {
        mapped |= mappedBy[entry];
        marks |= marksOf[entry];
      } else if (value === table) {
        const below = childTable[entry] << tableShift;
        unmapped |= tables[below + MaskWord.unmapped];
        mapped |= tables[below + MaskWord.mapped];
        marks |= tables[below + MaskWord.marks];
      } else marks |= Mark.namesFreed;
    }
    const at = number << tableShift;
    tables[at + MaskWord.unmapped] = unmapped;
    tables[at + MaskWord.mapped] = mapped;
    tables[at + MaskWord.marks] = marks;
  }
}

function bitsAt(bytes: Uint8Array, first: number, count: number): number {
  let bits = 0;
  for (let at = 0; at < count; at++) bits |= bytes[first + at] << (8 * at);
  return bits;
}
