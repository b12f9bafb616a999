/** When vmem_mutex is released, no translation that was removed is left in a TLB. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const flushBeforeUnlock: PageTableInvariant = {
  id: 'flush-before-unlock',
  claim: 'When vmem_mutex is released, no translation that was removed is left in a TLB.',
  matters: 'The next holder may map the same addresses to something else.',
  source: "cover letter: the author's assumption",
  violatedBy: Fact.unlockedBeforeFlush,
  judgedOn: Occasion.unlocked,
};
