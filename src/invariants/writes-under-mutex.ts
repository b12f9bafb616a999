/** Entries are written only by the holder of vmem_mutex. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const writesUnderMutex: PageTableInvariant = {
  id: 'writes-under-mutex',
  claim: 'Entries are written only by the holder of vmem_mutex.',
  matters: "Two walks can lose each other's tables.",
  source: 'patch 5/9: take the vmem_mutex',
  violatedBy: Fact.wroteWithoutMutex,
  needsOtherThread: true,
  judgedOn: Occasion.entryWritten,
};
