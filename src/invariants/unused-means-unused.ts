/** A memmap block is freed only if no live section uses any of it. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const unusedMeansUnused: PageTableInvariant = {
  id: 'unused-means-unused',
  claim: 'A memmap block is freed only if no live section uses any of it.',
  matters: "The neighbour's struct pages vanish while it is in use.",
  source: 'patch 8/9: what the 0xFD scan is for',
  violatedBy: Fact.usedBlockFreed,
  judgedOn: Occasion.blockFreed,
};
