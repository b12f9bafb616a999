/** The data of vmem.c for the page besides the document: words, and the panels that draw its states. */
import { Fact, factMeanings, factNames } from '../../invariants/facts.ts';
import { meet } from '../../model/masks.ts';
import type { SubjectPage } from '../../subject/page.ts';
import { crashWords } from './steps/crash-words.ts';

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
