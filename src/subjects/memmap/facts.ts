/**
 * Observations of the machine: facts, which violate claims, and occasions, which put claims to the
 * test.
 */

/** The meaning of each fact by name. */
export const memmapFacts = {
  tableUnreachable: 'a table is allocated, and no entry names it',
  tableEmpty: 'at rest an empty table is left',
  memmapUnreachable: 'memmap is allocated, and no entry names it',
  memmapResidue: 'at rest memmap is mapped that no live section uses',
  memmapLost: 'the memmap of a live section is not mapped',
  falseSuccess: 'a call returned 0 and part of its range is not mapped',
  failureNotUndone: 'after a failed add the memmap is not mapped as before',
  freedTwice: 'something is freed that is not allocated',
  freedAddressZero: 'the address in an empty entry is freed',
  freedWrong: 'memory is freed in part, or to where it did not come from',
  freedWhileEntered: 'memory is freed while an entry names it',
  danglingEntry: 'at the return of a call an entry names freed memory',
  freedBeforeFlush: 'memory is freed while a TLB may hold it',
  reusedBeforeFlush: 'freed memory may be handed out while a TLB may hold it',
  returnedBeforeFlush: 'at the return of a call a TLB may hold a removed translation',
  liveMemmapMarked: 'the memmap of a live section is filled with 0xFD',
  liveMemmapZeroed: 'struct pages of a live section are filled with zeroes',
  usedMemmapFreed: 'memmap is freed that a live section uses',
  filledTableFreed: 'a table is freed with an entry that is not empty',
  wroteUnmapped: 'an unmapped address of the memmap is accessed',
  walkedIntoNoTable: 'an entry that names no table is followed',
  usedFreed: 'freed memory is used',
  entryOverwritten: 'an entry in use, or in a TLB, is overwritten',
  entryMalformed: 'an entry is malformed, or a walk leaves its table',
  lockHeld: 'a lock is held at the return of a call',
  lockNotHeld: 'a lock is released that is not held',
  lockTakenTwice: 'a lock is taken that is held already',
  warned: 'a WARN_ON() is hit',
  endless: 'a call does not return',
  undefined: 'the text does something that C leaves undefined',
} as const;

export type MemmapFactName = keyof typeof memmapFacts;

export const memmapFactNames = Object.keys(memmapFacts) as MemmapFactName[];

export const MemmapFact = Object.fromEntries(
  memmapFactNames.map((name, bit) => [name, 2 ** bit]),
) as Readonly<Record<MemmapFactName, number>>;

export const memmapOccasionNames = [
  'returned',
  'added',
  'failed',
  'removed',
  'allocated',
  'tableFreed',
  'memmapFreed',
  'largePageUsed',
  'altmapUsed',
  'entryWritten',
  'followed',
  'flushed',
  'filled',
  'locked',
] as const;

type MemmapOccasionName = (typeof memmapOccasionNames)[number];

export const MemmapOccasion = Object.fromEntries(
  memmapOccasionNames.map((name, bit) => [name, 2 ** bit]),
) as Readonly<Record<MemmapOccasionName, number>>;

export function factsIn(mask: number): MemmapFactName[] {
  return memmapFactNames.filter((name) => (mask & MemmapFact[name]) !== 0);
}
