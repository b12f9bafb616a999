/** Nothing freed is handed out again before the flush. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const flushBeforeReuse: PageTableInvariant = {
  id: 'flush-before-reuse',
  claim: 'Nothing freed is handed out again before the flush.',
  matters: "The new owner's memory can be reached through a stale translation.",
  source: 'cover letter: "a single range flush at the end is sufficient"',
  violatedBy: Fact.reusedBeforeFlush,
  judgedOn: Occasion.allocated,
};
