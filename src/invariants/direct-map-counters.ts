/** At rest the direct-map counters equal a recount of the identity mapping. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const directMapCounters: PageTableInvariant = {
  id: 'direct-map-counters',
  claim: 'At rest the direct-map counters equal a recount of the identity mapping.',
  matters: '/proc/meminfo DirectMap* is wrong for ever.',
  source: 'update_page_count()',
  violatedBy: Fact.counterWrong,
  judgedOn: Occasion.cameToRest,
};
