/**
 * The requests of a kernel program to the machine, one indivisible step each. `ask.ts` makes them;
 * `steps/steps.ts` has a row for each kind: its traits and its words.
 */
import type { CodeStack } from '../../../text/code-place.ts';
import type { Level } from '../machine/geometry.ts';

/** Kinds of request. Numbers, because the engine compiles and switches on them in the hot loop. */
export const Op = {
  /** Take or release a lock; in the kernel's own walks, always vmem_mutex. */
  lock: 1,
  unlock: 2,
  /** Read an entry's class; answers one of `EntryClass`. */
  read: 3,
  /** Follow an entry; answers the handle of the table it names, or the machine ends in an oops. */
  follow: 4,
  /** Look through a whole table; answers 1 if every entry is none, else 0. */
  scanTable: 5,
  /** Allocate; answers a handle, or 0 if the allocation failed. */
  alloc: 6,
  /** Write an entry: to name a table, an identity leaf, or a memmap leaf. */
  setTable: 7,
  setIdentity: 8,
  setMemmap: 9,
  /** Empty an entry. */
  clear: 10,
  /** Free the table or the memmap leaf that the entry names. */
  freeTable: 11,
  freeMemmap: 12,
  /** Fill bytes with 0xFD (unused), with zeroes (a struct page in use), or test them. */
  markUnused: 13,
  markUsed: 14,
  testUnused: 15,
  /** The variable unused_pmd_start: is it set; is it `va`; fill from it to the end of its PMD; assign. */
  tailIsSet: 16,
  tailIs: 17,
  markTail: 18,
  setTail: 19,
  /** flush_tlb_kernel_range(). */
  flush: 20,
  /** Change the direct-map counter of leaves of a level. */
  count: 21,
  warn: 22,
  /** Environment: an entry point is called, or has returned. */
  call: 23,
  return: 24,
  /** Environment: the core writes struct pages. */
  writeMemmap: 25,
  /** Free the target of an entry that a `clear` kept. */
  freeHeld: 26,
  /** A reader without locks: load an entry once; answers as in `readAnswer`. */
  readEntry: 27,
  /** set_memory_*(): rewrite a leaf with other protection bits. */
  rewriteLeaf: 28,
  /** pfn_to_online_page(): answers 1 if the memmap at `va` is initialised and live. */
  isOnline: 29,
  /** Read a struct page at `va`. */
  touchMemmap: 30,
  /** Another user of memory allocates a page: any free one may be returned. */
  takeFrame: 31,
  /** A static variable of a C source: answers its value; assign to it. */
  loadStatic: 32,
  setStatic: 33,
  /** A fault that ends the program. */
  fault: 34,
  /** Split an identity leaf: fill a table to map the same, write the entry to name it, count the leaves. */
  replaceLeaf: 35,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** The answer to a read of an entry: a class, not a name, to keep the number of histories small. */
export const EntryClass = { none: 0, leaf: 1, table: 2 } as const;

/** Locks, in the order in which a thread may take them, except that vmem_mutex is the innermost. */
export const Lock = { vmemMutex: 0, hotplug: 1, dcss: 2, cpa: 3 } as const;
export type Lock = (typeof Lock)[keyof typeof Lock];
export const lockNames = ['vmem_mutex', 'mem_hotplug_lock', 'dcss_lock', 'cpa_mutex'] as const;
export const lockCount = lockNames.length;

/** The answer of `readEntry`: a class, or the handle of the table below plus `table`. */
export const ReadAnswer = { none: 0, leaf: 1, table: 2 } as const;

/** The kind of memory of an alloc request; the last two come from the altmap, not from the page allocator. */
export const AllocKind = { table: 0, block: 1, page: 2, altmapBlock: 3, altmapPage: 4 } as const;
export type AllocKind = (typeof AllocKind)[keyof typeof AllocKind];

/** Faults of a program itself; `facts.ts` maps each to its fact. */
export const faultNames = [
  'malformed',
  'cleared',
  'followedCleared',
  'endless',
  'undefined',
  'notAllocated',
  'notUnderstood',
  'noTable',
  'unmapped',
  'badTail',
] as const;
export type FaultName = (typeof faultNames)[number];

/** The entry points of vmem.c, as the environment calls them. */
export const CallKind = {
  populate: 0,
  free: 1,
  add: 2,
  remove: 3,
  addAtBoot: 4,
} as const;
export type CallKind = (typeof CallKind)[keyof typeof CallKind];

export const callNames = [
  'vmemmap_populate',
  'vmemmap_free',
  'vmem_add_mapping',
  'vmem_remove_mapping',
  'vmem_add_range',
] as const;

/** Functions that can WARN, by the number that a `warn` request or the machine uses. */
export const warners = [
  'modify_pagetable',
  'vmem_free_pages',
  'vmem_pte_free',
  'remove_pagetable',
  'remove_pud_table',
  'another function',
] as const;

/** Handle of a table or a memmap leaf; 0 is the root table, and the answer of a failed allocation. */
export type Handle = number;
export type Answer = number;

/** Handle of the table that exists before any operation: swapper_pg_dir. */
export const rootTable: Handle = 0;

/** The entry for `va` in a table. */
type OfEntry = {
  /** The table that the step goes through, and its level. */
  table: Handle;
  level: Level;
  va: number;
};
type OfEntryAndTable = OfEntry & {
  /** The table below. */
  child: Handle;
};
type OfBytes = {
  va: number;
  bytes: number;
};
type OfAddress = {
  va: number;
};
type OfLock = {
  lock: Lock;
};
type Nothing = Record<never, never>;

/** The fields of the request of each kind. */
interface RequestFields {
  lock: OfLock;
  unlock: OfLock;
  read: OfEntry;
  follow: OfEntry;
  scanTable: { table: Handle; level: Level };
  /** `level` is that of the table or of the leaf, `va` where it will be. */
  alloc: { what: AllocKind; level: Level; va: number };
  setTable: OfEntryAndTable;
  setIdentity: OfEntry;
  setMemmap: OfEntry & { memmap: Handle };
  /** `isHeld`: the thread keeps the target of the entry, to free it with `freeHeld`. */
  clear: OfEntry & { isHeld: boolean };
  freeTable: OfEntryAndTable;
  freeMemmap: OfEntry & { toAltmap: boolean };
  markUnused: OfBytes;
  markUsed: OfBytes;
  testUnused: OfBytes;
  tailIsSet: Nothing;
  tailIs: OfAddress;
  markTail: Nothing;
  /** `va` 0: there is no longer a tail. */
  setTail: OfAddress;
  flush: { start: number; end: number };
  count: { level: Level; delta: number };
  /** `warner`: index into `warners`. */
  warn: { warner: number };
  call: { call: CallKind; start: number; end: number };
  return: { call: CallKind; result: number };
  /** `byte`: the byte that the core writes. */
  writeMemmap: OfBytes & { byte: number };
  /** `va` is an address in the entry that named it. */
  freeHeld: { level: Level; va: number; isTable: boolean };
  readEntry: OfEntry;
  rewriteLeaf: OfEntry;
  isOnline: OfAddress;
  touchMemmap: OfAddress;
  takeFrame: Nothing;
  /** Number 0 is unused_pmd_start. */
  loadStatic: { variable: number };
  setStatic: { variable: number; value: number };
  /** `fault`: index into `faultNames`. */
  fault: { fault: number };
  replaceLeaf: OfEntryAndTable;
}

/** The name of a kind of step in the table of steps and in documents. */
export type StepName = keyof typeof Op;

type OfAny = {
  /**
   * The place in the C source that makes the request; null if the program is written by hand. Valid
   * until the program is resumed.
   */
  stack: CodeStack | null;
};

/** A request of one of these kinds. */
export type RequestOf<Name extends StepName> = {
  [Kind in Name]: { readonly op: (typeof Op)[Kind] } & Readonly<RequestFields[Kind]> & OfAny;
}[Name];

/** Any request: its `op` decides which fields it has. */
export type Request = RequestOf<StepName>;

/** Kinds of requests that name an entry of a table, or the table. */
type OfTable = {
  [Name in StepName]: RequestFields[Name] extends { table: Handle } ? Name : never;
}[StepName];

/** Goes through the handle of a table. */
export type TableRequest = RequestOf<OfTable>;
/** Reads or writes one entry. */
export type EntryRequest = RequestOf<Exclude<OfTable, 'scanTable'>>;

/** Begins or ends a call of an entry point. */
export type FrameRequest = RequestOf<'call' | 'return'>;

/** A kernel function as a program: yields requests, receives answers, must not depend on anything else. */
export type Program<T> = Generator<Request, T, Answer>;
