/**
 * Splits a large leaf of the identity mapping into a table of leaves of the next smaller size.
 *
 * Models: arch/s390/mm/pageattr.c split_pud_page() and split_pmd_page(); vmem.c calls the former since 6.19.
 * Omitted: protection bits.
 */
import type { Level } from '../machine/geometry.ts';
import { allocTable, replaceLeaf } from './ask.ts';
import type { Handle, Program } from './request.ts';

/**
 * Splits the leaf of `level` at `start` in `table`; false if there is no memory for the new table, and the
 * entry stays a leaf.
 */
export function* splitLargeLeaf(table: Handle, level: Level, start: number): Program<boolean> {
  const child = yield allocTable((level - 1) as Level, start);
  if (child === 0) return false;
  yield replaceLeaf(table, level, start, child);
  return true;
}
