/** A set of numbers as sorted, disjoint, half-open ranges: live addresses, or marked bytes of a block. */
import type { Range } from './description.ts';

export class RangeSet {
  /** start, end, start, end …, ascending; adjacent ranges are merged. */
  private bounds: number[];
  /** Number of changes of the set, so that readers can skip an unchanged set. */
  writes = 0;

  constructor(bounds: readonly number[] = []) {
    this.bounds = [...bounds];
  }

  clone(): RangeSet {
    return new RangeSet(this.bounds);
  }

  isEmpty(): boolean {
    return this.bounds.length === 0;
  }

  clear(): void {
    this.writes++;
    this.bounds = [];
  }

  ranges(): Range[] {
    const ranges: Range[] = [];
    for (let i = 0; i < this.bounds.length; i += 2) {
      ranges.push({ start: this.bounds[i], end: this.bounds[i + 1] });
    }
    return ranges;
  }

  /** Index of the first bound greater than `at`; odd means that `at` is inside. */
  private boundAfter(at: number): number {
    let low = 0;
    let high = this.bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.bounds[middle] > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  add(start: number, end: number): void {
    this.change(start, end, 0);
  }

  remove(start: number, end: number): void {
    this.change(start, end, 1);
  }

  /** `parity`: an end of [start, end) is a bound of the result if the number of bounds before it has this parity. */
  private change(start: number, end: number, parity: 0 | 1): void {
    if (start >= end) return;
    this.writes++;
    // Bounds inside [start, end], both ends included, are removed; those outside are joined.
    const first = this.firstBoundAtLeast(start);
    const last = this.boundAfter(end);
    const insert: number[] = [];
    if (first % 2 === parity) insert.push(start);
    if (last % 2 === parity) insert.push(end);
    this.bounds.splice(first, last - first, ...insert);
  }

  private firstBoundAtLeast(at: number): number {
    let low = 0;
    let high = this.bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.bounds[middle] >= at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** True if any number of [start, end) is in the set. */
  intersects(start: number, end: number): boolean {
    if (start >= end) return false;
    const after = this.boundAfter(start);
    return after % 2 === 1 || (after < this.bounds.length && this.bounds[after] < end);
  }

  /** True if every number of [start, end) is in the set. */
  covers(start: number, end: number): boolean {
    if (start >= end) return true;
    const after = this.boundAfter(start);
    return after % 2 === 1 && this.bounds[after] >= end;
  }

  /** The part of [start, end) that is in the set. */
  within(start: number, end: number): Range[] {
    return this.ranges()
      .map((range) => ({ start: Math.max(start, range.start), end: Math.min(end, range.end) }))
      .filter((range) => range.start < range.end);
  }

  /** The part of [start, end) that is not in the set. */
  gaps(start: number, end: number): Range[] {
    const rest = new RangeSet([start, end]);
    for (const range of this.ranges()) rest.remove(range.start, range.end);
    return rest.ranges();
  }

  equals(other: RangeSet): boolean {
    return (
      this.bounds.length === other.bounds.length &&
      this.bounds.every((bound, index) => bound === other.bounds[index])
    );
  }
}
