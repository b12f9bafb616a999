/** Nothing freed is handed out again while an entry still names it. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const noReuseWhileEntered: PageTableInvariant = {
  id: 'no-reuse-while-entered',
  claim: 'Nothing freed is handed out again while an entry still names it.',
  matters: "The new owner's data is walked as a page table, or written as memmap.",
  source: 'the order of free and clear in try_free_*_table()',
  violatedBy: Fact.reusedWhileEntered,
  judgedOn: Occasion.frameTaken,
};
