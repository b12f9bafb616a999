/** No write and no scan goes to an unmapped memmap address. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const noWriteUnmapped: PageTableInvariant = {
  id: 'no-write-unmapped',
  claim: 'No write and no scan goes to an unmapped memmap address.',
  matters: 'The kernel takes a fault in the middle of hotplug, with vmem_mutex held.',
  source: 'patch 8/9 and 9/9 write through the memmap they manage',
  violatedBy: Fact.wroteUnmapped,
  judgedOn: Occasion.memmapAccessed,
};
