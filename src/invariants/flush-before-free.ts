/** Nothing is freed while a TLB may still hold it. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const flushBeforeFree: PageTableInvariant = {
  id: 'flush-before-free',
  claim: 'Nothing is freed while a TLB may still hold it.',
  matters: 'A CPU can go on using a freed page through its TLB.',
  source: "strict reading of the cover letter's TLB question",
  premise: 'harmless while nobody uses the range and nobody gets the memory before the flush',
  violatedBy: Fact.freedBeforeFlush,
  judgedOn: Occasion.tableFreed | Occasion.memmapFreed,
};
