/**
 * The positions of the states of a level, in the order in which a single worker would have found
 * them. A segment is the successors of one chunk of the level before, consecutive in the records of
 * the worker that took the chunk. Four words each: worker, first record, count, position of the first
 * state in the level.
 */

const segmentWords = 4;
/** Count of a segment that was not written. */
const unset = -1;

export class Segments {
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  /** Clears the first segments. */
  clear(segmentCount: number): void {
    for (let segment = 0; segment < segmentCount; segment++) this.set(segment, 0, 0, unset);
  }

  isSet(segment: number): boolean {
    return this.count(segment) !== unset;
  }

  set(segment: number, worker: number, start: number, count: number): void {
    const at = segment * segmentWords;
    this.words[at] = worker;
    this.words[at + 1] = start;
    this.words[at + 2] = count;
  }

  worker(segment: number): number {
    return this.words[segment * segmentWords];
  }

  /** Its first record. */
  start(segment: number): number {
    return this.words[segment * segmentWords + 1];
  }

  count(segment: number): number {
    return this.words[segment * segmentWords + 2];
  }

  /** Computes the position of each segment in the level, and returns the number of all states. */
  arrange(segmentCount: number): number {
    let base = 0;
    for (let segment = 0; segment < segmentCount; segment++) {
      this.words[segment * segmentWords + 3] = base;
      base += this.count(segment);
    }
    return base;
  }

  /** Position in the level of its first state. */
  base(segment: number): number {
    return this.words[segment * segmentWords + 3];
  }

  /** The segment that contains a position of the level. */
  find(position: number, segmentCount: number): number {
    let low = 0;
    let high = segmentCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.base(middle) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
