/** Reads a worker's share of the states of a level, chunk by chunk. */
import { Lanes } from './lanes.ts';
import { RecordField, type Records } from './records.ts';
import { Segments } from './segments.ts';
import { type SharedMemory, Word } from './shared-memory.ts';

export class LevelReader {
  // The state of the last `take`.
  states: Uint8Array = new Uint8Array(0);
  offset = 0;
  index = 0;
  parent = 0;
  ordinal = 0;
  steps = 0;
  low = 0;
  high = 0;
  /** The current chunk; -1 if there is none in this level. */
  chunk = -1;
  private readonly lanes: Lanes;
  private readonly control: Int32Array;
  private readonly segments: readonly Segments[];
  /** By worker and side. */
  private readonly records: readonly (readonly Records[])[];
  private position = 0;
  private chunkEnd = 0;
  private segment = 0;
  private record = 0;
  private recordEnd = 0;

  constructor(
    memory: SharedMemory,
    worker: number,
    control: Int32Array,
    records: readonly (readonly Records[])[],
  ) {
    this.lanes = new Lanes(memory.lanes, worker);
    this.control = control;
    this.records = records;
    this.segments = memory.segments.map((buffer) => new Segments(buffer));
  }

  /** Begins a level: no chunk is taken. */
  begin(): void {
    this.position = 0;
    this.chunkEnd = 0;
    this.chunk = -1;
    this.lanes.begin();
  }

  /** True if a state of the current chunk is left. */
  get isInChunk(): boolean {
    return this.position < this.chunkEnd;
  }

  /** Takes a chunk that no worker has taken; false if there is none. */
  takeChunk(): boolean {
    const { control } = this;
    const size = control[Word.chunkSize];
    const levelSize = control[Word.levelSize];
    const done = this.segments[1 - control[Word.side]];
    let chunk = this.lanes.take();
    // Only a resumed search has chunks that are done.
    while (chunk >= 0 && done.isSet(chunk)) chunk = this.lanes.take();
    if (chunk < 0) return false;
    this.chunk = chunk;
    const start = chunk * size;
    this.position = start;
    this.chunkEnd = Math.min(levelSize, start + size);
    const segments = this.segments[control[Word.side]];
    this.enter(segments.find(start, control[Word.segmentCount]));
    this.record += start - segments.base(this.segment);
    return true;
  }

  /** Takes the next state of the chunk. */
  take(): void {
    while (this.record === this.recordEnd) this.enter(this.segment + 1);
    const { control } = this;
    const side = control[Word.side];
    const records = this.records[this.segments[side].worker(this.segment)][side];
    const start = records.startOf(this.record);
    const { words } = records;
    this.states = records.bytes;
    this.offset = records.stateOf(this.record) * 4;
    this.index = control[Word.levelStart] + this.position;
    this.parent = words[start + RecordField.parent];
    this.ordinal = words[start + RecordField.ordinal];
    this.steps = words[start + RecordField.steps];
    this.low = words[start + RecordField.low];
    this.high = words[start + RecordField.high];
    this.record++;
    this.position++;
  }

  private enter(segment: number): void {
    const segments = this.segments[this.control[Word.side]];
    this.segment = segment;
    this.record = segments.start(segment);
    this.recordEnd = this.record + segments.count(segment);
  }
}
