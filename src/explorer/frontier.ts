/** States waiting for expansion: a queue (breadth-first) or a stack (depth-first). */
import { ModelError } from '../errors.ts';
import { allocateWords, type MemoryBudget } from './memory-budget.ts';
import { noRoom, type Saved, type SnapshotReader, type SnapshotWriter } from './snapshot.ts';

const chunkBytesAimed = 1 << 16;
/** Words after those of the state: index, depth, steps, and both halves of the fingerprint. */
const tagCount = 5;

interface Chunk {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

/** Empty chunks are reused, so a queue needs memory for two levels and a stack for its greatest height. */
export class Frontier implements Saved {
  count = 0;
  // The state taken last. Its bytes are valid until the next push.
  states: Uint8Array = new Uint8Array(0);
  offset = 0;
  index = 0;
  depth = 0;
  steps = 0;
  low = 0;
  high = 0;
  private readonly budget: MemoryBudget;
  private readonly stateWords: number;
  private readonly recordWords: number;
  private readonly recordsPerChunk: number;
  private readonly chunks: Chunk[] = [];
  private readonly spare: Chunk[] = [];
  /** Position of the oldest record in the first chunk, and of the next new one in the last chunk. */
  private first = 0;
  private next: number;

  constructor(budget: MemoryBudget, stateWords: number) {
    this.budget = budget;
    this.stateWords = stateWords;
    this.recordWords = stateWords + tagCount;
    this.recordsPerChunk = Math.max(1, Math.floor(chunkBytesAimed / (this.recordWords * 4)));
    this.next = this.recordsPerChunk;
  }

  /** False, with nothing changed, if the memory budget is used up. */
  push(
    state: Int32Array,
    index: number,
    depth: number,
    steps: number,
    low: number,
    high: number,
  ): boolean {
    if (this.next === this.recordsPerChunk && !this.addChunk()) {
      return false;
    }
    const words = this.chunks[this.chunks.length - 1].words;
    const start = this.next * this.recordWords;
    words.set(state, start);
    words[start + this.stateWords] = index;
    words[start + this.stateWords + 1] = depth;
    words[start + this.stateWords + 2] = steps;
    words[start + this.stateWords + 3] = low;
    words[start + this.stateWords + 4] = high;
    this.next++;
    this.count++;
    return true;
  }

  takeFirst(): void {
    this.show(0, this.first);
    this.first++;
    if (this.first === this.recordsPerChunk) {
      this.spareOne(this.chunks.shift());
      this.first = 0;
    }
  }

  takeLast(): void {
    if (this.next === 0) {
      this.spareOne(this.chunks.pop());
      this.next = this.recordsPerChunk;
    }
    this.next--;
    this.show(this.chunks.length - 1, this.next);
  }

  /** The state taken last is not saved. */
  save(to: SnapshotWriter): void {
    const { count, first, next, chunks, spare } = this;
    to.numbers('frontier', [count, first, next, chunks.length, spare.length]);
    to.words(
      'frontier',
      chunks.map(({ words }) => words),
    );
  }

  restore(from: SnapshotReader): void {
    const [count, first, next, chunkCount, spareCount] = from.numbers('frontier');
    for (let made = 0; made < chunkCount + spareCount; made++) {
      const chunk = this.newChunk();
      if (chunk === undefined) throw noRoom();
      (made < chunkCount ? this.chunks : this.spare).push(chunk);
    }
    from.words(
      'frontier',
      this.chunks.map(({ words }) => words),
    );
    this.count = count;
    this.first = first;
    this.next = next;
  }

  /** Makes this the state that was taken last. */
  showRestored(index: number, depth: number, steps: number): void {
    this.index = index;
    this.depth = depth;
    this.steps = steps;
  }

  private spareOne(chunk: Chunk | undefined): void {
    if (chunk !== undefined) this.spare.push(chunk);
  }

  private show(chunk: number, record: number): void {
    if (this.count === 0) {
      throw new ModelError('a state was taken from an empty frontier');
    }
    const words = this.chunks[chunk].words;
    const start = record * this.recordWords;
    this.states = this.chunks[chunk].bytes;
    this.offset = start * 4;
    this.index = words[start + this.stateWords];
    this.depth = words[start + this.stateWords + 1];
    this.steps = words[start + this.stateWords + 2];
    this.low = words[start + this.stateWords + 3];
    this.high = words[start + this.stateWords + 4];
    this.count--;
  }

  private addChunk(): boolean {
    const chunk = this.spare.pop() ?? this.newChunk();
    if (chunk === undefined) return false;
    this.chunks.push(chunk);
    this.next = 0;
    return true;
  }

  private newChunk(): Chunk | undefined {
    const words = allocateWords(this.budget, this.recordsPerChunk * this.recordWords);
    return words === undefined ? undefined : { words, bytes: new Uint8Array(words.buffer) };
  }
}
