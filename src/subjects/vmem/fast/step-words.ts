/**
 * A compiled step: its op, and words at named offsets. A name has one meaning in all kinds of step,
 * and two names share an offset only if no kind of step has both.
 */
import { wordsPerStep } from '../../../model/program/history-trie.ts';
import { Op } from '../kernel/request.ts';

export const StepWord = {
  /** The entry that the step reads, writes, clears or frees. */
  entry: 0,
  /** alloc: an `AllocKind`. */
  what: 0,
  /** First page of memmap, or the single page; of testUnused, the page of its first byte. */
  page: 0,
  /** tailIs, setTail: a byte that encodes the address. */
  tail: 0,
  /** loadStatic, setStatic: the byte of the variable. */
  staticByte: 0,
  /** flush: index into `flushes` of the compiler. */
  flush: 0,
  /** lock, unlock: a `Lock`. */
  lock: 0,
  /** fault: index into `faultNames`. */
  fault: 0,
  /** call, return: a `CallKind`. */
  callKind: 0,
  /** Return value of the program, at its end. */
  finalResult: 0,

  /** Writes, clear, scanTable: the byte that counts the entries of the table that are not empty. */
  used: 1,
  /** alloc of a table, count. */
  level: 1,
  /** freeMemmap, freeHeld, testUnused: the PMD of the block; -1 for none. */
  pmd: 1,
  /** Number of pages. */
  pages: 1,
  /** setStatic: a byte that encodes the value. loadStatic: the number of the variable. */
  staticValue: 1,
  variable: 1,
  /** return: the return value of the call. */
  result: 1,

  /** Writes: the class of the entry, an `EntryByte`. */
  entryClass: 2,
  /** markUnused: which of its pages it fills in part only, an `Edge` each. */
  edges: 2,
  /** testUnused: the pages of the block that must be all 0xFD, one bit each; more than a byte if it leaves the block. */
  contentMask: 2,
  /** clear: 1 if the thread keeps the object that the entry named. */
  isHeld: 2,
  /** freeTable, freeHeld: 1 for a table that boot reserved. */
  isReserved: 2,
  /** count: the difference. */
  delta: 2,
  /** call, return: where the state before the call is saved; -1 if the call cannot fail. */
  snapshot: 2,

  /** Writes, clear, replaceLeaf: the level of an identity leaf, plus `notCounted` where boot did not count; else -1. */
  counted: 3,
  /** return of 0: the units of its range, one bit each; 0 if a mask cannot represent them. */
  units: 3,

  /** follow, readEntry, alloc: the handle that the program receives. */
  handle: 4,
  /** setMemmap, freeMemmap: number of the altmap that serves the call, from 1; 0 if none does. */
  altmap: 4,
  /** Index into `calls` of the compiler: the call of the step; 0 before the first. */
  call: 5,
  /**
   * The guard: (byte offset, mask) pairs in `guards` of the compiler, from one index to the other. Bits of
   * live memmap that clear and free must not hit; bits that call, return and writeMemmap clear or set; of the
   * return of a remove, memmap that describes the range; the bit of `initialised` that isOnline tests.
   */
  guardStart: 6,
  guardEnd: 7,
} as const;
/** Calls and returns are not steps. */
export function stepsCounted(op: number): number {
  return op === Op.call || op === Op.return ? 0 : 1;
}

/** The first or last page of a fill that covers a part of it: such a page does not become all 0xFD. */
export const Edge = { first: 1, last: 2 } as const;

/** More than any level. */
export const notCounted = 8;

export type WordName = keyof typeof StepWord;

/** The words used by a step; the others are 0. */
export type StepWords = Readonly<Partial<Record<WordName, number>>>;

const offsets: readonly (readonly [string, number])[] = Object.entries(StepWord);
const offsetOf: ReadonlyMap<string, number> = new Map(offsets);

/** Writes the words of a step at `at`, where all are 0. */
export function storeStep(target: Int32Array, at: number, step: StepWords): void {
  for (const [name, value] of Object.entries(step)) {
    target[at + (offsetOf.get(name) ?? wordsPerStep)] = value;
  }
}
