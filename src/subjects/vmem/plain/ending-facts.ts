/** Facts after which the kernel cannot continue. */
import { Fact, programFaults } from '../../../invariants/facts.ts';
import { union } from '../../../model/masks.ts';

/** After one of these there is no meaningful next step: the kernel crashed, or its behaviour is undefined. */
export const endingFacts = union(
  Fact.walkedIntoNoTable,
  Fact.wroteUnmapped,
  Fact.freedTwice,
  Fact.entryOverwritten,
  programFaults,
);
