/** The remembered tail is empty, or lies in a mapped block and belongs to nobody. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const unusedTailValid: PageTableInvariant = {
  id: 'unused-tail-valid',
  claim: 'The remembered tail is empty, or lies in a mapped block and belongs to nobody.',
  matters: 'It will be filled with 0xFD later, through whatever is mapped there then.',
  source: 'patch 9/9: unused_pmd_start',
  violatedBy: Fact.tailInvalid,
  judgedOn: Occasion.tailRemembered,
};
