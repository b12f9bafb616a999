/** What the page is given: the document of `show --format json`, and the words that it needs beside it. */
import { allInvariants, invariants } from '../invariants/catalogue.ts';
import { Fact, type FactName, factMeanings, factNames } from '../model/facts.ts';
import type { ShowDocument } from './show-document.ts';

interface PageClaim {
  readonly id: string;
  readonly claim: string;
  /** Any of these breaks it. */
  readonly facts: readonly FactName[];
}

export interface PageDocument {
  /** What `show --format json` prints, so that page and JSON cannot differ. */
  readonly show: ShowDocument;
  /** What `show --format text` prints. */
  readonly story: string;
  readonly factMeanings: Readonly<Record<FactName, string>>;
  /** All claims that the steps are judged by, in the order of the catalogue. */
  readonly claims: readonly PageClaim[];
}

export function pageDocument(show: ShowDocument, story: string): PageDocument {
  const claims = show.counterexample.turns === undefined ? invariants : allInvariants;
  return {
    show,
    story,
    factMeanings,
    claims: claims.map(({ id, claim, violatedBy }) => ({
      id,
      claim,
      facts: factNames.filter((fact) => (Fact[fact] & violatedBy) !== 0),
    })),
  };
}
