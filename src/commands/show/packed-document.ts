/**
 * The document embedded in the page: each step as its changes. In a real geometry a state has thousands of
 * bytes and a step changes a few of them.
 */
import { type Deltas, deltasOf, valuesOf } from '../../counterexample/differences.ts';
import type { PageDocument } from './page-document.ts';

type Show = PageDocument['show'];

export interface PackedDocument extends Omit<PageDocument, 'show'> {
  /** As printed by `show --format json`, except for `steps`. */
  readonly show: Omit<Show, 'steps'> & { readonly steps: Deltas };
}

export function packed(document: PageDocument): PackedDocument {
  const { show } = document;
  // The index is the position in the list.
  const steps = show.steps.map(({ index, ...step }) => step);
  return { ...document, show: { ...show, steps: deltasOf(steps) } };
}

export function unpackDocument(document: PackedDocument): PageDocument {
  const { show } = document;
  const steps = valuesOf(show.steps) as Omit<Show['steps'][number], 'index'>[];
  return {
    ...document,
    show: { ...show, steps: steps.map((step, index) => ({ index, ...step })) },
  };
}
