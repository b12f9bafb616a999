/**
 * The requests of a kernel program to the machine, one indivisible step each. `steps/steps.ts` has a row
 * for each kind: what its fields hold, its traits and its words.
 */
import type { CodeStack } from '../../../text/code-place.ts';
import { Level } from '../machine/geometry.ts';

/** Kinds of request. Numbers, because the engine compiles and switches on them in the hot loop. */
export const Op = {
  /** Take or release the `Lock` `arg`; of a kernel's own walks, always vmem_mutex. */
  lock: 1,
  unlock: 2,
  /** Read an entry's class; answers one of `EntryClass`. */
  read: 3,
  /** Follow an entry; answers the handle of the table it names, or the machine ends in an oops. */
  follow: 4,
  /** Look through a whole table; answers 1 if every entry is none, else 0. */
  scanTable: 5,
  /** Allocate; answers a handle, or 0 if the allocation failed. `arg` is an `AllocKind`. */
  alloc: 6,
  /** Write an entry: to name the table `arg`, an identity leaf, or the memmap leaf `arg`. */
  setTable: 7,
  setIdentity: 8,
  setMemmap: 9,
  /** Empty an entry; with `arg` 1 the thread keeps what it named, to be freed with `freeHeld`. */
  clear: 10,
  /** Free the table `arg` that the entry names, or the memmap leaf that it names (`arg` 1: to the altmap). */
  freeTable: 11,
  freeMemmap: 12,
  /** Fill `arg` bytes at `va` with 0xFD (unused), with zeroes (a struct page in use), or test them. */
  markUnused: 13,
  markUsed: 14,
  testUnused: 15,
  /** The variable unused_pmd_start: is it set; is it `va`; fill from it to the end of its PMD; assign. */
  tailIsSet: 16,
  tailIs: 17,
  markTail: 18,
  setTail: 19,
  /** flush_tlb_kernel_range(va, arg). */
  flush: 20,
  /** Add `arg` to the direct-map counter of leaves of `level`. */
  count: 21,
  /** WARN_ON_ONCE in the function `arg` of `warners`. */
  warn: 22,
  /** Environment: an entry point is called for [va, arg) / returned `arg`. */
  call: 23,
  return: 24,
  /** Environment: the core writes the struct pages at [va, va + arg) with `byte`. */
  writeMemmap: 25,
  /** Free what a `clear` kept of the entry of `level` at `va`: memmap, or (`arg` 1) a table. */
  freeHeld: 26,
  /** A reader without locks: load an entry once; answers as `readAnswer` says. */
  readEntry: 27,
  /** set_memory_*(): write a leaf anew with other protection bits. */
  rewriteLeaf: 28,
  /** pfn_to_online_page(): answers 1 if the memmap at `va` is initialised and live. */
  isOnline: 29,
  /** Read a struct page at `va`. */
  touchMemmap: 30,
  /** Another user of memory allocates a page: any free one may be returned. */
  takeFrame: 31,
  /** The static variable `arg` of a C source: answers its value; assign `va`. Number 0 is unused_pmd_start. */
  loadStatic: 32,
  setStatic: 33,
  /** The program does something that ends it: `arg` is an index into `faultNames`. */
  fault: 34,
  /** Split an identity leaf: fill the table `arg` to map the same, write the entry to name it, count the leaves. */
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

/** What `readEntry` answers: a class, or the handle of the table below plus `table`. */
export const ReadAnswer = { none: 0, leaf: 1, table: 2 } as const;

/** What an alloc request wants; the last two come from the altmap, not from the page allocator. */
export const AllocKind = { table: 0, block: 1, page: 2, altmapBlock: 3, altmapPage: 4 } as const;

/** What a program can do wrong by itself; `facts.ts` says what each shows. */
export const faultNames = [
  'malformed',
  'cleared',
  'followedCleared',
  'endless',
  'undefined',
  'notAllocated',
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

/** Functions that can WARN, by the number a `warn` request or the machine uses. */
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

/** Handle of the table that is there before any operation: swapper_pg_dir. */
export const rootTable: Handle = 0;

/** What `va` and `arg` hold depends on `op`: see the row of the step. A field that a step does not use is 0. */
export interface Request {
  op: Op;
  /** The table that the step goes through. */
  table: Handle;
  level: Level;
  va: number;
  arg: number;
  /** Of `call` and `return`. */
  call: CallKind;
  /** Of `writeMemmap`: what the core writes. */
  byte: number;
  /** Where the C source makes the request; null if the program is written by hand. Valid until the program is resumed. */
  stack: CodeStack | null;
}

/** A kernel function as a program: yields requests, receives answers, must not remember anything else. */
export type Program<T> = Generator<Readonly<Request>, T, Answer>;

/**
 * The one object that every program yields. Protocol: it is valid until any program is resumed or makes
 * its next request; what must live longer is copied (`{ ...request }`). Three places copy: the trie when it
 * keeps a request for reports, the threads of the plain machine, and mutants that make requests in advance.
 * A new object for each request costs 8 % of the CPU time of `conform`.
 */
const request: Request = {
  op: Op.lock,
  table: 0,
  level: Level.pte,
  va: 0,
  arg: 0,
  call: CallKind.populate,
  byte: 0,
  stack: null,
};
/** Where the C source returned that ran last. */
let returnStack: CodeStack | null = null;

function ask(op: Op, table: Handle, level: Level, va: number, arg: number): Request {
  request.op = op;
  request.table = table;
  request.level = level;
  request.va = va;
  request.arg = arg;
  request.call = CallKind.populate;
  request.byte = 0;
  request.stack = null;
  return request;
}

/** The place in the C source that made the last request. */
export function askedAt(stack: CodeStack): void {
  request.stack = stack;
}

/** A C source returns from an entry point: the return request that is made next belongs there. */
export function returnsAt(stack: CodeStack): void {
  returnStack = stack;
}

export const lock = (id: Lock = Lock.vmemMutex) => ask(Op.lock, 0, 0, 0, id);
export const unlock = (id: Lock = Lock.vmemMutex) => ask(Op.unlock, 0, 0, 0, id);
export const read = (table: Handle, level: Level, va: number) => ask(Op.read, table, level, va, 0);
export const follow = (table: Handle, level: Level, va: number) =>
  ask(Op.follow, table, level, va, 0);
export const scanTable = (table: Handle, level: Level) => ask(Op.scanTable, table, level, 0, 0);
export const allocTable = (level: Level, va: number) =>
  ask(Op.alloc, 0, level, va, AllocKind.table);
export const allocBlock = (va: number, altmap = false) =>
  ask(Op.alloc, 0, Level.pmd, va, altmap ? AllocKind.altmapBlock : AllocKind.block);
export const allocPage = (va: number, altmap = false) =>
  ask(Op.alloc, 0, Level.pte, va, altmap ? AllocKind.altmapPage : AllocKind.page);
export const setTable = (table: Handle, level: Level, va: number, child: Handle) =>
  ask(Op.setTable, table, level, va, child);
export const replaceLeaf = (table: Handle, level: Level, va: number, child: Handle) =>
  ask(Op.replaceLeaf, table, level, va, child);
export const setIdentity = (table: Handle, level: Level, va: number) =>
  ask(Op.setIdentity, table, level, va, 0);
export const setMemmap = (table: Handle, level: Level, va: number, leaf: Handle) =>
  ask(Op.setMemmap, table, level, va, leaf);
export const clear = (table: Handle, level: Level, va: number) =>
  ask(Op.clear, table, level, va, 0);
/** Empties an entry and keeps what it named. */
export const unhook = (table: Handle, level: Level, va: number) =>
  ask(Op.clear, table, level, va, 1);
export const freeHeld = (level: Level, va: number, isTable: boolean) =>
  ask(Op.freeHeld, 0, level, va, isTable ? 1 : 0);
export const freeTable = (table: Handle, level: Level, va: number, child: Handle) =>
  ask(Op.freeTable, table, level, va, child);
export const freeMemmap = (table: Handle, level: Level, va: number, altmap = false) =>
  ask(Op.freeMemmap, table, level, va, altmap ? 1 : 0);
export const markUnused = (va: number, bytes: number) =>
  ask(Op.markUnused, 0, Level.pmd, va, bytes);
export const markUsed = (va: number, bytes: number) => ask(Op.markUsed, 0, Level.pmd, va, bytes);
export const testUnused = (va: number, bytes: number) =>
  ask(Op.testUnused, 0, Level.pmd, va, bytes);
export const tailIsSet = () => ask(Op.tailIsSet, 0, 0, 0, 0);
export const tailIs = (va: number) => ask(Op.tailIs, 0, 0, va, 0);
export const markTail = () => ask(Op.markTail, 0, Level.pmd, 0, 0);
export const setTail = (va: number) => ask(Op.setTail, 0, 0, va, 0);
export const flush = (start: number, end: number) => ask(Op.flush, 0, 0, start, end);
export const count = (level: Level, delta: number) => ask(Op.count, 0, level, 0, delta);
export const warn = (func: (typeof warners)[number]) =>
  ask(Op.warn, 0, 0, 0, warners.indexOf(func));
const allWarners: readonly string[] = warners;

/** A WARN_ON_ONCE in a function of a C source, which may have any name. */
export const warnIn = (func: string) => {
  const known = allWarners.indexOf(func);
  return ask(Op.warn, 0, 0, 0, known < 0 ? warners.length - 1 : known);
};
export const loadStatic = (number: number) => ask(Op.loadStatic, 0, 0, 0, number);
export const setStatic = (number: number, value: number) => ask(Op.setStatic, 0, 0, value, number);
export const call = (kind: CallKind, start: number, end: number) => {
  ask(Op.call, 0, 0, start, end).call = kind;
  return request as Readonly<Request>;
};
export const returned = (kind: CallKind, result: number) => {
  ask(Op.return, 0, 0, 0, result);
  request.call = kind;
  request.stack = returnStack;
  returnStack = null;
  return request as Readonly<Request>;
};
export const writeMemmap = (va: number, bytes: number, byte: number) => {
  ask(Op.writeMemmap, 0, 0, va, bytes).byte = byte;
  return request as Readonly<Request>;
};
export const readEntry = (table: Handle, level: Level, va: number) =>
  ask(Op.readEntry, table, level, va, 0);
export const rewriteLeaf = (table: Handle, level: Level, va: number) =>
  ask(Op.rewriteLeaf, table, level, va, 0);
export const isOnline = (va: number) => ask(Op.isOnline, 0, Level.pte, va, 0);
export const touchMemmap = (va: number) => ask(Op.touchMemmap, 0, Level.pte, va, 0);
export const fault = (name: FaultName) => ask(Op.fault, 0, 0, 0, faultNames.indexOf(name));
export const takeFrame = () => ask(Op.takeFrame, 0, 0, 0, 0);
