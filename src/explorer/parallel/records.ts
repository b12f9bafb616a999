/**
 * States that one worker found in one level. Only this worker writes them; all workers read them in
 * the next level.
 */
import type { SharedBudget } from './shared-budget.ts';

/** Words of a record before those of its state. */
export const RecordField = { parent: 0, ordinal: 1, steps: 2, low: 3, high: 4, facts: 5 } as const;
const tagWords = 6;

const bytesFirst = 1 << 18;

export class Records {
  count = 0;
  words: Int32Array = new Int32Array(0);
  bytes: Uint8Array = new Uint8Array(0);
  readonly recordWords: number;
  private readonly buffer: SharedArrayBuffer;
  private readonly budget: SharedBudget;

  constructor(buffer: SharedArrayBuffer, stateWords: number, budget: SharedBudget) {
    this.buffer = buffer;
    this.recordWords = stateWords + tagWords;
    this.budget = budget;
  }

  /** Makes records that the writer added visible to this worker. */
  refresh(): void {
    if (this.buffer.byteLength === this.bytes.length) return;
    this.words = new Int32Array(this.buffer, 0, this.buffer.byteLength / 4);
    this.bytes = new Uint8Array(this.buffer, 0, this.buffer.byteLength);
  }

  /** Index in `words` of the first word of a record, and below of the first word of its state. */
  startOf(record: number): number {
    return record * this.recordWords;
  }

  stateOf(record: number): number {
    return record * this.recordWords + tagWords;
  }

  /** Consecutive records. */
  piece(start: number, count: number): Int32Array {
    return this.words.subarray(this.startOf(start), this.startOf(start + count));
  }

  /** Makes room for this number of records; false if there is no memory for that. */
  reserve(count: number): boolean {
    if (!this.budget.extend(this.buffer, this.startOf(count) * 4)) return false;
    this.refresh();
    return true;
  }

  /** False, with nothing changed, if the memory budget is used up. */
  push(
    parent: number,
    ordinal: number,
    steps: number,
    low: number,
    high: number,
    facts: number,
    state: Int32Array,
  ): boolean {
    const start = this.count * this.recordWords;
    if (start + this.recordWords > this.words.length && !this.extend()) return false;
    const { words } = this;
    words[start] = parent;
    words[start + 1] = ordinal;
    words[start + 2] = steps;
    words[start + 3] = low;
    words[start + 4] = high;
    words[start + 5] = facts;
    const stateStart = start + tagWords;
    for (let i = 0; i < state.length; i++) words[stateStart + i] = state[i];
    this.count++;
    return true;
  }

  /** Moves a record to the place of an earlier one. */
  move(from: number, to: number): void {
    const start = this.startOf(from);
    this.words.copyWithin(this.startOf(to), start, start + this.recordWords);
  }

  private extend(): boolean {
    const bytes = this.buffer.byteLength;
    const least = bytes + this.recordWords * 4;
    const wanted = Math.max(bytesFirst, bytes + (bytes >> 2), least);
    if (!this.budget.extend(this.buffer, wanted) && !this.budget.extend(this.buffer, least)) {
      return false;
    }
    this.refresh();
    return true;
  }
}
