/** What a step finds instead of what it looks for, in a sentence, when the kernel does not survive it. */
import type { FactName } from '../../../invariants/facts.ts';

const accessFault =
  'An oops: no memmap is mapped there, so the access faults and the kernel crashes.';

export const crashWords: Readonly<Partial<Record<FactName, string>>> = {
  walkedIntoNoTable:
    'An oops, or worse: the entry leads to no page table, and a real machine takes what lies there for one.',
  readUnmapped: accessFault,
  wroteUnmapped: accessFault,
  lockTakenTwice: 'The thread waits for a lock that it holds itself: it hangs.',
  freedTwice:
    'Gives back memory that is not allocated: the allocator stops the kernel, or hands it out twice.',
};
