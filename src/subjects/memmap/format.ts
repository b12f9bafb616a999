/** The format of table entries. */
import type { PageLevel } from './geometry.ts';

/** The bits of an entry. */
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
