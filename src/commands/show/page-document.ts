/** The input of the page: the document of `show --format json`, and additional text. */

import { allInvariants, invariants } from '../../invariants/catalogue.ts';
import { Fact, type FactName, factMeanings, factNames } from '../../invariants/facts.ts';
import { meet } from '../../model/masks.ts';
import { crashWords } from '../../subjects/vmem/steps/crash-words.ts';
import type { StepWindow } from '../../subjects/vmem/trace/step-window.ts';
import type { TraceWindow } from '../../subjects/vmem/trace/steps.ts';
import type { ShowDocument } from './document.ts';

interface PageClaim {
  readonly id: string;
  readonly claim: string;
  /** Any of these facts breaks it. */
  readonly facts: readonly FactName[];
}

/** Another part of the story. */
export interface Neighbour extends StepWindow {
  /** The command that draws it. */
  readonly command: string;
  /** Its address, if the page is served; else null. */
  readonly address: string | null;
}

export interface PageDocument {
  /** The output of `show --format json`, so that page and JSON cannot differ. */
  readonly show: ShowDocument;
  /** The output of `show --format text`. */
  readonly story: string;
  /** For a part of a story: how to get the steps before and after it. */
  readonly neighbours?: readonly Neighbour[];
  readonly factMeanings: Readonly<Record<FactName, string>>;
  /** What each step is for: an index into the sentences, by step. */
  readonly purposes: { readonly sentences: readonly string[]; readonly of: readonly number[] };
  /** Of a step that the kernel does not survive, by what was seen in it. */
  readonly crashWords: typeof crashWords;
  /** All claims that the steps are judged by, in the order of the catalogue. */
  readonly claims: readonly PageClaim[];
}

/** Makes another part of the same story. */
export type PartOf = (window: StepWindow) => Pick<Neighbour, 'command' | 'address'>;

export function pageDocument(
  show: ShowDocument,
  story: string,
  purposes: readonly string[],
  partOf: PartOf,
): PageDocument {
  const claims = show.counterexample.turns === undefined ? invariants : allInvariants;
  return {
    show,
    story,
    ...(show.window === undefined ? {} : { neighbours: neighboursOf(show.window, partOf) }),
    factMeanings,
    purposes: interned(purposes),
    crashWords,
    claims: claims.map(({ id, claim, violatedBy }) => ({
      id,
      claim,
      facts: factNames.filter((fact) => meet(Fact[fact], violatedBy)),
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
