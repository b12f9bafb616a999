/** No walk follows an entry that is empty, large or freed as if it named a table. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const walkStaysInTables: PageTableInvariant = {
  id: 'walk-stays-in-tables',
  claim: 'No walk follows an entry that is empty, large or freed as if it named a table.',
  matters: 'The walk reads and writes memory that is no page table: on s390 often address 0.',
  source: 'bffc2f7aa963: fix vmem_add_range for 4-level paging',
  violatedBy: Fact.walkedIntoNoTable,
  judgedOn: Occasion.followed,
};
