/** The code does nothing that C leaves undefined. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const noUndefinedBehaviour: PageTableInvariant = {
  id: 'no-undefined-behaviour',
  claim: 'The code does nothing that C leaves undefined.',
  matters:
    'The compiler may make anything of it: tests disappear, and values are what a register held.',
  source:
    'the C standard: signed overflow, shifts, variables without a value, pointers out of their table',
  violatedBy: Fact.undefinedBehaviour,
  judgedOn: Occasion.cameToRest,
};
