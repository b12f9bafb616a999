/**
 * Threads that use the same tables and memory as vmem.c, without vmem_mutex.
 *
 * Models: arch/s390/mm/dump_pagetables.c walk_{pgd,p4d,pud,pmd,pte}_level(), v5.10 (the page-table dumper);
 * pfn_to_online_page() and users of its struct page; arch/s390/mm/pageattr.c change_page_attr(), v5.10, of
 * leaves that need no split, and set_memory_4k(), which splits them; users of the page allocator.
 */
import { hex } from '../../../text/hex.ts';
import { isOnline, readEntry, rewriteLeaf, takeFrame, touchMemmap } from '../kernel/ask.ts';
import { Errno } from '../kernel/context.ts';
import type { KernelContext } from '../kernel/kernel-source.ts';
import { type Handle, type Program, ReadAnswer, rootTable } from '../kernel/request.ts';
import { splitLargeLeaf } from '../kernel/split-leaf.ts';
import { memmapRange, type Range, sectionRange } from '../machine/description.ts';
import { Level, pageBytes } from '../machine/geometry.ts';
import type { Operation } from './scope.ts';

/** Loads the entries that lead to `va`, each once, and continues in the table that it saw there. */
function* walkWithoutLock(
  kernel: KernelContext,
  va: number,
): Program<{ table: Handle; level: Level; isLeaf: boolean }> {
  let table: Handle = rootTable;
  let level: Level = kernel.machine.geometry.root;
  for (;;) {
    const seen = yield readEntry(table, level, va);
    if (seen <= ReadAnswer.leaf) return { table, level, isLeaf: seen === ReadAnswer.leaf };
    table = seen - ReadAnswer.table;
    level = (level - 1) as Level;
  }
}

function* dumpTables(kernel: KernelContext, va: number): Program<number> {
  yield* walkWithoutLock(kernel, va);
  return 0;
}

function* changePageAttribute(kernel: KernelContext, va: number): Program<number> {
  const { table, level } = yield* walkWithoutLock(kernel, va);
  yield rewriteLeaf(table, level, va);
  return 0;
}

/** Splits each large leaf on the way to a page, then reads the entry again. */
function* splitToPages(kernel: KernelContext, va: number): Program<number> {
  let table: Handle = rootTable;
  let level: Level = kernel.machine.geometry.root;
  while (level > Level.pte) {
    const seen = yield readEntry(table, level, va);
    if (seen === ReadAnswer.none) return Errno.invalid;
    if (seen === ReadAnswer.leaf) {
      if (!(yield* splitLargeLeaf(table, level, va))) return Errno.noMemory;
      continue;
    }
    table = seen - ReadAnswer.table;
    level = (level - 1) as Level;
  }
  return Errno.ok;
}

function* useStructPage(va: number): Program<number> {
  if (yield isOnline(va)) yield touchMemmap(va);
  return 0;
}

function* allocateElsewhere(): Program<number> {
  yield takeFrame();
  return 0;
}

/** Dumps the tables that lead to each page of the ranges, one page per operation. */
export function dumperOperations(kernel: KernelContext, ranges: readonly Range[]): Operation[] {
  return pagesOf(ranges).map((va) => ({
    record: { op: 'dump', start: hex(va) },
    label: `dump the page tables at ${hex(va)}`,
    requires: [],
    program: () => dumpTables(kernel, va),
  }));
}

/**
 * set_memory_*() of the first page of each section: memory in use, which is not unplugged during the call.
 */
export function setMemoryOperations(
  kernel: KernelContext,
  sections: readonly number[],
  splits = false,
): Operation[] {
  const name = splits ? 'set_memory_4k' : 'set_memory';
  return sections.map((section) => {
    const { start } = sectionRange(kernel.machine, section);
    const page = { start, end: start + pageBytes };
    return {
      record: { op: splits ? 'set-memory-4k' : 'set-memory', start: hex(start) },
      label: `${name} of the page at ${hex(start)}`,
      requires: [{ area: 'identity', range: page, live: true }],
      program: () => (splits ? splitToPages(kernel, start) : changePageAttribute(kernel, start)),
    };
  });
}

/** A walk over page frames that uses the first struct page of each section if the section is online. */
export function pfnWalkerOperations(
  kernel: KernelContext,
  sections: readonly number[],
): Operation[] {
  return sections.map((section) => {
    const { start } = memmapRange(kernel.machine, section);
    return {
      record: { op: 'walk-pfns', sections: [section] },
      label: `walk the page frames of section ${section}`,
      requires: [],
      program: () => useStructPage(start),
    };
  });
}

export function allocatorOperations(): Operation[] {
  return [
    {
      record: { op: 'allocate' },
      label: 'another user allocates a page',
      requires: [],
      program: allocateElsewhere,
    },
  ];
}

function pagesOf(ranges: readonly Range[]): number[] {
  const pages: number[] = [];
  for (const { start, end } of ranges) {
    for (let va = start; va < end; va += pageBytes) pages.push(va);
  }
  return pages;
}
