/** What the page is given: the document of `show --format json`, and the words that it needs beside it. */
import { invariants } from '../invariants/catalogue.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import { Fact, type FactName, factMeanings, factNames } from '../model/facts.ts';
import type { Counterexample } from '../trace/counterexample.ts';
import type { ExecutedOperation } from '../trace/execution.ts';
import type { ShowDocument } from './show-document.ts';
import { tellStory } from './story.ts';

interface PageClaim {
  readonly id: string;
  readonly claim: string;
  /** Any of these breaks it. */
  readonly facts: readonly FactName[];
}

export interface PageDocument {
  /** Byte for byte what `show --format json` prints, so that page and JSON cannot differ. */
  readonly show: ShowDocument;
  /** What `show --format text` prints. */
  readonly story: string;
  readonly factMeanings: Readonly<Record<FactName, string>>;
  /** All claims that the steps are judged by, in the order of the catalogue. */
  readonly claims: readonly PageClaim[];
}

export interface PageParts {
  readonly show: ShowDocument;
  readonly counterexample: Counterexample;
  readonly operations: readonly ExecutedOperation[];
  readonly invariant: PageTableInvariant;
  readonly file: string;
}

export function pageDocument({ show, ...story }: PageParts): PageDocument {
  return {
    show,
    story: tellStory(story),
    factMeanings,
    claims: invariants.map(({ id, claim, violatedBy }) => ({
      id,
      claim,
      facts: factNames.filter((fact) => (Fact[fact] & violatedBy) !== 0),
    })),
  };
}
