/** What the page shows of vmem.c besides the document: words, and what draws its states. */
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
      why: 'There is the root table only; no memory was hot-plugged.',
    },
    startOfPart: 'The tables are as those steps left them.',
  }),
  factMeanings,
  crashWords,
  factsIn: (mask) => factNames.filter((fact) => meet(Fact[fact], mask)),
};
