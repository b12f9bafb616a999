/**
 * The one walker of the series' second version: adds or removes a range, level by level.
 *
 * Models: arch/s390/mm/vmem.c modify_pagetable() and modify_{p4d,pud,pmd,pte}_table(), v2 2/9 to mainline;
 * for removing also remove_pagetable() and remove_{p4d,pud,pmd,pte}_table() of v1. Omitted: protection bits,
 * which do not affect any decision.
 */
import {
  contains,
  entryEnd,
  isFolded,
  type MachineDescription,
  type Range,
} from '../machine/description.ts';
import { alignDown, isAligned, Level, pageBytes } from '../machine/geometry.ts';
import {
  allocBlock,
  allocPage,
  allocTable,
  clear,
  count,
  flush,
  follow,
  lock,
  read,
  setIdentity,
  setMemmap,
  setTable,
  unlock,
  warn,
} from './ask.ts';
import { Errno, type Mode, type RevisionContext } from './context.ts';
import type { Features } from './features.ts';
import { tryFreeTable } from './free-table.ts';
import { freeUnhooked, giveBackMemmap, type Unhooked } from './give-back.ts';
import { nested } from './nested.ts';
import { EntryClass, type Handle, Lock, type Program, rootTable } from './request.ts';
import { splitLargeLeaf } from './split-leaf.ts';
import { markNewBlock, markPartUnused, markPartUsed } from './unused-marks.ts';

/** Result for an entry: done, a large leaf was added or removed, descend into its table, or out of memory. */
const Entry = { done: 0, leaf: 1, descend: 2, failed: 3 } as const;
type Entry = (typeof Entry)[keyof typeof Entry];

/** One walk: its context, its parameters, and what it has unlinked but not freed yet. */
interface Walk {
  readonly kernel: RevisionContext;
  readonly mode: Mode;
  readonly unhooked: Unhooked[];
}

/** modify_pagetable(): adds [start, end) to the tables, or removes it; returns an `Errno`. */
export function* modifyPagetable(
  kernel: RevisionContext,
  start: number,
  end: number,
  mode: Mode,
): Program<number> {
  const { features } = kernel;
  const isMisaligned = !isAligned(start, pageBytes) || !isAligned(end, pageBytes);
  if (isMisaligned || isRefused(kernel, { start, end })) {
    yield warn(features.addsRecursively ? 'modify_pagetable' : 'remove_pagetable');
    return Errno.invalid;
  }
  const unhooked: Unhooked[] = [];
  const walk = { kernel, mode, unhooked };
  const ret = yield* nested(modifyTable(walk, Level.pgd, rootTable, start, end));
  // The only flush of a walk, after it freed everything; an addition needs none.
  if (!mode.add) yield* flushRange(kernel, start, end);
  yield* freeUnhooked(unhooked);
  return ret;
}

/** Above the bound of all ranges, and no part of the KASAN shadow that the revision accepts there. */
function isRefused({ machine, features }: RevisionContext, range: Range): boolean {
  if (!features.refusesVmallocRange || range.end <= machine.vmallocStart) return false;
  const { kasanShadow } = machine;
  return kasanShadow === null || !contains(kasanShadow, range) || !features.acceptsKasanShadow;
}

/** The kernel flushes the range it was called for, although it may have cleared more. */
function* flushRange(kernel: RevisionContext, start: number, end: number): Program<void> {
  if (!kernel.features.flushesWholeEntries) {
    yield flush(start, end);
    return;
  }
  const { root, span } = kernel.machine.geometry;
  yield flush(alignDown(start, span[root]), alignDown(end + span[root] - 1, span[root]));
}

/**
 * modify_p4d_table(), modify_pud_table() and modify_pmd_table(), and the loop of modify_pagetable(): the
 * same walk at four levels. [start, end) lies within the table that the entry of the next higher level at
 * `start` in `parent` points to; a folded level is one entry that always exists.
 */
function* modifyTable(
  walk: Walk,
  level: Level,
  parent: Handle,
  start: number,
  end: number,
): Program<number> {
  const { kernel, mode } = walk;
  const { machine, features } = kernel;
  const isBelowRoot = level < machine.geometry.root;
  const table = isBelowRoot ? yield follow(parent, (level + 1) as Level, start) : rootTable;
  const folded = isFolded(machine, level);
  let ret: number = Errno.noMemory;
  let leaves = 0;
  let next = start;
  let addr = start;
  for (; addr < end; addr = next) {
    next = entryEnd(machine, level, addr, end);
    const became = folded ? Entry.descend : yield* modifyEntry(walk, level, table, addr, next);
    if (became === Entry.leaf) leaves++;
    if (became === Entry.failed) break;
    if (became !== Entry.descend) continue;
    const below = yield* nested(modifyBelow(walk, (level - 1) as Level, table, addr, next));
    if (keepsResult(features, level)) ret = below;
    if (below !== Errno.ok) break;
    if (!mode.add && features.freesEmptyTables) {
      const first = alignDown(addr, machine.geometry.span[level]);
      yield* tryFreeTable(kernel, level, table, first, walk.unhooked);
    }
  }
  if (mode.direct && leaves > 0) yield count(level, mode.add ? leaves : -leaves);
  if (addr >= end) return Errno.ok;
  // An allocation failed here, or `ret` holds an error from below. In the kernel both share one
  // variable; if an earlier entry of this table set it to 0, the error is lost.
  return features.keepsErrorCode && ret === Errno.ok ? Errno.noMemory : ret;
}

function modifyBelow(
  walk: Walk,
  level: Level,
  parent: Handle,
  start: number,
  end: number,
): Program<number> {
  return level === Level.pte
    ? modifyPteTable(walk, parent, start, end)
    : modifyTable(walk, level, parent, start, end);
}

