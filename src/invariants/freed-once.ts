/** Nothing is freed that is not allocated. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const freedOnce: PageTableInvariant = {
  id: 'freed-once',
  claim: 'Nothing is freed that is not allocated.',
  matters: 'A double free hands the same memory to two owners.',
  source: 'page allocator',
  violatedBy: Fact.freedTwice,
  judgedOn: Occasion.tableFreed | Occasion.memmapFreed,
};
