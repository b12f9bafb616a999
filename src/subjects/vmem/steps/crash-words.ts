/** Sentences about steps that crash the kernel. */
import type { FactName } from '../../../invariants/facts.ts';

const accessFault =
  'An oops: no memmap is mapped there, so the access faults and the kernel crashes.';

export const crashWords: Readonly<Partial<Record<FactName, string>>> = {
  walkedIntoNoTable:
    'An oops, or worse: the entry does not point to a page table, but a real machine uses the memory there as one.',
  readUnmapped: accessFault,
  wroteUnmapped: accessFault,
  lockTakenTwice: 'The thread waits for a lock that it holds itself: it hangs.',
  freedTwice:
    'Gives back memory that is not allocated: the allocator stops the kernel, or hands it out twice.',
};
