/** At rest the identity mapping maps exactly the live ranges. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const identityCoverage: PageTableInvariant = {
  id: 'identity-coverage',
  claim: 'At rest the identity mapping maps exactly the live ranges.',
  matters:
    'Too little: the next access to that memory crashes. Too much: removed memory can still be reached.',
  source: 'cover letter; contract of vmem_add_mapping() and vmem_remove_mapping()',
  violatedBy: Fact.identityLost | Fact.identityResidue,
  judgedOn: Occasion.cameToRest,
};
