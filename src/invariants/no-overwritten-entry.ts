/** No entry that is in use is overwritten. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const noOverwrittenEntry: PageTableInvariant = {
  id: 'no-overwritten-entry',
  claim: 'No entry that is in use is overwritten.',
  matters: 'What it named is lost, and the TLB holds two answers for one address.',
  source: 'break before make',
  violatedBy: Fact.entryOverwritten,
  judgedOn: Occasion.entryWritten,
};
