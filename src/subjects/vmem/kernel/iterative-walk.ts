/**
 * The walks before the series, kept by its first version for adding: one loop that looks up all levels again
 * for each step.
 *
 * Models: arch/s390/mm/vmem.c vmem_add_range(), vmem_remove_range() and vmemmap_populate() before the series
 * and, for adding, up to v1 9/9 (features name what each patch changed).
 */
import { entryEnd, isFolded, type MachineDescription } from '../machine/description.ts';
import { alignDown, isAligned, Level, pageBytes } from '../machine/geometry.ts';
import {
  allocBlock,
  allocPage,
  allocTable,
  clear,
  count,
  flush,
  follow,
  read,
  setIdentity,
  setMemmap,
  setTable,
} from './ask.ts';
import { Errno, type RevisionContext } from './context.ts';
import { EntryClass, type Handle, type Program, rootTable } from './request.ts';
import { markNewBlock, markPartUsed } from './unused-marks.ts';

/** Allocation of a table failed. */
const noTable: Handle = -1;

/** The table below the entry of `level`, allocated if the entry is empty; `noTable` if the allocation fails. */
function* tableBelow(
  machine: MachineDescription,
  level: Level,
  table: Handle,
  address: number,
): Program<Handle> {
  if (isFolded(machine, level)) return rootTable;
  if ((yield read(table, level, address)) === EntryClass.none) {
    const child = yield allocTable((level - 1) as Level, address);
    if (child === 0) return noTable;
    yield setTable(table, level, address, child);
  }
  // The kernel does not test for a large leaf: following one is an oops.
  return yield follow(table, level, address);
}

/** Walks down to the pud table for an address. */
function* pudTableFor(machine: MachineDescription, address: number): Program<Handle> {
  const p4dTable = yield* tableBelow(machine, Level.pgd, rootTable, address);
  if (p4dTable === noTable) return noTable;
  return yield* tableBelow(machine, Level.p4d, p4dTable, address);
}

/** Whether a large identity leaf fits, by the test from before the series. */
function fitsLargeIdentity(
  machine: MachineDescription,
  level: Level,
  address: number,
  end: number,
): boolean {
  const facility = level === Level.pud ? machine.edat2 : machine.edat1;
  const span = machine.geometry.span[level];
  if (!facility || machine.debugPagealloc || address === 0) return false;
  return isAligned(address, span) && address + span <= end;
}

/** vmem_add_range() (vmem_add_mem()): identity-maps [start, end); returns an `Errno`. */
export function* addIteratively(
  kernel: RevisionContext,
  start: number,
  end: number,
): Program<number> {
  const { machine } = kernel;
  const leaves = [0, 0, 0];
  let ret: number = Errno.ok;
  let address = start;
  while (address < end) {
    const level = yield* addOneLeaf(machine, address, end);
    if (level < 0) {
      ret = Errno.noMemory;
      break;
    }
    leaves[level]++;
    address += machine.geometry.span[level];
  }
  yield* countLeaves(leaves, 1);
  return ret;
}

/** Writes the identity leaf for `address` and returns its level; -1 if an allocation fails. */
function* addOneLeaf(machine: MachineDescription, address: number, end: number): Program<number> {
  let table = yield* pudTableFor(machine, address);
  for (let level: Level = Level.pud; level > Level.pte; level = (level - 1) as Level) {
    if (table === noTable) return -1;
    if (fitsLargeIdentity(machine, level, address, end)) {
      if ((yield read(table, level, address)) === EntryClass.none) {
        yield setIdentity(table, level, address);
        return level;
      }
    }
    table = yield* tableBelow(machine, level, table, address);
  }
  if (table === noTable) return -1;
  // The entry is overwritten whatever it contains, and counted again.
  yield setIdentity(table, Level.pte, address);
  return Level.pte;
}

/** update_page_count() for pte, pmd and pud leaves, in this order. */
function* countLeaves(leaves: readonly number[], sign: 1 | -1): Program<void> {
  for (const level of [Level.pte, Level.pmd, Level.pud]) {
    if (leaves[level] > 0) yield count(level, sign * leaves[level]);
  }
}

