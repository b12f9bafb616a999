/** Invariants that only interleaved threads can break, one row each. */
import { Fact, Occasion } from './facts.ts';
import type { Invariant } from './invariant.ts';

/** In the order of reports. */
export const threadInvariants: readonly Invariant[] = [
  {
    id: 'readers-stay-mapped',
    claim: 'A reader that found a section online finds its struct pages mapped.',
    matters: 'The reader touches unmapped memory: the kernel crashes.',
    source: 'pfn_to_online_page() takes no lock',
    violatedBy: Fact.readUnmapped,
    judgedOn: Occasion.memmapRead,
  },
  {
    id: 'no-reuse-while-entered',
    claim: 'Nothing freed is handed out again while an entry still names it.',
    matters: "The new owner's data is walked as a page table, or written as memmap.",
    source: 'the order of free and clear in try_free_*_table()',
    violatedBy: Fact.reusedWhileEntered,
    judgedOn: Occasion.frameTaken,
  },
  {
    id: 'no-deadlock',
    claim: 'While an operation runs, some thread can take a step.',
    matters:
      'Every thread waits for a lock that another waiting thread holds: memory hotplug hangs.',
    source: 'lock order: mem_hotplug_lock before vmem_mutex, dcss_lock before vmem_mutex',
    violatedBy: 0,
    judgedOn: 0,
  },
];
