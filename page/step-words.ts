/** What a step is for, in a sentence: for a reader who does not know vmem.c. */

import type { StepKind } from '../src/subjects/vmem/story/step-text.ts';
import type { ExecutedStep } from '../src/subjects/vmem/trace/steps.ts';

const kindWords: Readonly<Record<StepKind, string>> = {
  lock: 'From here on no other thread may change the page tables.',
  unlock: 'Other threads may change the page tables again.',
  read: 'Looks at one entry to decide what to do with it.',
  follow: 'Goes from an entry to the table that it names.',
  'scan-table': 'Looks whether a table has become empty and can be freed.',
  alloc: 'Asks for memory. What comes back is in the hand of the thread until an entry names it.',
  set: 'Writes an entry: from now on its addresses translate.',
  clear: 'Empties an entry. A TLB may hold the old translation until the next flush.',
  free: 'Gives memory back to the allocator, which may hand it to anybody at once.',
  'mark-unused': 'Fills bytes of the memmap with 0xFD, the mark that nobody uses them.',
  'mark-used': 'Zeroes the first struct page of a part: now a scan can see that the part is used.',
  'test-unused':
    'Scans the block; it has bytes that are not 0xFD, so somebody uses it and it stays.',
  'test-tail': 'Compares with unused_pmd_start, the remembered end of what was populated last.',
  'set-tail':
    'Remembers where the unused tail of the block begins, instead of filling it with 0xFD now.',
  'load-static': 'Loads a static variable of the C text.',
  'set-static': 'Stores to a static variable of the C text.',
  fault: 'Does something that has no meaning: the program cannot go on.',
  flush: 'Drops what TLBs hold: no CPU can use an old translation any more.',
  count: 'Counts large and small pages of the identity mapping, as /proc/meminfo shows them.',
  warn: 'The kernel notices that something is wrong, and goes on.',
  call: 'A caller asks for an address range to be mapped or unmapped.',
  return: 'The call is over. The caller believes what it returned.',
  'write-memmap': 'The memory core writes struct pages: from now on they are in use.',
  'test-online': 'A reader looks whether the section is online, without a lock.',
  'read-memmap': 'A reader uses a struct page: the memmap must be mapped there.',
};

/** What a step meets instead of what it looks for; the kernel does not survive it. */
const crashWords: Partial<Record<ExecutedStep['facts'][number], string>> = {
  walkedIntoNoTable:
    'An oops, or worse: the entry leads to no page table, and a real machine takes what lies there for one.',
  readUnmapped: 'An oops: no memmap is mapped there, so the access faults and the kernel crashes.',
  wroteUnmapped: 'An oops: no memmap is mapped there, so the access faults and the kernel crashes.',
  lockTakenTwice: 'The thread waits for a lock that it holds itself: it hangs for ever.',
  freedTwice:
    'Gives back memory that is not allocated: the allocator stops the kernel, or hands it out twice.',
};

/** `isLast`: the kernel crashed in it. */
export function wordsOf({ kind, text, state, facts }: ExecutedStep, isLast: boolean): string {
  const crash = isLast ? facts.flatMap((fact) => crashWords[fact] ?? []) : [];
  if (crash.length > 0) return `${crash[0]} The story ends here.`;
  if (kind === 'alloc' && text.endsWith('FAILS')) {
    return 'There is no memory. The caller has to be told, and what was done so far to be undone.';
  }
  if (kind === 'test-unused' && text.endsWith(': all 0xFD')) {
    return 'Scans the block. All of it is 0xFD, so the kernel takes it for unused.';
  }
  if (kind === 'set-tail' && state.tail === null) {
    return 'Forgets the tail: its memory is in use from here on. Nothing is written into it.';
  }
  return kindWords[kind];
}
