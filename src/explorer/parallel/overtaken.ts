/**
 * Which states of a level led to a state that somebody also found by a way that comes first: only of
 * what these have found, something must be dropped when the level is settled.
 */

const bitsPerWord = 32;
/** A state of a longer level shares its bit with others: then more is looked at, and no less dropped. */
const bitCount = 1 << 20;
const wordMask = bitCount / bitsPerWord - 1;

export const overtakenBytes = bitCount / 8;

export class Overtaken {
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  /** Forgets what a level of so many states has noted. Everybody stands still. */
  clear(levelSize: number): void {
    this.words.fill(0, 0, Math.ceil(levelSize / bitsPerWord));
  }

  /** Says of all states that they may have been noted. Everybody stands still. */
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

  /** False if none of so many states is noted; true if one is, or may be. */
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
