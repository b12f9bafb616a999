/** Every allocated memmap block or page is mapped, and at rest only where a section needs it. */
import { Fact, Occasion } from './facts.ts';
import type { PageTableInvariant } from './invariant.ts';

export const noLeakedMemmap: PageTableInvariant = {
  id: 'no-leaked-memmap',
  claim:
    'Every allocated memmap block or page is mapped, and at rest only where a section needs it.',
  matters: 'Unplugged memory keeps holding 3.5 MiB or more of memory per section.',
  source: 'cover letter: "all populated vmemmap pages to get removed/freed"',
  violatedBy: Fact.memmapUnreachable | Fact.memmapResidue,
  judgedOn: Occasion.cameToRest,
};
