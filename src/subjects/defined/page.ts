/** What the page shows of a defined system besides the document: words, and what draws its states. */
import { type Invariant, idsBrokenBy } from '../../invariants/invariant.ts';
import type { SubjectPage } from '../../subject/page.ts';
import { initialStateName } from './define-system.ts';

/** `modelled`: the file of the system, or what else it is called. */
export function definedPage(modelled: string, invariants: readonly Invariant[]): SubjectPage {
  const judged = invariants.filter(({ violatedBy }) => violatedBy !== 0);
  return {
    panels: 'fields',
    words: ({ operations: [first] }) => ({
      about: `The system that \`${modelled}\` defines: an action at a time, and the state after each.`,
      unit: first?.op === initialStateName ? 'state' : 'action',
      start: { text: 'the initial state', why: 'No action has been taken yet.' },
      startOfPart: 'The fields are as those actions left them.',
    }),
    factMeanings: Object.fromEntries(
      judged.map(({ id, claim }) => [id, `${id} is broken: ${claim.replace(/\.$/, '')}`]),
    ),
    crashWords: {},
    factsIn: (mask) => idsBrokenBy(judged, mask),
  };
}
