/** No entry names a freed table or memmap page, at any step. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const noDanglingEntry: PageTableInvariant = {
  id: 'no-dangling-entry',
  claim: 'No entry names a freed table or memmap page, at any step.',
  matters: 'Whoever walks the tables meets memory that already belongs to somebody else.',
  source: 'strict reading of the order free, clear',
  premise: 'harmless while nobody walks or uses the range until the entry is cleared',
  violatedBy: Fact.freedWhileEntered | Fact.danglingEntry,
  judgedOn: Occasion.tableFreed | Occasion.memmapFreed,
};
