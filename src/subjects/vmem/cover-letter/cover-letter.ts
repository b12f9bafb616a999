/** The sentences of the series about vmem.c, as a member of the subject. */
import { ModelError } from '../../../errors.ts';
import { findInvariant } from '../../../invariants/catalogue.ts';
import { Fact } from '../../../invariants/facts.ts';
import type { Invariant } from '../../../invariants/invariant.ts';
import { meet, union } from '../../../model/masks.ts';
import type { Property, SubjectSentences } from '../../../subject/sentences.ts';
import { scopeUnder, sentenceScope, type VmemAssumption, type VmemSentence } from './scopes.ts';
import { seriesSentences } from './series.ts';
import { tlbSentences } from './tlb.ts';

export const sentences: readonly VmemSentence[] = [...seriesSentences, ...tlbSentences];

export const vmemSentences: SubjectSentences = {
  all: sentences,
  title: 's390: implement and optimize vmemmap_free()',
  invariantsOf: ({ properties }) => properties.map(narrowed),
  scopesOf({ variations, assumptions }: VmemSentence, revision, made: readonly VmemAssumption[]) {
    const base = { ...sentenceScope, revision };
    return variations.map((variation) => scopeUnder(base, variation, assumptions, made));
  },
};

function narrowed({ invariant: id, facts }: Property): Invariant {
  const invariant = findInvariant(id);
  if (invariant === undefined) throw new ModelError(`a sentence names the invariant ${id}`);
  if (facts === undefined) return invariant;
  const bits: Readonly<Record<string, number | undefined>> = Fact;
  const violatedBy = facts.reduce((mask, name) => {
    const bit = bits[name];
    if (bit === undefined || !meet(bit, invariant.violatedBy)) {
      throw new ModelError(`a sentence names the fact ${name}, which does not break ${id}`);
    }
    return union(mask, bit);
  }, 0);
  return { ...invariant, violatedBy };
}
