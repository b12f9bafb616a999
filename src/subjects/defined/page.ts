/**
 * The data of a defined system for the page besides the document: words, and the panel that draws its
 * states.
 */
import { type Invariant, idsBrokenBy } from '../../invariants/invariant.ts';
import type { SubjectPage } from '../../subject/page.ts';
import { initialStateName } from './define-system.ts';

/** `modelled`: the file of the system, or another name. */
export function definedPage(modelled: string, invariants: readonly Invariant[]): SubjectPage {
  const judged = invariants.filter(({ violatedBy }) => violatedBy !== 0);
  return {
    panels: 'fields',
    words: ({ operations: [first] }) => ({
      about: `The system that \`${modelled}\` defines, one action at a time, with the state after each.`,
      unit: first?.op === initialStateName ? 'state' : 'action',
      start: { text: 'the initial state', why: 'No action has been taken yet.' },
      startOfPart: 'The fields have their values after those actions.',
    }),
    factMeanings: Object.fromEntries(
      judged.map(({ id, claim }) => [id, `${id} is broken: ${claim.replace(/\.$/, '')}`]),
    ),
    crashWords: {},
    factsIn: (mask) => idsBrokenBy(judged, mask),
  };
}
