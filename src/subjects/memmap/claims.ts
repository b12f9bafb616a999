/** The claims about the memmap, one row each; ids have the same meaning as for vmem.c. */
import type { Goal, Invariant } from '../../invariants/invariant.ts';
import type { SubjectClaims } from '../../subject/claims.ts';
import type { Architecture } from './architecture.ts';
import { MemmapFact, MemmapOccasion } from './facts.ts';

const memmapInvariants: readonly Invariant[] = [
  {
    id: 'no-leaked-tables',
    claim: 'Every allocated table is reachable, and at rest no table that could be freed is empty.',
    matters: 'A page of memory is lost with each such table, again with every plug and unplug.',
    source: 'vmemmap_free() frees empty tables',
    violatedBy: MemmapFact.tableUnreachable | MemmapFact.tableEmpty,
    judgedOn: MemmapOccasion.returned,
  },
  {
    id: 'no-leaked-memmap',
    claim:
      'Every allocated piece of memmap is mapped, and at rest only where a live section needs it.',
    matters: 'Removed memory keeps holding the memory of its struct pages.',
    source: 'contract of vmemmap_free()',
    violatedBy: MemmapFact.memmapUnreachable | MemmapFact.memmapResidue,
    judgedOn: MemmapOccasion.returned,
  },
  {
    id: 'vmemmap-coverage',
    claim: 'The memmap of every live section is mapped, also while neighbours come and go.',
    matters: 'The next pfn_to_page() of that section reads an unmapped address.',
    source: 'contract of vmemmap_populate() and vmemmap_free()',
    violatedBy: MemmapFact.memmapLost,
    judgedOn: MemmapOccasion.returned,
  },
  {
    id: 'success-means-mapped',
    claim: 'A call that returns 0 leaves its whole range mapped.',
    matters: 'The caller uses memory that is not mapped.',
    source: 'contract of vmemmap_populate()',
    violatedBy: MemmapFact.falseSuccess,
    judgedOn: MemmapOccasion.added,
  },
  {
    id: 'failure-is-undone',
    claim: 'After an add that fails, and the free of its range, the memmap is mapped as before.',
    matters: 'A failed plug must be repeatable, and must not harm a neighbour.',
    source: 'mm/sparse.c: section_deactivate() after a failed populate',
    violatedBy: MemmapFact.failureNotUndone,
    judgedOn: MemmapOccasion.failed,
  },
  {
    id: 'freed-once',
    claim: 'Nothing is freed that is not allocated.',
    matters: 'A double free hands the same memory to two owners.',
    source: 'page allocator',
    violatedBy: MemmapFact.freedTwice,
    judgedOn: MemmapOccasion.tableFreed | MemmapOccasion.memmapFreed,
  },
  {
    id: 'freed-as-allocated',
    claim: 'Memory is freed whole, and to where it came from.',
    matters:
      'Memory of a device returns to the page allocator, or a part of an allocation stays behind.',
    source: 'contract of __free_pages() and vmem_altmap_free()',
    violatedBy: MemmapFact.freedWrong,
    judgedOn: MemmapOccasion.tableFreed | MemmapOccasion.memmapFreed,
  },
  {
    id: 'no-dangling-entry',
    claim: 'No entry names a freed table or memmap page, at any step.',
    matters: 'A walk of the tables reads memory that already has another owner.',
    source: 'strict reading of the order free, clear',
    premise: 'harmless if the range is neither walked nor used until the entry is cleared',
    violatedBy: MemmapFact.freedWhileEntered,
    judgedOn: MemmapOccasion.tableFreed | MemmapOccasion.memmapFreed,
  },
  {
    id: 'flush-before-free',
    claim: 'Nothing is freed while a TLB may still hold it.',
    matters: 'A CPU can keep using a freed page through its TLB.',
    source: 'strict reading of "flush, then free"',
    premise: 'harmless if the range is not used and the memory is not reallocated before the flush',
    violatedBy: MemmapFact.freedBeforeFlush,
    judgedOn: MemmapOccasion.tableFreed | MemmapOccasion.memmapFreed,
  },
  {
    id: 'flush-before-reuse',
    claim: 'Nothing freed is handed out again by the same call before the flush.',
    matters: "The new owner's memory can be reached through a stale translation.",
    source: 'flush_tlb_kernel_range()',
    violatedBy: MemmapFact.reusedBeforeFlush,
    judgedOn: MemmapOccasion.allocated,
  },
  {
    id: 'flush-before-return',
    claim:
      'At the return of a call no entry names freed memory, and no removed translation is left in a TLB.',
    matters: 'The next call may map the same addresses to something else.',
    source: 'contract of vmemmap_free(); a flush obeys its range',
    violatedBy: MemmapFact.returnedBeforeFlush | MemmapFact.danglingEntry,
    judgedOn: MemmapOccasion.returned,
  },
  {
    id: 'tables-empty-when-freed',
    claim: 'A table is freed only if all of its entries are empty.',
    matters: 'What its entries name is lost, or unmapped while it is in use.',
    source: 'free_pte_table(), free_empty_pte_table()',
    violatedBy: MemmapFact.filledTableFreed,
    judgedOn: MemmapOccasion.tableFreed,
  },
  {
    id: 'live-memmap-not-marked',
    claim: 'The memmap of a live section is never overwritten with the unused mark.',
    matters: 'Struct pages in use turn into 0xFD.',
    source: 'PAGE_UNUSED',
    violatedBy: MemmapFact.liveMemmapMarked,
    judgedOn: MemmapOccasion.filled,
  },
  {
    id: 'live-memmap-not-zeroed',
    claim: 'An initialised struct page of a live section is never overwritten with zeroes.',
    matters: 'A struct page in use loses its reference count and flags.',
    source: 'the mark of a used part',
    violatedBy: MemmapFact.liveMemmapZeroed,
    judgedOn: MemmapOccasion.filled,
  },
  {
    id: 'unused-means-unused',
    claim: 'Memmap is freed only if no live section uses any of it.',
    matters: "The neighbour's struct pages vanish while it is in use.",
    source: 'contract of vmemmap_free()',
    violatedBy: MemmapFact.usedMemmapFreed,
    judgedOn: MemmapOccasion.memmapFreed,
  },
  {
    id: 'no-write-unmapped',
    claim: 'No write and no scan goes to an unmapped memmap address.',
    matters: 'The kernel takes a fault in the middle of hotplug.',
    source: 'memset() and memchr_inv() of the memmap itself',
    violatedBy: MemmapFact.wroteUnmapped,
    judgedOn: MemmapOccasion.filled,
  },
  {
    id: 'walk-stays-in-tables',
    claim: 'No walk follows an entry that is empty or maps memory as if it named a table.',
    matters: 'The walk reads and writes memory that is no page table.',
    source: 'formats of the tables',
    violatedBy: MemmapFact.walkedIntoNoTable,
    judgedOn: MemmapOccasion.returned,
  },
  {
    id: 'no-use-after-free',
    claim: 'No table and no memmap is read or written after it was freed.',
    matters: 'The memory has another owner, whose data is read as entries or overwritten.',
    source: 'page allocator',
    violatedBy: MemmapFact.usedFreed,
    judgedOn: MemmapOccasion.tableFreed | MemmapOccasion.memmapFreed,
  },
  {
    id: 'no-use-after-clear',
    claim: 'The address in an entry is not freed after the entry was emptied.',
    matters: 'An empty entry names nothing: the kernel frees the page at address 0.',
    source: 'p?d_clear() writes 0',
    violatedBy: MemmapFact.freedAddressZero,
    judgedOn: MemmapOccasion.tableFreed | MemmapOccasion.memmapFreed,
  },
  {
    id: 'no-overwritten-entry',
    claim: 'No entry that is in use, or may be in a TLB, is overwritten.',
    matters: 'Its target is lost, and the TLB holds two translations for one address.',
    source: 'break before make',
    violatedBy: MemmapFact.entryOverwritten,
    judgedOn: MemmapOccasion.entryWritten,
  },
  {
    id: 'entries-well-formed',
    claim:
      'An entry gets the address, the bits and the kind of table or memory that its place wants, and a walk stays in its table.',
    matters: 'The hardware maps other memory; or the kernel writes beyond the end of a table.',
    source: 'formats of the tables',
    violatedBy: MemmapFact.entryMalformed,
    judgedOn: MemmapOccasion.entryWritten,
  },
  {
    id: 'locks-released',
    claim: 'A call releases the locks that it takes, and no others.',
    matters: 'The next holder of page_table_lock waits forever.',
    source: 'rules of spin_lock() and spin_unlock()',
    violatedBy: MemmapFact.lockHeld | MemmapFact.lockNotHeld,
    judgedOn: MemmapOccasion.locked,
  },
  {
    id: 'no-self-deadlock',
    claim: 'No thread takes a lock that it holds.',
    matters: 'A spinlock is not recursive: the CPU waits for itself.',
    source: 'rules of spin_lock()',
    violatedBy: MemmapFact.lockTakenTwice,
    judgedOn: MemmapOccasion.locked,
  },
  {
    id: 'no-warnings',
    claim: 'No call hits a WARN_ON().',
    matters: 'The authors regard the situation as a bug; with panic_on_warn the machine stops.',
    source: 'WARN_ON() in the text',
    violatedBy: MemmapFact.warned,
    judgedOn: MemmapOccasion.returned,
  },
  {
    id: 'calls-end',
    claim: 'Every call comes to its end.',
    matters: 'The CPU loops, or the kernel stops in BUG_ON(): memory hotplug hangs.',
    source: 'contract of the entry points',
    violatedBy: MemmapFact.endless,
    judgedOn: MemmapOccasion.returned,
  },
  {
    id: 'no-undefined-behaviour',
    claim: 'The code does nothing that C leaves undefined.',
    matters: 'The compiler may do anything: checks disappear, and values are arbitrary.',
    source: 'the C standard: signed overflow, shifts, variables without a value, null pointers',
    violatedBy: MemmapFact.undefined,
    judgedOn: MemmapOccasion.returned,
  },
];

