/** The data that the page needs from a subject besides the document of `show --format json`. */
import type { ScopedSchedule } from './execution.ts';

/** The panels that draw a state, each a folder of `page`. `fields` draws values and lists of values. */
export const panelKits = ['page-tables', 'fields'] as const;
export type PanelKit = (typeof panelKits)[number];

export interface PageWords {
  /** An introduction for the reader. Text between backquotes is code. */
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
  /** The meaning of each fact, by name. A fact named like its claim needs no words beside that claim. */
  readonly factMeanings: Readonly<Record<string, string>>;
  /** By fact: why nothing can follow a step with this fact. */
  readonly crashWords: Readonly<Partial<Record<string, string>>>;
  factsIn(mask: number): readonly string[];
}
