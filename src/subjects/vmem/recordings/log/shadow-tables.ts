/**
 * The page tables built from the writes of a log, and the owner of each frame, to resolve addresses
 * in the log.
 */
import type { Level } from '../../machine/geometry.ts';
import { RangeSet } from '../../machine/range-set.ts';

/** A table, a block or a page that was allocated since the recording began. */
export interface ShadowFrame {
  readonly letter: 't' | 'b' | 'p';
  readonly id: number;
  /** For a table, once known: the level of its entries. */
  level: Level | null;
  /** For a block: the bytes that hold 0xFD. */
  readonly unused: RangeSet;
}

/** The target of an entry: a frame, or its own address. */
export type Held = ShadowFrame | 'dir';

interface ShadowTable {
  readonly level: Level;
  /** Address that the first entry maps. */
  readonly base: number;
  /** Raw entries, to recognise writes of the same value. */
  readonly raw: Float64Array;
  readonly held: (Held | null)[];
}

export interface ShadowSlot {
  readonly table: ShadowTable;
  readonly index: number;
  /** Address that the entry maps. */
  readonly va: number;
}

/** Bytes that one entry covers, and the entries of a table. */
export const spans = [2 ** 12, 2 ** 20, 2 ** 31, 2 ** 42, 2 ** 53] as const;
const entries = [256, 2048, 2048, 2048, 2048] as const;
const smallTable = 2 ** 11;
const largeTable = 2 ** 14;

export class ShadowTables {
  /** Leaves by level. */
  readonly leaves = [0, 0, 0, 0, 0];
  private readonly tables = new Map<number, ShadowTable>();
  private readonly frames = new Map<number, ShadowFrame>();
  private readonly ids = { t: 0, b: 0, p: 0 };
  private readonly live = new Set<ShadowFrame>();

  /** `address` is where the kernel writes the root table. */
  setRoot(address: number, level: Level): void {
    if (!this.tables.has(address)) this.link(address, level, 0);
  }

  allocate(address: number, letter: ShadowFrame['letter'], level: Level | null): ShadowFrame {
    const frame = { letter, id: ++this.ids[letter], level, unused: new RangeSet() };
    this.frames.set(address, frame);
    this.live.add(frame);
    return frame;
  }

  frameAt(address: number): ShadowFrame | undefined {
    return this.frames.get(address);
  }

  /** Returns memory to the allocator. */
  release(address: number): ShadowFrame | undefined {
    const frame = this.frames.get(address);
    if (frame === undefined) return undefined;
    this.frames.delete(address);
    this.tables.delete(address);
    this.live.delete(frame);
    return frame;
  }

  liveCount(letter: ShadowFrame['letter'], level: Level | null = null): number {
    let count = 0;
    for (const frame of this.live) {
      if (frame.letter === letter && (level === null || frame.level === level)) count++;
    }
    return count;
  }

  /** Adds the table at `address` to the tree. */
  link(address: number, level: Level, base: number): void {
    const count = entries[level];
    const raw = new Float64Array(count).fill(-1);
    this.tables.set(address, { level, base, raw, held: Array(count).fill(null) });
  }

  /** The entry at an address in memory, if it is one of a linked table. */
  slotAt(address: number): ShadowSlot | null {
    const large = address - (address % largeTable);
    const small = address - (address % smallTable);
    const at = this.tables.has(small) ? small : large;
    const table = this.tables.get(at);
    if (table === undefined) return null;
    const index = Math.floor((address - at) / 8);
    if (index >= table.raw.length) return null;
    return { table, index, va: table.base + index * spans[table.level] };
  }

  hold({ table, index }: ShadowSlot, raw: number, held: Held | null): void {
    this.forget(table, index);
    table.raw[index] = held === null ? -1 : raw;
    table.held[index] = held;
    if (isLeaf(held)) this.leaves[table.level]++;
  }

  private forget(table: ShadowTable, index: number): void {
    if (isLeaf(table.held[index])) this.leaves[table.level]--;
  }

  /** The block or page that maps an address, by the tables as written. */
  memmapAt(va: number): { frame: ShadowFrame; start: number } | null {
    for (const { level, base, raw, held } of this.tables.values()) {
      if (level > 1) continue;
      const index = Math.floor((va - base) / spans[level]);
      if (index < 0 || index >= raw.length) continue;
      const frame = held[index];
      if (frame === null || frame === 'dir' || frame.letter === 't') continue;
      return { frame, start: base + index * spans[level] };
    }
    return null;
  }

  /** Mapped blocks that hold unused bytes, in the order of their addresses. */
  markedBlocks(): { va: number; frame: ShadowFrame }[] {
    const marked: { va: number; frame: ShadowFrame }[] = [];
    for (const { level, base, held } of this.tables.values()) {
      if (level !== 1) continue;
      for (const [index, frame] of held.entries()) {
        if (frame === null || frame === 'dir' || frame.letter !== 'b') continue;
        if (!frame.unused.isEmpty()) marked.push({ va: base + index * spans[level], frame });
      }
    }
    return marked.sort((a, b) => a.va - b.va);
  }
}

function isLeaf(held: Held | null): boolean {
  return held === 'dir' || (held !== null && held.letter !== 't');
}
