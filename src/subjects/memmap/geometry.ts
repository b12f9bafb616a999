/**
 * The address space of the memmap: levels of tables with few entries, so that all states can be
 * visited. The proportions are real: with a struct page of 64 bytes, the memmap of a section fits one
 * large page.
 */

export const levelWords = ['pte', 'pmd', 'pud', 'p4d', 'pgd'] as const;
export type TableLevel = (typeof levelWords)[number];
/** 0 for a pte, 4 for a pgd. */
export type PageLevel = 0 | 1 | 2 | 3 | 4;
export const PageLevel = { pte: 0, pmd: 1, pud: 2, p4d: 3, pgd: 4 } as const;

export const pageSize = 4096;
/** The number of pages described by the memmap of one section. */
export const pagesPerSection = 512;
/** The start of the memmap, an address that no other memory of the model uses. */
export const vmemmapStart = 2 ** 46;

const entriesPerTable = [8, 2, 2, 2, 2] as const;

export interface MemmapGeometry {
  /** The level of the root table; levels above it are folded into it. */
  readonly root: PageLevel;
  /**
   * The bytes that one entry maps, by level; an entry of a folded level maps the same as an entry of
   * the root.
   */
  readonly span: readonly number[];
  /**
   * The number of entries in a table, by level; 1 for a folded level. The root table has as many as
   * the memmap needs.
   */
  readonly entries: readonly number[];
  /**
   * The number of pages of address space from `vmemmapStart`, which fill whole entries of the root
   * table.
   */
  readonly pages: number;
}

export function memmapGeometry(levels: number, memmapPages: number): MemmapGeometry {
  const root = (levels - 1) as PageLevel;
  const span: number[] = [];
  const entries: number[] = [];
  for (const [level, count] of entriesPerTable.entries()) {
    const below = level === 0 ? pageSize : span[level - 1] * entriesPerTable[level - 1];
    span.push(level > root ? span[root] : below);
    entries.push(level > root ? 1 : count);
  }
  const rootPages = span[root] / pageSize;
  const pages = Math.ceil(memmapPages / rootPages) * rootPages;
  return { root, span, entries, pages };
}

/** The index of the entry of `level` for an address. */
export function indexOf(
  { root, span, entries }: MemmapGeometry,
  level: PageLevel,
  va: number,
): number {
  if (level >= root) return Math.floor((va - vmemmapStart) / span[level]);
  return Math.floor(va / span[level]) % entries[level];
}

export function isMemmapAddress({ pages }: MemmapGeometry, va: number): boolean {
  return va >= vmemmapStart && va < vmemmapStart + pages * pageSize;
}

/** The page of the window that holds an address. */
export function memmapPage(va: number): number {
  return Math.floor((va - vmemmapStart) / pageSize);
}

export function addressOfPage(page: number): number {
  return vmemmapStart + page * pageSize;
}

export interface EntryFormat {
  isPresent(level: PageLevel, value: number): boolean;
  /** Tests whether a present entry maps memory and does not point to a table. */
  isLeaf(level: PageLevel, value: number): boolean;
  addressOf(value: number): number;
  /** The bits of an entry that names a table. */
  readonly tableBits: number;
  /** The bits of an entry that maps memory, by level; absent where none may. */
  readonly leafBits: Readonly<Partial<Record<PageLevel, number>>>;
}
