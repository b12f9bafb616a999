/** The current level of a parallel search: its states and chunks. Only the leader writes it. */
import { Lanes } from './lanes.ts';
import { Overtaken } from './overtaken.ts';
import { Segments } from './segments.ts';
import { chunksMax, type SharedMemory, Word } from './shared-memory.ts';

export class CurrentLevel {
  /** By side: the positions of the states of this level and of the next, alternately. */
  readonly segments: readonly Segments[];
  private readonly memory: SharedMemory;
  private readonly control: Int32Array;
  private readonly lanes: Lanes;
  private readonly overtaken: Overtaken;

  constructor(memory: SharedMemory, control: Int32Array) {
    this.memory = memory;
    this.control = control;
    this.segments = memory.segments.map((buffer) => new Segments(buffer));
    this.lanes = new Lanes(memory.lanes);
    this.overtaken = new Overtaken(memory.overtaken);
  }

  /** Distance of its states from the initial state. */
  get depth(): number {
    return this.control[Word.depth];
  }

  get size(): number {
    return this.control[Word.levelSize];
  }

  /** Number of states of this level and all before it. */
  get end(): number {
    return this.control[Word.levelStart] + this.size;
  }

  get chunkCount(): number {
    return Math.ceil(this.size / this.control[Word.chunkSize]);
  }

  /** Makes the initial state the first level, with one segment. */
  enterFirst(): void {
    this.control[Word.segmentCount] = 1;
    this.control[Word.depth] = -1;
    this.enter(1, 0);
  }

  /** Continues with the new states of this level and returns their number; 0 ends the search. */
  enterNext(): number {
    const { control, chunkCount, end } = this;
    control[Word.side] = 1 - control[Word.side];
    control[Word.segmentCount] = chunkCount;
    const size = this.segments[control[Word.side]].arrange(chunkCount);
    if (size > 0) this.enter(size, end);
    return size;
  }

  /** Enters the level of a resumed search, which `control` describes; some of its chunks may be done. */
  enterAgain(): void {
    this.forgetChunks();
    // Overtaken states are not saved: all successors are looked up when the level is settled.
    this.overtaken.noteAll();
  }

  /** Marks all chunks of the level as not done. */
  forgetChunks(): void {
    this.segments[1 - this.control[Word.side]].clear(this.chunkCount);
  }

  /** Divides the chunks among this number of workers. */
  deal(workerCount: number): void {
    this.lanes.deal(this.chunkCount, workerCount);
  }

  private enter(size: number, start: number): void {
    const { control } = this;
    control[Word.levelSize] = size;
    control[Word.levelStart] = start;
    control[Word.depth]++;
    control[Word.chunkSize] = Math.max(this.memory.tuning.chunkMin, Math.ceil(size / chunksMax));
    this.overtaken.clear(size);
    this.forgetChunks();
  }
}
