/**
 * The states of a level with a successor that was also reached by a better link. Only their successors
 * must be looked up, and perhaps dropped, when the level is settled. One bit per state of the level.
 */

const bitsPerWord = 32;
/** In a longer level states share bits: more successors are looked up, and the same are dropped. */
const bitCount = 1 << 20;
const wordMask = bitCount / bitsPerWord - 1;

export const overtakenBytes = bitCount / 8;

export class Overtaken {
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  /** Clears the bits of a level of this size. All workers are halted. */
  clear(levelSize: number): void {
    this.words.fill(0, 0, Math.ceil(levelSize / bitsPerWord));
  }

  /** Sets the bits of all states. All workers are halted. */
  noteAll(): void {
    this.words.fill(-1);
  }

  /** `position` is the position of the state in its level. */
  note(position: number): void {
    Atomics.or(this.words, this.wordOf(position), 1 << (position % bitsPerWord));
  }

  has(position: number): boolean {
    return (this.words[this.wordOf(position)] & (1 << (position % bitsPerWord))) !== 0;
  }

  /** False if no bit of these states is set; true if one is, or may be. */
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
