/** Repeats a sample of the transitions of a defined system later: are the results the same? */

/** The result of an action in a state; it is not possible there if there is no successor. */
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
 * A smaller sample is kept to the end of the search: a function of the clock gives equal results
 * immediately.
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

  /** Another state becomes the current one. */
  next(): void {
    const loads = this.loads++;
    this.isChecked = loads < firstLoads || loads % loadsBetween === 0;
    this.isKept = loads < firstKept || loads % loadsBetweenKept === 0;
  }

  /** A transition of a state that is checked; the arrays are copied. */
  note({ state, successor, ...transition }: KeptTransition): void {
    if (!this.isKept || this.bytes > keptBytesMax) return;
    this.bytes += 2 * state.length + 64;
    this.kept.push({ ...transition, state: state.slice(), successor: successor?.slice() ?? null });
  }
}
