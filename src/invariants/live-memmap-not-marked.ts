/** The memmap of a live section is never overwritten with the unused mark. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const liveMemmapNotMarked: PageTableInvariant = {
  id: 'live-memmap-not-marked',
  claim: 'The memmap of a live section is never overwritten with the unused mark.',
  matters: 'Struct pages in use turn into 0xFD.',
  source: '280abe14b6e0, the same bug in the x86 port',
  violatedBy: Fact.liveMemmapMarked,
  judgedOn: Occasion.markedUnused,
};
