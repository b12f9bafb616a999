/** The states that one worker found in a level, by chunk, and those that belong to the next level. */
import { Overtaken } from './overtaken.ts';
import { RecordField, type Records } from './records.ts';
import { Segments } from './segments.ts';
import { type SharedMemory, Word } from './shared-memory.ts';
import { rankOf, type SharedTable } from './shared-table.ts';

export class FoundStates {
  private readonly worker: number;
  private readonly control: Int32Array;
  private readonly table: SharedTable;
  private readonly records: readonly Records[];
  private readonly segments: readonly Segments[];
  private readonly overtaken: Overtaken;
  /** The chunks taken, the first record of each, and whether a state of it has facts. */
  private chunks: number[] = [];
  private starts: number[] = [];
  private hasFacts: boolean[] = [];

  /** `records` are those of the worker, by side. */
  constructor(
    memory: SharedMemory,
    worker: number,
    control: Int32Array,
    table: SharedTable,
    records: readonly Records[],
  ) {
    this.worker = worker;
    this.control = control;
    this.table = table;
    this.records = records;
    this.segments = memory.segments.map((buffer) => new Segments(buffer));
    this.overtaken = new Overtaken(memory.overtaken);
  }

  /** Makes the initial state, in `words`, its own level; false if there is no memory. */
  pushInitial(none: number, low: number, high: number, words: Int32Array): boolean {
    const side = this.control[Word.side];
    this.segments[side].set(0, this.worker, 0, 1);
    return this.records[side].push(none, none, 0, low, high, 0, words);
  }

  beginLevel(): void {
    this.chunks = [];
    this.starts = [];
    this.hasFacts = [];
    this.nextRecords.count = 0;
  }

  beginChunk(chunk: number): void {
    this.chunks.push(chunk);
    this.starts.push(this.nextRecords.count);
    this.hasFacts.push(false);
  }

  /**
   * Sets the segments of the chunks taken so far. When all workers are between two chunks, the segments
   * that are set are those of the chunks that are done.
   */
  publish(): void {
    const { chunks, starts, nextRecords, worker } = this;
    const segments = this.segments[1 - this.control[Word.side]];
    for (const [number, chunk] of chunks.entries()) {
      const end = starts[number + 1] ?? nextRecords.count;
      segments.set(chunk, worker, starts[number], end - starts[number]);
    }
  }

  /** Chunks that were done before the search was saved; their successors are in the records, in this order. */
  restore(chunks: readonly number[], counts: readonly number[]): void {
    for (const [number, chunk] of chunks.entries()) {
      this.beginChunk(chunk);
      // Unknown, so each state is checked for facts.
      this.hasFacts[number] = true;
      this.nextRecords.count += counts[number];
    }
    this.publish();
  }

  /** Adds a state of the chunk begun last; false, with nothing changed, if there is no memory for it. */
  push(
    parent: number,
    ordinal: number,
    steps: number,
    low: number,
    high: number,
    facts: number,
    words: Int32Array,
  ): boolean {
    if (facts !== 0) this.hasFacts[this.hasFacts.length - 1] = true;
    return this.nextRecords.push(parent, ordinal, steps, low, high, facts, words);
  }

  /** The link that was found before, from this parent, has been replaced by a better one. */
  noteOvertaken(parent: number): void {
    this.overtaken.note(parent - this.control[Word.levelStart]);
  }

  /**
   * Keeps the states whose link has the least rank, which form the next level. Calls `noteFacts` for
   * those with facts, in the order of the level.
   */
  settle(noteFacts: (facts: number, steps: number, parent: number, ordinal: number) => void): void {
    const segments = this.segments[1 - this.control[Word.side]];
    const { chunks, starts, nextRecords, worker } = this;
    const inOrder = [...chunks.keys()].sort((one, other) => chunks[one] - chunks[other]);
    for (const number of inOrder) {
      const start = starts[number];
      const end = this.dropOvertaken(
        chunks[number],
        start,
        starts[number + 1] ?? nextRecords.count,
      );
      segments.set(chunks[number], worker, start, end - start);
      if (!this.hasFacts[number]) continue;
      const { words } = nextRecords;
      for (let record = start; record < end; record++) {
        const at = nextRecords.startOf(record);
        const facts = words[at + RecordField.facts];
        const steps = words[at + RecordField.steps];
        const parent = words[at + RecordField.parent];
        noteFacts(facts, steps, parent, words[at + RecordField.ordinal]);
      }
    }
  }

  private get nextRecords(): Records {
    return this.records[1 - this.control[Word.side]];
  }

  /** Moves the kept records of a chunk to its front, and returns their end. */
  private dropOvertaken(chunk: number, start: number, end: number): number {
    const { control, nextRecords, overtaken, table } = this;
    const chunkSize = control[Word.chunkSize];
    if (!overtaken.mayHaveAny(chunk * chunkSize, chunkSize)) return end;
    const { words } = nextRecords;
    const levelStart = control[Word.levelStart];
    let kept = start;
    for (let record = start; record < end; record++) {
      const at = nextRecords.startOf(record);
      const parent = words[at + RecordField.parent];
      if (overtaken.has(parent - levelStart)) {
        const low = words[at + RecordField.low];
        const high = words[at + RecordField.high];
        if (table.rankHeld(low, high) !== rankOf(parent)) continue;
      }
      if (record !== kept) nextRecords.move(record, kept);
      kept++;
    }
    return kept;
  }
}
