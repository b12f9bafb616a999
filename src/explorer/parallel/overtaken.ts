/**
 * Which states of a level led to a state that another worker also found on an earlier path: only their
 * results need filtering when the level is settled.
 */

const bitsPerWord = 32;
/**
 * A state of a longer level shares its bit with others: then more results are checked, with the same effect.
 */
const bitCount = 1 << 20;
const wordMask = bitCount / bitsPerWord - 1;

export const overtakenBytes = bitCount / 8;

export class Overtaken {
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  /** Clears the marks for a level of N states. All workers are stopped. */
  clear(levelSize: number): void {
    this.words.fill(0, 0, Math.ceil(levelSize / bitsPerWord));
  }

  /** Marks all states as possibly overtaken. All workers are stopped. */
  noteAll(): void {
    this.words.fill(-1);
  }

  /** `position` is that of the state in its level. */
  note(position: number): void {
    Atomics.or(this.words, this.wordOf(position), 1 << (position % bitsPerWord));
  }

  has(position: number): boolean {
    return (this.words[this.wordOf(position)] & (1 << (position % bitsPerWord))) !== 0;
  }

  /** False if none of these states is marked; true if one is, or may be. */
  mayHaveAny(first: number, count: number): boolean {
    const last = first + count - 1;
    for (let position = first; position <= last; position += bitsPerWord) {
      if (this.words[this.wordOf(position)] !== 0) return true;
    }
    return this.words[this.wordOf(last)] !== 0;
  }

  private wordOf(position: number): number {
    return Math.floor(position / bitsPerWord) & wordMask;
  }
}
