/** Counts the memory of all workers against one maximum, and grows shared buffers. */
import { Word } from './shared-memory.ts';

/** Memory is counted in pages, so that the count fits in a word. */
const budgetPageBytes = 4096;
const pagesMax = 2 ** 30;

export class SharedBudget {
  private readonly control: Int32Array;
  private readonly pagesMax: number;

  constructor(control: Int32Array, bytesMax: number) {
    this.control = control;
    this.pagesMax = Math.min(pagesMax, Math.floor(bytesMax / budgetPageBytes));
  }

  get bytesUsed(): number {
    return Atomics.load(this.control, Word.pages) * budgetPageBytes;
  }

  /** Grows the buffer to at least this length; false, with nothing changed, if there is no memory for that. */
  extend(buffer: SharedArrayBuffer, bytes: number): boolean {
    const length = Math.ceil(bytes / budgetPageBytes) * budgetPageBytes;
    const more = (length - buffer.byteLength) / budgetPageBytes;
    if (more <= 0) return true;
    const { control } = this;
    const before = Atomics.add(control, Word.pages, more);
    if (before + more <= this.pagesMax && length <= buffer.maxByteLength && grow(buffer, length)) {
      return true;
    }
    Atomics.sub(control, Word.pages, more);
    return false;
  }
}

/** False if the machine has less memory than the budget. */
function grow(buffer: SharedArrayBuffer, bytes: number): boolean {
  try {
    buffer.grow(bytes);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
