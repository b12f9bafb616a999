/** A sample of the transitions of a defined system, kept to be taken again later: do they do the same? */

/** What an action did in a state; it cannot happen there if there is no successor. */
export interface KeptTransition {
  readonly state: Uint8Array;
  readonly action: number;
  readonly successor: Uint8Array | null;
  readonly facts: number;
  readonly occasions: number;
}

/** All of the first states, and one of so many later ones, are taken twice at once. */
const firstLoads = 1024;
const loadsBetween = 16;
/** Fewer are kept to the end of the search: what depends on a clock does the same twice at once. */
const firstKept = 256;
const loadsBetweenKept = 4096;
const keptBytesMax = 2 ** 22;

export class TransitionSample {
  /** In the order in which they were taken. */
  readonly kept: KeptTransition[] = [];
  /** Whether the transitions of the current state are taken twice. */
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
