/** The address in an entry is not used after the entry was emptied. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const noUseAfterClear: PageTableInvariant = {
  id: 'no-use-after-clear',
  claim: 'The address in an entry is not used after the entry was emptied.',
  matters: 'An empty entry names nothing: the kernel frees or follows address 0.',
  source: 'p?d_clear() writes the empty value',
  violatedBy: Fact.clearedUsed,
  judgedOn: Occasion.entryWritten,
};
