/** While an operation runs, some thread can take a step. */
import type { PageTableInvariant } from './invariant.ts';

export const noDeadlock: PageTableInvariant = {
  id: 'no-deadlock',
  claim: 'While an operation runs, some thread can take a step.',
  matters:
    'Everybody waits for a lock that somebody who waits holds: memory hotplug hangs for ever.',
  source: 'lock order: mem_hotplug_lock before vmem_mutex, dcss_lock before vmem_mutex',
  violatedBy: 0,
  judgedOn: 0,
};
