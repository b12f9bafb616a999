/** The bits of the state that an operation has read so far, as tests of their values. */
import { ModelError } from '../../../../errors.ts';
import type { LoggedBytes } from '../../../../model/state/logged-bytes.ts';
import type { VectorLayout } from '../layout.ts';

const byteMask = 0xff;

export class KnownBits {
  /**
   * In the order in which the operation depends on them: byte & mask is a value, packed as
   * index << 16 | mask << 8 | value. A test that does not hold is stored as its complement.
   */
  readonly tests: number[] = [];
  private readonly bytes: Uint8Array;
  private readonly firstUsed: number;
  private readonly stateLength: number;
  /** By byte: the bits that are known. */
  private readonly known: Uint8Array;
  private readonly entryCount: number;
  /** Bits that were written before they were read, as index << 8 | bits, oldest first. */
  private readonly overwritten: number[] = [];
  /** The counters of entries before the operation. */
  private readonly usedBefore: Uint8Array;

  constructor(layout: VectorLayout, state: LoggedBytes) {
    this.bytes = state.bytes;
    this.entryCount = layout.entryCount;
    this.firstUsed = layout.at.used;
    this.stateLength = layout.at.stateLength;
    this.known = new Uint8Array(layout.at.length);
    this.usedBefore = new Uint8Array(layout.tables.length);
  }

  /** The state is that before an operation: nothing is known. */
  start(): void {
    const { bytes, firstUsed, usedBefore } = this;
    this.tests.length = 0;
    this.overwritten.length = 0;
    this.known.fill(0);
    for (let at = 0; at < usedBefore.length; at++) usedBefore[at] = bytes[firstUsed + at];
  }

  /** The operation depends on these bits of a byte; bits that it has written are known. */
  need(index: number, mask: number): void {
    const { known, entryCount } = this;
    const open = mask & ~known[index];
    if (open === 0) return;
    // At rest the class of an entry determines the other bits.
    known[index] |= index < entryCount ? byteMask : open;
    this.tests.push((index << 16) | (open << 8) | (this.bytes[index] & open));
  }

  /** The operation depends on whether a table is empty now. */
  needIsEmpty(table: number): void {
    const index = this.firstUsed + table;
    if (this.known[index] !== 0) return;
    const before = this.usedBefore[table];
    // It is empty if it had as many entries before as were cleared since.
    const cleared = before - this.bytes[index];
    if (cleared < 0) return;
    const word = (index << 16) | (byteMask << 8) | cleared;
    const holds = before === cleared;
    if (holds) this.known[index] = byteMask;
    else if (this.tests.includes(~word)) return;
    this.tests.push(holds ? word : ~word);
  }

  /** The operation is about to write these bits, whatever they are. */
  overwrite(index: number, mask: number): void {
    const open = mask & ~this.known[index];
    if (open === 0) return;
    this.known[index] |= open;
    this.overwritten.push((index << 8) | open);
  }

  /** The number of bytes that were overwritten so far. */
  mark(): number {
    return this.overwritten.length;
  }

  /** Overwrites since the mark were undone. */
  undoTo(mark: number): void {
    while (this.overwritten.length > mark) {
      const word = this.overwritten.pop() ?? 0;
      this.known[word >> 8] &= ~word;
    }
  }

  /** The bytes of which bits were overwritten, and these bits, whether they changed or not. */
  overwrittenBits(): [index: number, bits: number][] {
    return this.overwritten.map((word) => [word >> 8, word & byteMask]);
  }

  /** The known bits of a byte that was written. Throws if other bits were changed. */
  knownOf(index: number, changed: number): number {
    if (index < this.stateLength && (changed & ~this.known[index]) !== 0) {
      throw new ModelError(`an operation changed bits of byte ${index} that it did not read`);
    }
    return this.known[index];
  }
}
