/** Every call comes to its end. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const callsEnd: PageTableInvariant = {
  id: 'calls-end',
  claim: 'Every call comes to its end.',
  matters:
    'The CPU loops with vmem_mutex held, or the kernel stops in BUG_ON(): memory hotplug hangs for ever.',
  source: 'contract of the entry points',
  violatedBy: Fact.neverReturned,
  judgedOn: Occasion.cameToRest,
};
