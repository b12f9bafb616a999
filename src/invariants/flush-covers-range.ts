/** A flush covers everything that was cleared since the last one. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const flushCoversRange: PageTableInvariant = {
  id: 'flush-covers-range',
  claim: 'A flush covers everything that was cleared since the last one.',
  matters: 'Where the flush obeys its range, stale translations remain.',
  source: 'other architectures; s390 ignores the range',
  premise: 'harmless on s390, where flush_tlb_kernel_range() flushes everything',
  violatedBy: Fact.flushMissedTable | Fact.flushMissedLeaf,
  judgedOn: Occasion.flushedCleared,
};