/**
 * vmem_remove_range() before v1 2/9: it steps by whole entries from its current address, so it can clear
 * leaves that are only partly in the range, and skip mapped parts after a hole.
 */
export function* removeIteratively(
  kernel: RevisionContext,
  start: number,
  end: number,
): Program<void> {
  const { machine } = kernel;
  const leaves = [0, 0, 0];
  let address = start;
  while (address < end) address += yield* removeOneEntry(machine, address, leaves);
  yield flush(start, end);
  yield* countLeaves(leaves, -1);
}

/** Clears what maps `address` and returns the number of bytes to advance. */
function* removeOneEntry(
  machine: MachineDescription,
  address: number,
  leaves: number[],
): Program<number> {
  const { span } = machine.geometry;
  let table: Handle = rootTable;
  for (let level: Level = machine.geometry.root; level > Level.pte; level = (level - 1) as Level) {
    const entry = yield read(table, level, address);
    if (entry === EntryClass.none) return span[level];
    if (entry === EntryClass.leaf) {
      yield clear(table, level, address);
      leaves[level]++;
      return span[level];
    }
    table = yield follow(table, level, address);
  }
  // An empty entry is also cleared and counted.
  yield clear(table, Level.pte, address);
  leaves[Level.pte]++;
  return pageBytes;
}

/** vmemmap_populate() without lock and without rollback; returns an `Errno`. */
export function* populateIteratively(
  kernel: RevisionContext,
  start: number,
  end: number,
): Program<number> {
  let address = start;
  while (address < end) {
    const next = yield* populateOne(kernel, address, end);
    if (next < 0) return Errno.noMemory;
    address = next;
  }
  return Errno.ok;
}

/** Maps the block or page for `address` and returns the next address; -1 if an allocation fails. */
function* populateOne(kernel: RevisionContext, address: number, end: number): Program<number> {
  const { machine, features } = kernel;
  const pudTable = yield* pudTableFor(machine, address);
  if (pudTable === noTable) return -1;
  const pmdTable = yield* tableBelow(machine, Level.pud, pudTable, address);
  if (pmdTable === noTable) return -1;
  const pmd = machine.geometry.span[Level.pmd];
  const nextBlock = alignDown(address, pmd) + pmd;
  const entry = yield read(pmdTable, Level.pmd, address);
  if (entry === EntryClass.leaf) {
    if (features.marksUnusedParts) {
      yield* markPartUsed(kernel, address, entryEnd(machine, Level.pmd, address, end));
    }
    return nextBlock;
  }
  if (entry === EntryClass.none) {
    if (machine.edat1) {
      if (yield* populateBlock(kernel, pmdTable, address, end)) return nextBlock;
      if (!features.fallsBackToPages) return -1;
    }
    const child = yield allocTable(Level.pte, address);
    if (child === 0) return -1;
    yield setTable(pmdTable, Level.pmd, address, child);
  }
  const pteTable = yield follow(pmdTable, Level.pmd, address);
  if ((yield read(pteTable, Level.pte, address)) === EntryClass.none) {
    const page = yield allocPage(address, false);
    if (page === 0) return -1;
    yield setMemmap(pteTable, Level.pte, address, page);
  }
  return address + pageBytes;
}

/** Maps a whole block, even if [address, end) needs only part of it; returns false if an allocation fails. */
function* populateBlock(
  kernel: RevisionContext,
  pmdTable: Handle,
  address: number,
  end: number,
): Program<boolean> {
  const block = yield allocBlock(address, false);
  if (block === 0) return false;
  yield setMemmap(pmdTable, Level.pmd, address, block);
  const next = entryEnd(kernel.machine, Level.pmd, address, end);
  const isPartial = next - address < kernel.machine.geometry.span[Level.pmd];
  if (isPartial && kernel.features.marksUnusedParts) yield* markNewBlock(kernel, address, next);
  return true;
}
