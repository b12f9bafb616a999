/** No thread takes a lock that it holds. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const noSelfDeadlock: PageTableInvariant = {
  id: 'no-self-deadlock',
  claim: 'No thread takes a lock that it holds.',
  matters:
    'A mutex is not recursive: the thread waits for itself, and memory hotplug hangs for ever.',
  source: 'rules of mutex_lock()',
  violatedBy: Fact.lockTakenTwice,
  judgedOn: Occasion.unlocked,
};
