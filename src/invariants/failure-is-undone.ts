/** A call that fails leaves everything as it was. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const failureIsUndone: PageTableInvariant = {
  id: 'failure-is-undone',
  claim: 'A call that fails leaves everything as it was.',
  matters: 'A failed plug must be repeatable, and must not harm a neighbour.',
  source: 'patch 4/9: clean up if populate fails',
  violatedBy: Fact.failureNotUndone,
  judgedOn: Occasion.ranOutOfMemory | Occasion.refused,
};
