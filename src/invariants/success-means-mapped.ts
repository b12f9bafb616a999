/** A call that returns 0 leaves its whole range mapped. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const successMeansMapped: PageTableInvariant = {
  id: 'success-means-mapped',
  claim: 'A call that returns 0 leaves its whole range mapped.',
  matters: 'The caller goes on and uses memory that is not there.',
  source: 'contract of vmemmap_populate() and vmem_add_mapping()',
  violatedBy: Fact.falseSuccess,
  judgedOn: Occasion.succeeded,
};
