/**
 * Splits a 2 GiB leaf of the identity mapping into a table of 1 MiB leaves.
 *
 * Models: arch/s390/mm/pageattr.c split_pud_page(), as vmem.c calls it since 6.19. Omitted: protection bits.
 */
import { alignDown, Level } from '../machine/geometry.ts';
import type { KernelContext } from './context.ts';
import {
  allocTable,
  count,
  type Handle,
  type Program,
  replaceLeaf,
  setIdentity,
} from './request.ts';

/**
 * Splits the leaf that contains `start` in the pud table `table`; if the allocation of the table fails, it
 * stays a leaf.
 */
export function* splitLargeLeaf(
  { machine }: KernelContext,
  table: Handle,
  start: number,
): Program<void> {
  const { span, entries } = machine.geometry;
  const child = yield allocTable(Level.pmd, start);
  if (child === 0) return;
  const first = alignDown(start, span[Level.pud]);
  for (let index = 0; index < entries[Level.pmd]; index++) {
    yield setIdentity(child, Level.pmd, first + index * span[Level.pmd]);
  }
  yield replaceLeaf(table, Level.pud, start, child);
  yield count(Level.pmd, entries[Level.pmd]);
  yield count(Level.pud, -1);
}
