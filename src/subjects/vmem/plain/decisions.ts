/**
 * Sequences of decisions, enumerated depth first: each run takes one, the next is derived from its requests.
 */
export class Decisions {
  private readonly taken: { chosen: number; readonly count: number }[];
  private at = 0;

  /** The first run starts with the given decisions. */
  constructor(given: readonly number[] = []) {
    this.taken = given.map((chosen) => ({ chosen, count: chosen + 1 }));
  }

  /** Decisions of the current run, so far. */
  get sequence(): number[] {
    return this.taken.slice(0, this.at).map(({ chosen }) => chosen);
  }

  /** Call it before each run. */
  rewind(): void {
    this.at = 0;
  }

  /** Chooses one of `count` alternatives, from 0. */
  next(count: number): number {
    if (this.at === this.taken.length) this.taken.push({ chosen: 0, count });
    return this.taken[this.at++].chosen;
  }

  /** Call it after a run: advances to the next sequence; false if that was the last. */
  advance(): boolean {
    // Decisions after the last one of this run were not reached.
    this.taken.length = this.at;
    for (let last = this.taken.at(-1); last !== undefined; last = this.taken.at(-1)) {
      if (++last.chosen < last.count) return true;
      this.taken.pop();
    }
    return false;
  }
}
