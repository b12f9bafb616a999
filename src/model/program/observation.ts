/** Observations of one transition so far; shared by all parts of a machine. */

import { union } from '../masks.ts';

export class StepObservation {
  facts = 0;
  occasions = 0;
  /** Ends the path at this step, because the program cannot continue. */
  ended = false;

  start(): void {
    this.facts = 0;
    this.occasions = 0;
    this.ended = false;
  }

  /** A fact beyond the first 31. */
  note(facts: number): void {
    this.facts = union(this.facts, facts);
  }

  /** Like `end`, for a fact beyond the first 31. */
  fail(facts: number): void {
    this.note(facts);
    this.ended = true;
  }

  end(fact: number): void {
    this.facts |= fact;
    this.ended = true;
  }
}
