/** What a kernel does not survive. */
import { Fact, programFaults } from '../../../invariants/facts.ts';
import { union } from '../../../model/masks.ts';

/** After one of these there is no sensible next step: the kernel crashed, or what it does has no meaning. */
export const endingFacts = union(
  Fact.walkedIntoNoTable,
  Fact.wroteUnmapped,
  Fact.freedTwice,
  Fact.entryOverwritten,
  programFaults,
);
