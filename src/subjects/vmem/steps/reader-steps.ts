/** Steps of code that reads the tables or uses the memory alongside vmem.c, without its locks. */
import { hex } from '../../../text/hex.ts';
import { ReadAnswer } from '../kernel/request.ts';
import { levelNames } from '../machine/geometry.ts';
import { entryText, type StepRows, Trait, yesNo } from './step-row.ts';
import { classNames, entryClasses } from './walk-steps.ts';

export const readerSteps = {
  readEntry: {
    kind: 'read',
    does: 'load an entry without locks',
    purpose: 'Reads one entry to decide what to do with it.',
    traits: Trait.usesTable | Trait.ofReader,
    text: (request, answer) =>
      `read ${entryText(request)} without a lock: ${classNames[Math.min(answer ?? 0, ReadAnswer.table)]}`,
    pending: (request) => `read ${entryText(request)}`,
    site: ({ level }) => levelNames[level],
    answers: entryClasses,
    needs: ['dumper'],
  },
  rewriteLeaf: {
    kind: 'set',
    does: 'set_memory_*() on a leaf',
    purpose: 'Writes an entry: its addresses now translate.',
    traits: Trait.usesTable | Trait.ofReader,
    text: (request) => `write ${entryText(request)} anew, with other protection`,
    pending: (request) => `write ${entryText(request)} anew`,
    needs: ['setMemory'],
  },
  isOnline: {
    kind: 'test-online',
    does: 'pfn_to_online_page()',
    purpose: 'A reader tests whether the section is online, without a lock.',
    traits: Trait.ofReader,
    text: ({ va }, answer) => `is ${hex(va)} the memmap of an online section: ${yesNo(answer)}`,
    pending: ({ va }) => `is ${hex(va)} the memmap of an online section`,
    answers: () => ['no', 'yes'],
    needs: ['pfnWalker'],
  },
  touchMemmap: {
    kind: 'read-memmap',
    does: 'use a struct page',
    purpose: 'A reader uses a struct page: the memmap must be mapped there.',
    traits: Trait.ofReader,
    text: ({ va }) => `use the struct page at ${hex(va)}`,
    pending: ({ va }) => `use the struct page at ${hex(va)}`,
    needs: ['pfnWalker'],
  },
  takeFrame: {
    kind: 'alloc',
    does: 'allocate a free page',
    purpose: 'Another user of memory gets a page from the allocator.',
    traits: Trait.ofReader,
    text: () => 'get a page from the allocator: any that is free',
    pending: 'get a page from the allocator',
    needs: ['allocator'],
  },
} as const satisfies StepRows;
