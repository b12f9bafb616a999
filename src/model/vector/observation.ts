/** What one transition has shown so far; shared by all parts of the vector machine. */

export class Observation {
  facts = 0;
  occasions = 0;
  /** The kernel would have crashed: the path ends at this step. */
  ended = false;

  start(): void {
    this.facts = 0;
    this.occasions = 0;
    this.ended = false;
  }

  end(fact: number): void {
    this.facts |= fact;
    this.ended = true;
  }
}