/** Whether `ret` takes the result of the level below: modify_pte_table() has none before v2 3/9. */
function keepsResult(features: Features, level: Level): boolean {
  return level !== Level.pmd || features.walksMemmapRecursively;
}

/** The body of the walk above the pte level: handles the entry that contains [start, end). */
function* modifyEntry(
  walk: Walk,
  level: Level,
  table: Handle,
  start: number,
  end: number,
): Program<Entry> {
  const { kernel, mode } = walk;
  const entry = yield read(table, level, start);
  if (entry === EntryClass.table) return Entry.descend;
  if (entry === EntryClass.none) {
    return mode.add ? yield* fillEntry(walk, level, table, start, end) : Entry.done;
  }
  if (!mode.add) return yield* removeLargeLeaf(walk, level, table, start, end);
  const isBlock = !mode.direct && level === Level.pmd;
  if (isBlock && kernel.features.marksUnusedParts) yield* markPartUsed(kernel, start, end);
  return Entry.done;
}

/** Fills an empty entry with a large leaf if possible, else with a new table. */
function* fillEntry(
  walk: Walk,
  level: Level,
  table: Handle,
  start: number,
  end: number,
): Program<Entry> {
  const { kernel, mode } = walk;
  const { machine, features } = kernel;
  const whole = end - start === machine.geometry.span[level];
  const mayBeHere = start !== 0 || features.largeLeafAtZero;
  if (mode.direct && whole && mayBeHere && mayBeLargeIdentity(machine, level)) {
    yield setIdentity(table, level, start);
    return Entry.leaf;
  }
  if (!mode.direct && level === Level.pmd && machine.edat1) {
    const block = yield allocBlock(start, mode.altmap);
    if (block !== 0) {
      yield setMemmap(table, level, start, block);
      if (!whole && features.marksUnusedParts) yield* markNewBlock(kernel, start, end);
      return Entry.done;
    }
    if (!features.fallsBackToPages) return Entry.failed;
  }
  const child = yield allocTable((level - 1) as Level, start);
  if (child === 0) return Entry.failed;
  // v2 2/9 to 5.9-rc2 never linked a new pud table; this is visible only with a root above the pud level.
  if (level !== Level.p4d || features.linksPudTable) yield setTable(table, level, start, child);
  return Entry.descend;
}

function mayBeLargeIdentity(machine: MachineDescription, level: Level): boolean {
  if (machine.debugPagealloc) return false;
  return (level === Level.pmd && machine.edat1) || (level === Level.pud && machine.edat2);
}

/**
 * Removes a large leaf that the range covers completely; if it is covered in part, memmap is marked unused,
 * or the leaf is split.
 */
function* removeLargeLeaf(
  walk: Walk,
  level: Level,
  table: Handle,
  start: number,
  end: number,
): Program<Entry> {
  const { kernel, mode } = walk;
  const { machine, features } = kernel;
  const isBlock = !mode.direct && level === Level.pmd;
  if (end - start < machine.geometry.span[level]) {
    if (level === Level.pud && features.splitsLargeLeaves) {
      return yield* splitAndDescend(features, table, level, start);
    }
    // A partly covered identity leaf is silently kept.
    if (!isBlock || !features.marksUnusedParts) return Entry.done;
    if (!(yield* markPartUnused(kernel, start, end))) return Entry.done;
  }
  if (isBlock) {
    yield* giveBackMemmap(kernel, level, table, start, mode.altmap, walk.unhooked);
    return Entry.leaf;
  }
  // v1 only; memmap is never mapped by a leaf of this size.
  if (!mode.direct && !features.addsRecursively) yield warn('remove_pud_table');
  yield clear(table, level, start);
  return Entry.leaf;
}

/** The error of a split is ignored: the walk continues into an entry that may still be a leaf. */
function* splitAndDescend(
  { checksSplit, splitsUnderCpaMutex }: Features,
  table: Handle,
  level: Level,
  start: number,
): Program<Entry> {
  if (splitsUnderCpaMutex) yield lock(Lock.cpa);
  // set_memory_*() may have split it before the mutex was taken.
  const isLeaf = !splitsUnderCpaMutex || (yield read(table, level, start)) === EntryClass.leaf;
  const isSplit = !isLeaf || (yield* splitLargeLeaf(table, level, start));
  if (splitsUnderCpaMutex) yield unlock(Lock.cpa);
  return isSplit || !checksSplit ? Entry.descend : Entry.failed;
}

/** modify_pte_table(): single pages. `pmdTable` contains the entry that points to the table. */
function* modifyPteTable(
  walk: Walk,
  pmdTable: Handle,
  start: number,
  end: number,
): Program<number> {
  const { kernel, mode } = walk;
  const table = yield follow(pmdTable, Level.pmd, start);
  let ret: number = Errno.ok;
  let leaves = 0;
  for (let addr = start; addr < end; addr += pageBytes) {
    const entry = yield read(table, Level.pte, addr);
    if ((entry === EntryClass.none) !== mode.add) continue;
    if (!mode.add && mode.direct) {
      yield clear(table, Level.pte, addr);
    } else if (!mode.add) {
      yield* giveBackMemmap(kernel, Level.pte, table, addr, mode.altmap, walk.unhooked);
    } else if (mode.direct) {
      yield setIdentity(table, Level.pte, addr);
    } else {
      const page = yield allocPage(addr, mode.altmap);
      if (page === 0) {
        ret = Errno.noMemory;
        break;
      }
      yield setMemmap(table, Level.pte, addr, page);
    }
    leaves++;
  }
  if (mode.direct && leaves > 0) yield count(Level.pte, mode.add ? leaves : -leaves);
  return ret;
}
