/** The outcome that a system overwrites with every transition. */
import type { Outcome } from '../system.ts';
import type { StepObservation } from './observation.ts';

export class TransitionOutcome implements Outcome {
  readonly successor: Uint8Array;
  readonly words?: Int32Array;
  facts = 0;
  occasions = 0;
  ends = false;
  steps = 0;

  constructor(successor: Uint8Array, words?: Int32Array) {
    this.successor = successor;
    if (words !== undefined) this.words = words;
  }

  /** Copies the observations of a transition of this number of steps. */
  take(seen: StepObservation, steps: number): void {
    this.facts = seen.facts;
    this.occasions = seen.occasions;
    this.ends = seen.ended;
    this.steps = steps;
  }
}