const memmapGoals: readonly Goal[] = [
  {
    id: 'memmap-gets-mapped',
    claim: 'vmemmap_populate() returns 0',
    reachedOn: MemmapOccasion.added,
  },
  { id: 'memmap-gets-freed', claim: 'memmap is freed', reachedOn: MemmapOccasion.memmapFreed },
  { id: 'table-gets-freed', claim: 'a page table is freed', reachedOn: MemmapOccasion.tableFreed },
  {
    id: 'large-page-used',
    claim: 'memmap is mapped by a large page',
    reachedOn: MemmapOccasion.largePageUsed,
  },
];

const memmapOccasions: readonly Goal[] = Object.entries(MemmapOccasion).map(([id, bit]) => ({
  id,
  claim: `${id} at least once`,
  reachedOn: bit,
}));

export function claimsOf({ withoutClaims, flushesFirst }: Architecture): SubjectClaims {
  const own = memmapInvariants
    .filter(({ id }) => !withoutClaims.includes(id))
    // For code that flushes before it frees, these are ordinary claims.
    .map(({ premise, ...claim }) =>
      premise === undefined || flushesFirst ? claim : { ...claim, premise },
    );
  return {
    invariants: own,
    judgedIn: () => own,
    goals: memmapGoals,
    neededGoal: memmapGoals[0],
    occasions: memmapOccasions,
  };
}
