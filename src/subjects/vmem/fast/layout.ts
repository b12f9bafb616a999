/**
 * The layout of a scope in the flat state vector.
 *
 * Identity by position: a table is identified by its level and address, so states that differ only in names
 * are one state. Entries that no operation of the scope can reach have no place.
 */
import { InputError, ModelError } from '../../../errors.ts';
import { hex } from '../../../text/hex.ts';
import type { Condition, Scope } from '../environment/scope.ts';
import { memmapHull } from '../machine/caller-reach.ts';
import type { MachineDescription, Range } from '../machine/description.ts';
import { overlaps } from '../machine/description.ts';
import { alignDown, Level, pageBytes } from '../machine/geometry.ts';
import { type FieldOffsets, placeFields } from './field-offsets.ts';

/** One table position. Table 0 is the root. */
export interface TablePlace {
  readonly level: Level;
  /** Address of the first byte the whole table maps, and of the byte after the last. */
  readonly covers: Range;
  /** Number of the first entry that has a place, counted from address 0. */
  readonly first: number;
  readonly count: number;
  /** Index of that entry in the vector; entries of a table are adjacent. */
  readonly offset: number;
}

/** The byte of an entry: a class, and what the TLB may hold. */
export const EntryByte = {
  classMask: 7,
  none: 0,
  leaf: 1,
  table: 2,
  /** The same classes after the memory that the entry points to was freed. */
  freedLeaf: 5,
  freedTable: 6,
  /** A TLB may hold what the entry points or pointed to. */
  cached: 8,
  /** The memory of the entry was freed while a TLB could hold it. */
  freedCached: 16,
  /** The entry was cleared since the last flush and pointed to a table. */
  clearedTable: 32,
  /** The entry was cleared and its memory is in hand. */
  held: 64,
  /** It was written again after it was cleared, without a flush in between. */
  clearedBefore: 128,
} as const;

/** Bits of the `flags` byte. The first three are sticky: leaked memory stays leaked. */
export const Flag = {
  tableLost: 1,
  memmapLost: 2,
  countersWrong: 4,
  /** An entry was cleared since the last flush. */
  cleared: 8,
  /** Something was freed while a TLB may hold it, without a flush since. */
  reusePending: 16,
} as const;

/** The origin of the memory that an entry names; the numbers of altmaps follow. */
export const Origin = { allocator: 0, boot: 1, altmaps: 2 } as const;

const byteMax = 255;
const operationsLeftMax = byteMax;

export class VectorLayout {
  readonly machine: MachineDescription;
  readonly tables: TablePlace[] = [];
  readonly entryCount: number;
  /** By entry: its level, first address, table, the table below it (or -1) and its memmap PMD (or -1). */
  readonly entryLevel: Uint8Array;
  readonly entryStart: Float64Array;
  readonly entryTable: Int32Array;
  readonly childTable: Int32Array;
  readonly entryPmd: Int32Array;
  /** First page of the memmap hull, as a page number, and the number of PMDs in the hull. */
  readonly memmapFirstPage: number;
  readonly pmdCount: number;
  readonly pagesPerPmd: number;
  readonly at: FieldOffsets;
  private readonly tableByPosition = new Map<string, number>();
  private readonly ranges: readonly Range[];

  constructor(scope: Scope) {
    const { machine } = scope.kernel;
    this.machine = machine;
    this.ranges = [...scope.units.identity, ...scope.units.memmap];
    this.entryCount = this.placeTables();
    this.entryLevel = new Uint8Array(this.entryCount);
    this.entryStart = new Float64Array(this.entryCount);
    this.entryTable = new Int32Array(this.entryCount);
    this.childTable = new Int32Array(this.entryCount).fill(-1);
    this.entryPmd = new Int32Array(this.entryCount).fill(-1);
    const pmd = machine.geometry.span[Level.pmd];
    this.pagesPerPmd = pmd / pageBytes;
    const { memmap } = scope.units;
    const { start, end } = memmapHull(machine, memmap);
    this.memmapFirstPage = start / pageBytes;
    this.pmdCount = (end - start) / pmd;
    this.describeEntries();
    this.at = placeFields(scope, this);
    this.checkFits(scope);
  }

  /** Pages of the memmap hull. */
  get memmapPageCount(): number {
    return this.pmdCount * this.pagesPerPmd;
  }

  /** The address represented by the byte of the remembered tail. */
  tailAddress(code: number): number {
    return code === 0 ? 0 : (this.memmapFirstPage + code - 1) * pageBytes;
  }

