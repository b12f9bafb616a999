/** A reader that found a section online finds its struct pages mapped. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const readersStayMapped: PageTableInvariant = {
  id: 'readers-stay-mapped',
  claim: 'A reader that found a section online finds its struct pages mapped.',
  matters: 'The reader touches unmapped memory: the kernel crashes.',
  source: 'pfn_to_online_page() takes no lock',
  violatedBy: Fact.readUnmapped,
  judgedOn: Occasion.memmapRead,
};
