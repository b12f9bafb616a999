/**
 * Repeats a sample of the transitions of a defined system later, to test whether the results are the same.
 */

/** The result of an action in a state; without a successor, the action is not possible there. */
export interface KeptTransition {
  readonly state: Uint8Array;
  readonly action: number;
  readonly successor: Uint8Array | null;
  readonly facts: number;
  readonly occasions: number;
}

/** All transitions of the first states, and of one in N later ones, are executed twice immediately. */
const firstLoads = 1024;
const loadsBetween = 16;
/**
 * A smaller sample is repeated at the end of the search, because a function of the clock gives equal
 * results immediately.
 */
const firstKept = 256;
const loadsBetweenKept = 4096;
const keptBytesMax = 2 ** 22;

export class TransitionSample {
  /** In the order in which they were taken. */
  readonly kept: KeptTransition[] = [];
  /** Whether the transitions of the current state are executed twice. */
  isChecked = false;
  private isKept = false;
  private loads = 0;
  private bytes = 0;

  /** Sets the current state. */
  next(): void {
    const loads = this.loads++;
    this.isChecked = loads < firstLoads || loads % loadsBetween === 0;
    this.isKept = loads < firstKept || loads % loadsBetweenKept === 0;
  }

  /** Adds a transition of a checked state; the arrays are copied. */
  note({ state, successor, ...transition }: KeptTransition): void {
    if (!this.isKept || this.bytes > keptBytesMax) return;
    this.bytes += 2 * state.length + 64;
    this.kept.push({ ...transition, state: state.slice(), successor: successor?.slice() ?? null });
  }
}
