/**
 * What a machine can observe while it runs, apart from judging it: the invariants define which of these
 * facts break which claim. Both machines observe the same facts; a test compares them.
 *
 * "At rest" is after every return of an entry point. A page is live from a populate (add) that returned 0 to
 * a free (remove) of it; while it is being freed it is no longer live.
 */

import { maskOf, union } from '../model/masks.ts';

function bitsOf<Name extends string>(
  meanings: Readonly<Record<Name, string>>,
): Record<Name, number> {
  const names = Object.keys(meanings) as Name[];
  return Object.fromEntries(names.map((name, index) => [name, maskOf(index)])) as Record<
    Name,
    number
  >;
}

/** Facts that are wrong, or wrong under some assumption. */
export const factMeanings = {
  tableUnreachable: 'at rest a live table is not reachable from the root',
  tableEmpty: 'at rest a reachable table that could be freed has only empty entries',
  memmapUnreachable: 'at rest a live memmap block or page is not mapped',
  memmapResidue: 'at rest memmap is mapped in a PMD in which nothing is live',
  memmapLost: 'at rest a live page of memmap is not mapped',
  memmapClearedLive: 'an entry that maps live memmap of another owner was cleared',
  identityLost: 'at rest a live page is not identity-mapped',
  identityResidue: 'at rest a page that is not live is identity-mapped',
  falseSuccess: 'a call returned 0 and part of its range is not mapped',
  failureNotUndone: 'a call failed and left something changed',
  freedTwice: 'something was freed that was not allocated',
  freedWhileEntered: 'something was freed while an entry names it',
  danglingEntry: 'at rest an entry names something freed',
  freedBeforeFlush: 'something was freed while a TLB may hold it',
  reusedBeforeFlush: 'memory was handed out while something freed may be in a TLB',
  unlockedBeforeFlush:
    'the mutex was released, or a call without it ended, with cleared entries not flushed',
  flushMissedTable: 'a flush did not cover a cleared entry that named a table',
  flushMissedLeaf: 'a flush did not cover a cleared leaf',
  liveMemmapMarked: 'live memmap was overwritten with 0xFD',
  liveMemmapZeroed: 'an initialised struct page was overwritten with zeroes',
  usedBlockFreed: 'a mapped block was freed while part of it is live',
  tailInvalid: 'at rest the remembered tail is not mapped, is live, or starts at a PMD boundary',
  wroteUnmapped: 'a write or a scan went to an unmapped memmap address',
  walkedIntoNoTable: 'a walk followed an entry that names no live table',
  reservedTableFreed: 'a table that reaches above VMALLOC_START or into the KASAN shadow was freed',
  counterWrong: 'at rest a direct-map counter differs from a recount',
  wroteWithoutMutex: 'an entry was written without vmem_mutex',
  entryOverwritten: 'an entry that was not empty was overwritten',
  reusedWhileEntered: 'another user got a page while an entry points to something freed',
  memmapWithoutMemory: 'memory of a section was unmapped while the struct pages of it are live',
  lockHeld: 'a call returned while holding a lock that it took',
  lockNotHeld: 'a lock was released by a thread that does not hold it',
  lockTakenTwice: 'a lock was taken by the thread that holds it: it waits for itself forever',
  entryMalformed: 'an entry got an invalid value, or an entry outside its table was used',
  clearedUsed: 'the address in an entry was used after the entry was emptied',
  neverReturned: 'a call does not end',
  undefinedBehaviour: 'the C source has undefined behaviour',
  readUnmapped: 'a reader of struct pages accessed unmapped memmap',
  notUnderstood: 'the path reached unsupported code of the C source, and ends undecided',
} as const;

/** Occasions: what claims are judged on, and what a sound model must be able to reach. */
export const occasionMeanings = {
  cameToRest: 'a call returned',
  succeeded: 'a call that maps returned 0',
  ranOutOfMemory: 'a call failed for lack of memory',
  allocated: 'memory was handed out',
  entryWritten: 'an entry was written or cleared',
  memmapCleared: 'an entry that maps memmap was cleared',
  tableFreed: 'a table was freed',
  memmapFreed: 'a memmap block or page was freed',
  blockFreed: 'a memmap block was freed',
  flushedCleared: 'a flush had cleared entries to cover',
  unlocked: 'the mutex was released, or a call without it ended',
  markedUnused: 'bytes of memmap were filled with 0xFD',
  markedUsed: 'a struct page was zeroed to mark its part as used',
  tailRemembered: 'at rest there is a remembered tail',
  tailContinued: 'a populate continued at the remembered tail, writing nothing',
  memmapAccessed: 'the kernel wrote or scanned mapped memmap',
  followed: 'a walk followed an entry to a table',
  fellBack: 'a block could not be allocated and a page table was used instead',
  blockSurvived: 'a block survived the removal of one of its users',
  blockFoundUnused: 'a shared block was found unused and freed',
  recycled: 'an allocation returned a block that held 0xFD before',
  initialised: 'the core wrote struct pages',
  largeIdentity: 'a large identity leaf was written',
  counted: 'a direct-map counter was changed',
  entryRead: 'a reader without locks loaded an entry',
  memmapRead: 'a reader used a struct page',
  frameTaken: 'another user allocated a page',
  refused: 'a call refused its range: -EINVAL, -ERANGE or a WARN',
  memoryUnmapped: 'memory of a section was unmapped',
} as const;

export type FactName = keyof typeof factMeanings;
export type OccasionName = keyof typeof occasionMeanings;

export const factNames = Object.keys(factMeanings) as FactName[];
export const occasionNames = Object.keys(occasionMeanings) as OccasionName[];

/** The set of each fact alone, as `Outcome.facts` has it: combine them with `union`. */
export const Fact = bitsOf(factMeanings);
/** The bit of each occasion in `Outcome.occasions`. */
export const Occasion = bitsOf(occasionMeanings);

/** The facts of each `FaultName`: what a program does wrong by itself, before a machine takes a step. */
export const faultFacts = {
  malformed: Fact.entryMalformed,
  cleared: Fact.clearedUsed,
  followedCleared: union(Fact.clearedUsed, Fact.walkedIntoNoTable),
  endless: Fact.neverReturned,
  undefined: Fact.undefinedBehaviour,
  notAllocated: Fact.freedTwice,
  notUnderstood: Fact.notUnderstood,
  noTable: Fact.walkedIntoNoTable,
  unmapped: union(Fact.undefinedBehaviour, Fact.wroteUnmapped),
  badTail: Fact.tailInvalid,
} as const;

/** After one of these no program continues, whatever the scope. */
export const programFaults = union(
  Fact.lockNotHeld,
  Fact.lockTakenTwice,
  Fact.entryMalformed,
  Fact.clearedUsed,
  Fact.neverReturned,
  Fact.undefinedBehaviour,
  Fact.notUnderstood,
);
