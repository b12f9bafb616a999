/** What the page shows of a subject besides the document of `show --format json`: plain data. */
import type { ScopedSchedule } from './execution.ts';

/** What draws a state, a folder of `page` each. `fields`: any state whose fields are values or lists of values. */
export const panelKits = ['page-tables', 'fields'] as const;
export type PanelKit = (typeof panelKits)[number];

export interface PageWords {
  /** What the reader is looking at. Text between backquotes is code. */
  readonly about: string;
  /** One element of the story: `operation`. */
  readonly unit: string;
  /** The state before the first step. */
  readonly start: { readonly text: string; readonly why: string };
  /** The state before the first step of a part of a story. */
  readonly startOfPart: string;
}

export interface SubjectPage {
  readonly panels: PanelKit;
  words(counterexample: ScopedSchedule): PageWords;
  /** By name of a fact, what it means. A fact with the name of its claim needs no words beside that claim. */
  readonly factMeanings: Readonly<Record<string, string>>;
  /** Of a step after which nothing can happen, by a fact that was seen in it: why. */
  readonly crashWords: Readonly<Partial<Record<string, string>>>;
  /** Names of the facts in a mask. */
  factsIn(mask: number): readonly string[];
}
