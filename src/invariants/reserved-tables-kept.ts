/** A table that reaches above VMALLOC_START or into the KASAN shadow is never freed. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const reservedTablesKept: PageTableInvariant = {
  id: 'reserved-tables-kept',
  claim: 'A table that reaches above VMALLOC_START or into the KASAN shadow is never freed.',
  matters: 'vmalloc or KASAN go on using the freed table.',
  source: 'patch 6/9; 108303b0a2d2',
  violatedBy: Fact.reservedTableFreed,
  judgedOn: Occasion.tableFreed,
};
