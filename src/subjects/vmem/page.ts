/** The data of vmem.c for the page besides the document: words, and the panels that draw its states. */
import { Fact, type FactName, factMeanings, factNames } from '../../invariants/facts.ts';
import { meet } from '../../model/masks.ts';
import type { SubjectPage } from '../../subject/page.ts';

const accessFault =
  'An oops: no memmap is mapped there, so the access faults and the kernel crashes.';

export const crashWords: Readonly<Partial<Record<FactName, string>>> = {
  walkedIntoNoTable:
    'An oops, or worse: the entry does not point to a page table, but a real machine uses the memory there as one.',
  readUnmapped: accessFault,
  wroteUnmapped: accessFault,
  lockTakenTwice: 'The thread waits for a lock that it holds itself: it hangs.',
  freedTwice:
    'Frees memory that is not allocated: the allocator stops the kernel, or allocates it twice.',
};

export const vmemPage: SubjectPage = {
  panels: 'page-tables',
  words: () => ({
    about:
      'The Linux code that maps and unmaps hot-plugged memory (s390 `vmem.c`), executed one indivisible step at a time on a model of the machine.',
    unit: 'operation',
    start: {
      text: 'nothing is added yet',
      why: 'Only the root table exists; no memory has been hot-plugged.',
    },
    startOfPart: 'The tables have their state after those steps.',
  }),
  factMeanings,
  crashWords,
  factsIn: (mask) => factNames.filter((fact) => meet(Fact[fact], mask)),
};
