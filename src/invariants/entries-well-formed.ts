/** An entry gets the address, the bits and the kind of table or memory that its place wants, and a walk stays in its table. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const entriesWellFormed: PageTableInvariant = {
  id: 'entries-well-formed',
  claim:
    'An entry gets the address, the bits and the kind of table or memory that its place wants, and a walk stays in its table.',
  matters:
    'The hardware maps other memory, or with other rights; or the kernel writes beyond the end of a table.',
  source: 'format of the tables; page_table_alloc() and free_pages()',
  violatedBy: Fact.entryMalformed,
  judgedOn: Occasion.entryWritten,
};
