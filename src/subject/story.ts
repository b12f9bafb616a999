/** The parts of a story that depend on the subject. */
import type { Invariant } from '../invariants/invariant.ts';
import type { CodePlace } from '../text/code-place.ts';
import type { Paint } from '../text/paragraph.ts';
import type { ExecutedPart, Execution, ScopedSchedule } from './execution.ts';
import type { ScopeData } from './scopes.ts';

/** A row of a table: title and text. */
export type Setting = readonly [title: string, text: string];

export interface Story {
  readonly counterexample: ScopedSchedule;
  readonly invariant: Invariant;
  /** Every step, including reads, without folding. */
  readonly allSteps: boolean;
  /** How to see the omitted steps; null if the reader cannot. */
  readonly hint: string | null;
  readonly paint: Paint;
}

export interface SubjectStory {
  /** The name of the modelled code in a sentence: `vmem.c`. */
  readonly modelled: string;
  /** The path of the modelled code, if it is a file of the user. */
  readonly file?: string;
  /** More rows about the layout of memory, for a single story. */
  places(request: ScopeData): readonly Setting[];
  /** An operation with its choices, without its thread: `add section 2 (allocation 4 fails)`. */
  operationText(part: Pick<ExecutedPart, 'label' | 'scheduled'>): string;
  /** The operations with the decisive steps, and what is wrong where the claim breaks. */
  operationLines(story: Story): readonly string[];
  /** Where a source text violates the claim: its call stack, innermost function first; empty if none does. */
  placesOf(invariant: Invariant, execution: Execution): readonly CodePlace[];
  /** The function in whose call the claim breaks; null if it is in none. */
  functionOf(invariant: Invariant, execution: Execution): string | null;
  /** Number of calls of the code in the whole execution. */
  callCount(execution: Execution): number;
  /** False if the scope is too large to search; a violation is then repeated from its file. */
  canBeSearched(request: ScopeData): boolean;
}
