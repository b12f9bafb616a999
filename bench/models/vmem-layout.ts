/**
 * The bytes of a state of the small model: the position of each variable, and the meaning of its values.
 *
 * Hot loops copy these into constants of their own module, because V8 compiles those to numbers, but loads imported
 * constants from memory every time (a fifth of the whole run).
 */

export const frameCount = 8;
export const threadCount = 2;
/** Entries of a table, and content bytes of a large frame. */
export const entryCount = 4;

// Frames are numbered from 1 in entries and registers; 0 means none. Dead values are 0.
/** Two static roots: 0 is for the identity mapping, 1 for the memmap. */
export const rootAt = 0;
/** Four bytes per frame: the entries of a table, or the content of each quarter of a large frame. */
const memoryAt = rootAt + 2;
export const kindAt = memoryAt + entryCount * frameCount;
/** What the callers believe to be mapped: a bit per section for each root. */
export const presentAt = kindAt + frameCount;
/** Number of the thread that holds the mutex, plus 1. */
export const mutexAt = presentAt + 2;
export const operationsLeftAt = mutexAt + 1;
/** The frame held by another user of the allocator. */
export const otherFrameAt = operationsLeftAt + 1;
/**
 * The hardware walker: the number of levels read, the address it translates, the table it reads next.
 */
export const walkerAt = otherFrameAt + 1;
export const walkerAddress = walkerAt + 1;
export const walkerTable = walkerAt + 2;
export const threadsAt = walkerAt + 3;
export const threadLength = 10;
/** A byte per address (section of a root): its cached leaf entry. The last variable. */
export const tlbAt = threadsAt + threadCount * threadLength;

// Bytes of a thread after the first.
export const pcOf = 0;
/** 0 add, 1 remove (identity mapping), 2 populate, 3 free (memmap). */
export const operationOf = 1;
export const sectionOf = 2;
export const indexOf = 3;
/** The PMD table, and the PTE table or large frame, that the thread walks. */
export const upperOf = 4;
export const lowerOf = 5;
/** A frame that is allocated but not yet linked. */
export const inHandOf = 6;
/** A bit for each frame to be freed after the flush. */
export const pendingOf = 7;
export const failedOf = 8;
export const entryOf = 9;

export const freeKind = 0;
export const pmdTableKind = 1;
export const pteTableKind = 2;
export const pageKind = 3;
export const largeKind = 4;
export const otherKind = 5;

/** Added to the frame number in an entry that is a large leaf. */
export const largeLeaf = 64;
/** An entry of the identity mapping is this plus its page: it has no frame number. */
export const identityLeaf = 128;
export const frameMask = largeLeaf - 1;

/** A quarter of a large frame is in use, or marked as unused. */
export const usedQuarter = 1;
export const unusedQuarter = 2;

// The position of a thread: its next step.
export const idlePc = 0;
export const lockPc = 1;
export const addRootPc = 2;
export const allocPmdTablePc = 3;
export const enterPmdTablePc = 4;
export const addPmdPc = 5;
export const allocLargePc = 6;
export const enterLargePc = 7;
export const useNewLargePc = 8;
export const useLargePc = 9;
export const allocPteTablePc = 10;
export const enterPteTablePc = 11;
export const addPtePc = 12;
export const allocPagePc = 13;
export const enterLeafPc = 14;
export const removeRootPc = 15;
export const removePmdPc = 16;
export const unusePc = 17;
export const clearLargePc = 18;
export const removePtePc = 19;
export const clearLeafPc = 20;
export const scanPteTablePc = 21;
export const dropPteTablePc = 22;
export const scanPmdTablePc = 23;
export const dropPmdTablePc = 24;
export const flushPc = 25;
export const freePendingPc = 26;
export const unlockPc = 27;

export const pcNames = [
  'choose an operation',
  'take the mutex',
  'read the root to add',
  'allocate a PMD table',
  'enter the PMD table',
  'read the PMD entry to add',
  'allocate a large frame',
  'enter the large frame',
  'mark the new large frame',
  'mark the large frame',
  'allocate a PTE table',
  'enter the PTE table',
  'read a PTE to add',
  'allocate a page',
  'enter a leaf',
  'read the root to remove',
  'read the PMD entry to remove',
  'mark as unused',
  'clear the large leaf',
  'read a PTE to remove',
  'clear a leaf',
  'search the PTE table for an entry',
  'clear the entry of the PTE table',
  'search the PMD table for an entry',
  'clear the root',
  'flush the TLB',
  'free a frame',
  'release the mutex',
] as const;

/** The position of the entries of a table, or of the quarters of a large frame. */
export function entriesOf(frame: number): number {
  return memoryAt + entryCount * (frame - 1);
}

/** The threads come first. */
export const processCount = threadCount + 2;
export const walkerProcess = processCount - 2;
export const otherProcess = processCount - 1;

/** More operations than are ever used. */
export const unboundedOperations = 255;

/** The result of an attempt: a step was taken, this choice is not possible, or there are no more choices. */
export type Attempt = typeof taken | typeof impossible | typeof exhausted;
export const taken = 1;
export const impossible = 0;
export const exhausted = -1;
