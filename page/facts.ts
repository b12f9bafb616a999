/** Facts in words: those that violate the claim of the page, and all other recorded ones. */
import type { PageDocument, Step } from './page-document.ts';

export interface ToldFacts {
  readonly breaking: string;
  readonly others: string;
}

export function toldFacts(
  { show, claims, factMeanings }: PageDocument,
  { facts, index }: Pick<Step, 'facts' | 'index'>,
): ToldFacts {
  const ours = claims.find(({ id }) => id === show.invariant.id)?.facts ?? [];
  const namesOf = (isOurs: boolean): string =>
    facts
      .filter((fact) => ours.includes(fact) === isOurs && fact !== show.invariant.id)
      .map((fact) => factMeanings[fact])
      .join('; ');
  // No fact violates the claim that threads do not deadlock.
  const waits = index === show.violatedAt ? show.waits.join('; ') : '';
  return { breaking: namesOf(true) || waits, others: namesOf(false) };
}
