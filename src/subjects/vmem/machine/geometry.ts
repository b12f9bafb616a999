/**
 * The shape of the page tables: levels, entries per table, bytes per entry. The same code serves tiny and
 * real sizes.
 */

/** Levels are named after the entry, as in the kernel: a table of level `pmd` holds pmd entries. */
export const Level = { pte: 0, pmd: 1, pud: 2, p4d: 3, pgd: 4 } as const;
export type Level = (typeof Level)[keyof typeof Level];

export const levelNames = ['pte', 'pmd', 'pud', 'p4d', 'pgd'] as const;

/** Bytes of a page; also the required alignment of every range. */
export const pageBytes = 4096;

export interface Geometry {
  readonly name: string;
  /** Level of the entries of the root table: pud, p4d or pgd. Levels above it are folded. */
  readonly root: Level;
  /** Entries of one table, by level. */
  readonly entries: readonly number[];
  /** Bytes covered by one entry, by level; also defined for folded levels. */
  readonly span: readonly number[];
  readonly sectionBytes: number;
}

/**
 * Addresses are plain numbers: page-aligned ones are exact up to 2^64, but bit operators are not. So all
 * code that handles addresses uses division and remainders instead.
 */
export function alignDown(address: number, bytes: number): number {
  return address - (address % bytes);
}

export function isAligned(address: number, bytes: number): boolean {
  return address % bytes === 0;
}

function spansOf(entries: readonly number[]): number[] {
  const span: number[] = [pageBytes];
  for (let level = 1; level < entries.length; level++) {
    span.push(span[level - 1] * entries[level - 1]);
  }
  return span;
}

function geometry(name: string, root: Level, entries: number[], sectionBytes: number): Geometry {
  return { name, root, entries, span: spansOf(entries), sectionBytes };
}

const tinySection = 0x10000;
const realEntries = [256, 2048, 2048, 2048, 2048];
const realSection = 0x10000000;

/** Number of page table levels (3, 4 or 5), in the tiny size of the recordings or that of a real machine. */
export type GeometryName = 'tiny3' | 'tiny4' | 'tiny5' | 'real3' | 'real4' | 'real5';

/**
 * The geometries of the recordings (docs/TRACE-FORMAT.md). Entries are in the order pte, pmd, pud, p4d, pgd.
 */
export const geometries = {
  tiny3: geometry('tiny3', Level.pud, [4, 4, 32, 2, 2], tinySection),
  tiny4: geometry('tiny4', Level.p4d, [4, 4, 2, 16, 2], tinySection),
  tiny5: geometry('tiny5', Level.pgd, [4, 4, 2, 2, 8], tinySection),
  real3: geometry('real3', Level.pud, realEntries, realSection),
  real4: geometry('real4', Level.p4d, realEntries, realSection),
  real5: geometry('real5', Level.pgd, realEntries, realSection),
} as const satisfies Record<GeometryName, Geometry>;