  /** Index of the entry of a table that contains an address, or -1 if it has no place. */
  findEntry(table: number, va: number): number {
    const place = this.tables[table];
    const index = Math.floor(va / this.machine.geometry.span[place.level]) - place.first;
    return index < 0 || index >= place.count ? -1 : place.offset + index;
  }

  /** Like `findEntry`, for addresses that must have a place. */
  entryOf(table: number, va: number): number {
    const entry = this.findEntry(table, va);
    if (entry < 0) {
      throw new ModelError(`address ${hex(va)} is outside the scope in table ${table}`);
    }
    return entry;
  }

  /** The table of `level` that maps an address, or -1 if the scope never reaches it. */
  tableAt(level: Level, va: number): number {
    const span = this.machine.geometry.span[level + 1] ?? Number.POSITIVE_INFINITY;
    return this.tableByPosition.get(`${level}:${Math.floor(va / span)}`) ?? -1;
  }

  /** The unit bits of `area` that intersect a range, as (byte offset, mask) pairs, flattened. */
  unitBits(units: readonly Range[], base: number, range: Range, except?: Range): number[] {
    const bits: number[] = [];
    for (let index = 0; index < units.length; index++) {
      const unit = units[index];
      if (!overlaps(unit, range) || (except !== undefined && overlaps(unit, except))) continue;
      const byte = base + (index >> 3);
      const mask = 1 << (index & 7);
      if (bits.at(-2) === byte) bits[bits.length - 1] |= mask;
      else bits.push(byte, mask);
    }
    return bits;
  }

  /** The bits that a condition tests. */
  conditionBits(scope: Scope, condition: Condition): number[] {
    const { area, range } = condition;
    const units = area === 'identity' ? scope.units.identity : scope.units.memmap;
    const base = {
      identity: this.at.liveIdentity,
      memmap: this.at.liveMemmap,
      initialised: this.at.initialised,
    };
    return this.unitBits(units, base[area], range);
  }

  /** Places every table that an operation can access, top down, and returns the number of entries. */
  private placeTables(): number {
    const { geometry } = this.machine;
    let offset = 0;
    const place = (level: Level, covers: Range): void => {
      const span = geometry.span[level];
      const touched = this.touchedEntries(covers, span);
      const first = touched[0] ?? 0;
      const count = touched.length === 0 ? 0 : touched[touched.length - 1] - first + 1;
      this.tables.push({ level, covers, first, count, offset });
      offset += count;
    };
    const rootEnd = geometry.span[geometry.root] * geometry.entries[geometry.root];
    place(geometry.root, { start: 0, end: rootEnd });
    for (let level = geometry.root - 1; level >= 0; level--) {
      const span = geometry.span[level + 1];
      for (const number of this.touchedEntries({ start: 0, end: rootEnd }, span)) {
        this.tableByPosition.set(`${level}:${number}`, this.tables.length);
        place(level as Level, { start: number * span, end: (number + 1) * span });
      }
    }
    return offset;
  }

  /** Numbers of the entries of `span` bytes that some range of the scope touches within `covers`. */
  private touchedEntries(covers: Range, span: number): number[] {
    const numbers = new Set<number>();
    for (const range of this.ranges) {
      const end = Math.min(range.end, covers.end);
      for (let va = alignDown(Math.max(range.start, covers.start), span); va < end; va += span) {
        numbers.add(va / span);
      }
    }
    return [...numbers].sort((a, b) => a - b);
  }

  private describeEntries(): void {
    const { geometry, vmemmapStart } = this.machine;
    this.tables.forEach((place, table) => {
      for (let index = 0; index < place.count; index++) {
        const entry = place.offset + index;
        const start = (place.first + index) * geometry.span[place.level];
        this.entryLevel[entry] = place.level;
        this.entryStart[entry] = start;
        this.entryTable[entry] = table;
        if (place.level > Level.pte) {
          this.childTable[entry] = this.tableAt((place.level - 1) as Level, start);
        }
        if (start >= vmemmapStart && place.level <= Level.pmd) {
          this.entryPmd[entry] = Math.floor(
            (start / pageBytes - this.memmapFirstPage) / this.pagesPerPmd,
          );
        }
      }
    });
  }

  /** Bytes suffice only in small geometries: rejects values that do not fit. */
  private checkFits(scope: Scope): void {
    const { geometry } = this.machine;
    if (geometry.entries[Level.pte] > 4 || this.pmdCount * this.pagesPerPmd >= byteMax) {
      throw new InputError(
        `the fast machine supports tiny geometries only; ${geometry.name} needs the plain machine`,
      );
    }
    if (Number.isFinite(scope.config.ops) && scope.config.ops > operationsLeftMax) {
      throw new InputError(`ops is ${scope.config.ops}; it must be at most ${operationsLeftMax}`);
    }
  }
}
