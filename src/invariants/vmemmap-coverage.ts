/** The memmap of every live section is mapped, also while neighbours come and go. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const vmemmapCoverage: PageTableInvariant = {
  id: 'vmemmap-coverage',
  claim: 'The memmap of every live section is mapped, also while neighbours come and go.',
  matters: 'The next pfn_to_page() of that section reads an unmapped address.',
  source: 'contract of vmemmap_populate() and vmemmap_free()',
  violatedBy: Fact.memmapLost | Fact.memmapClearedLive,
  judgedOn: Occasion.cameToRest | Occasion.memmapCleared,
};
