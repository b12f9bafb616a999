/** Facts in words: those that break the claim of the page, and those that were noted beside. */
import type { PageDocument } from '../src/report/page-document.ts';
import type { ExecutedStep } from '../src/trace/steps.ts';

export interface ToldFacts {
  readonly breaking: string;
  readonly others: string;
}

export function toldFacts(
  { show, claims, factMeanings }: PageDocument,
  { facts }: Pick<ExecutedStep, 'facts'>,
): ToldFacts {
  const ours = claims.find(({ id }) => id === show.invariant.id)?.facts ?? [];
  const told = (isOurs: boolean): string =>
    facts
      .filter((fact) => ours.includes(fact) === isOurs)
      .map((fact) => factMeanings[fact])
      .join('; ');
  return { breaking: told(true), others: told(false) };
}
