/** The entered transitions, oldest first, with the position to continue from after leaving each. */
import { doubled } from '../state/doubled.ts';

const wordsPerEntry = 6;

export class EnteredPath {
  depth = 0;
  // The entry popped last.
  thread = 0;
  position = 0;
  choiceBase = 0;
  node = 0;
  mark = 0;
  order = 0;
  private words = new Int32Array(1 << 10);

  get byteLength(): number {
    return this.words.byteLength;
  }

  push(
    thread: number,
    position: number,
    choiceBase: number,
    node: number,
    mark: number,
    order = 0,
  ): void {
    const at = this.depth * wordsPerEntry;
    if (at + wordsPerEntry > this.words.length) this.words = doubled(this.words);
    this.words[at] = thread;
    this.words[at + 1] = position;
    this.words[at + 2] = choiceBase;
    this.words[at + 3] = node;
    this.words[at + 4] = mark;
    this.words[at + 5] = order;
    this.depth++;
  }

  pop(): void {
    this.depth--;
    const at = this.depth * wordsPerEntry;
    this.thread = this.words[at];
    this.position = this.words[at + 1];
    this.choiceBase = this.words[at + 2];
    this.node = this.words[at + 3];
    this.mark = this.words[at + 4];
    this.order = this.words[at + 5];
  }
}
