/** A call releases the locks that it takes, and no others. */

import { union } from '../model/masks.ts';
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const locksReleased: PageTableInvariant = {
  id: 'locks-released',
  claim: 'A call releases the locks that it takes, and no others.',
  matters:
    'The next caller of vmem_mutex waits for ever; or a lock that another thread holds is taken from it.',
  source: 'rules of mutex_lock() and mutex_unlock()',
  violatedBy: union(Fact.lockHeld, Fact.lockNotHeld),
  judgedOn: Occasion.unlocked,
};
