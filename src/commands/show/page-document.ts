/** The input of the page: the document of `show --format json` and additional text, and its packed form. */

import { type Deltas, deltasOf, valuesOf } from '../../counterexample/differences.ts';
import type { PageWords, SubjectPage } from '../../subject/page.ts';
import type { Subject } from '../../subject/subject.ts';
import type { SourceFile } from '../../subject/texts.ts';
import type { StepWindow, Trace, TraceWindow } from '../../subject/trace.ts';
import type { ShowDocument } from './document.ts';

interface PageClaim {
  readonly id: string;
  readonly claim: string;
  /** Facts that violate the claim. */
  readonly facts: readonly string[];
}

/** Another part of the story. */
export interface Neighbour extends StepWindow {
  /** The command that draws it. */
  readonly command: string;
  /** Its address, if the page is served; else null. */
  readonly address: string | null;
}

export interface PageDocument<Shown extends Trace = Trace>
  extends Pick<SubjectPage, 'panels' | 'factMeanings' | 'crashWords'> {
  /** The output of `show --format json`, so that page and JSON cannot differ. */
  readonly show: ShowDocument<Shown>;
  readonly revision: string;
  readonly words: PageWords;
  /** The objects of the operations. */
  readonly world: string;
  /** The output of `show --format text`. */
  readonly story: string;
  /** For a partial story: how to get the steps before and after it. */
  readonly neighbours?: readonly Neighbour[];
  /** The purpose of each step, as an index into the sentences. */
  readonly purposes: { readonly sentences: readonly string[]; readonly of: readonly number[] };
  /** The C source whose lines the steps name, as read for this page. Absent for our own code. */
  readonly source?: readonly SourceFile[];
  /** All claims that judge the steps, in the order of the catalogue. */
  readonly claims: readonly PageClaim[];
}

/** Makes another part of the same story. */
export type PartOf = (window: StepWindow) => Pick<Neighbour, 'command' | 'address'>;

export function pageDocument(
  { claims, scopes, page, texts }: Subject,
  show: ShowDocument,
  story: string,
  purposes: readonly string[],
  partOf: PartOf,
): PageDocument {
  const request = scopes.read(show.counterexample.request, 'request');
  const { panels, factMeanings, crashWords } = page;
  const { operations } = show.counterexample;
  const source = texts?.contentOf(request.revision) ?? null;
  return {
    show,
    revision: request.revision,
    world: scopes.describe(request).world,
    panels,
    words: page.words({ request, operations }),
    story,
    ...(show.window === undefined ? {} : { neighbours: neighboursOf(show.window, partOf) }),
    factMeanings,
    purposes: interned(purposes),
    crashWords,
    ...(source === null ? {} : { source }),
    claims: claims.judgedIn([request]).map(({ id, claim, violatedBy }) => ({
      id,
      claim,
      facts: page.factsIn(violatedBy),
    })),
  };
}

function interned(purposes: readonly string[]): PageDocument['purposes'] {
  const sentences = [...new Set(purposes)];
  const indices = new Map(sentences.map((sentence, index) => [sentence, index]));
  return { sentences, of: purposes.map((purpose) => indices.get(purpose) ?? 0) };
}

/** The parts before and after, with the length of this one. */
function neighboursOf({ from, to, of }: TraceWindow, partOf: PartOf): Neighbour[] {
  const length = to - from + 1;
  const windows: StepWindow[] = [];
  if (from > 1) windows.push({ from: Math.max(1, from - length), to: from - 1 });
  if (to < of) windows.push({ from: to + 1, to: Math.min(of, to + length) });
  return windows.map((window) => ({ ...window, ...partOf(window) }));
}

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
