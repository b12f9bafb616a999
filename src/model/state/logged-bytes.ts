/** The state vector with an undo log: every write can be undone, so choices need no copies. */

import { ModelError } from '../../errors.ts';
import { doubled } from './doubled.ts';

export class LoggedBytes {
  readonly bytes: Uint8Array;
  /** index * 256 + old value of every write, oldest first. */
  log = new Int32Array(4096);
  /** Writes in the log. */
  logged = 0;
  /** The bytes four at a time; those after the last are zero. */
  readonly words: Int32Array;

  constructor(length: number) {
    this.words = new Int32Array((length + 3) >> 2);
    this.bytes = new Uint8Array(this.words.buffer, 0, length);
  }

  /** Makes room for this number of writes by a caller that writes bytes and log itself. */
  reserve(writes: number): void {
    while (this.logged + writes > this.log.length) this.log = doubled(this.log);
  }

  /**
   * Writes a byte. Throws for a value that does not fit, or an index out of range, which would silently
   * merge states.
   */
  write(index: number, value: number): void {
    const old = this.bytes[index];
    if (old === value) return;
    if ((value & 0xff) !== value || old === undefined) {
      throw new ModelError(`write of ${value} to byte ${index} of ${this.bytes.length}`);
    }
    if (this.logged === this.log.length) this.log = doubled(this.log);
    this.log[this.logged++] = (index << 8) | old;
    this.bytes[index] = value;
  }

  /** A mark to undo to. */
  mark(): number {
    return this.logged;
  }

  undoTo(mark: number): void {
    const { bytes, log } = this;
    let at = this.logged;
    while (at > mark) {
      const write = log[--at];
      bytes[write >> 8] = write & 0xff;
    }
    this.logged = mark;
  }

  /** Undoes, in a copy of the first bytes, all writes since the mark. */
  undoIn(copy: Uint8Array, mark: number): void {
    for (let at = this.logged - 1; at >= mark; at--) {
      const index = this.log[at] >> 8;
      if (index < copy.length) copy[index] = this.log[at];
    }
  }

  /** Each byte that differs from what it was before the first write, and the bits that differ. */
  *changes(): Generator<[index: number, bits: number]> {
    const { bytes, log, logged } = this;
    const seen = new Set<number>();
    for (let at = 0; at < logged; at++) {
      const index = log[at] >> 8;
      if (seen.has(index)) continue;
      seen.add(index);
      const bits = (log[at] & 0xff) ^ bytes[index];
      if (bits !== 0) yield [index, bits];
    }
  }

  /** Clears the log; keeps the bytes. */
  forget(): void {
    this.logged = 0;
  }
}
