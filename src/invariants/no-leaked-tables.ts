/** Every allocated table is reachable, and at rest no table that could be freed is empty. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const noLeakedTables: PageTableInvariant = {
  id: 'no-leaked-tables',
  claim: 'Every allocated table is reachable, and at rest no table that could be freed is empty.',
  matters: 'The 16 KiB (2 KiB) of each such table are lost, again with every plug and unplug.',
  source: 'cover letter: "all applicable page tables ... getting removed/freed"',
  violatedBy: Fact.tableUnreachable | Fact.tableEmpty,
  judgedOn: Occasion.cameToRest,
};
