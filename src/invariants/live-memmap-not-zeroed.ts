/** An initialised struct page of a live section is never overwritten with zeroes. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const liveMemmapNotZeroed: PageTableInvariant = {
  id: 'live-memmap-not-zeroed',
  claim: 'An initialised struct page of a live section is never overwritten with zeroes.',
  matters: 'A struct page in use loses its reference count and flags.',
  source: 'patch 8/9: the mark of a used part',
  violatedBy: Fact.liveMemmapZeroed,
  judgedOn: Occasion.markedUsed,
};
