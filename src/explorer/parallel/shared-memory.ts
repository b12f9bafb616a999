/** The memory that the workers of a search share, as buffers that can be posted to other threads. */
import { lanesBytes } from './lanes.ts';
import { overtakenBytes } from './overtaken.ts';

/** Parameters that only tests change, so that small systems behave like large ones. */
export interface Tuning {
  /** Initial slots of each part of the table. */
  readonly firstSlots: number;
  /** Least states of a chunk, which a worker takes at a time. */
  readonly chunkMin: number;
  /** A level of at most this number of states is expanded by the leader alone. */
  readonly aloneMax: number;
}

const usualTuning: Tuning = { firstSlots: 1024, chunkMin: 32, aloneMax: 512 };

/** Plain data that can be posted: every thread gets the same buffers. */
export interface SharedMemory {
  readonly workerCount: number;
  readonly tuning: Tuning;
  /** Words of `Word`. */
  readonly control: SharedArrayBuffer;
  /** Visited states; see shared-table.ts. */
  readonly table: SharedArrayBuffer;
  /** Two words per state: the state before it and the ordinal of the transition; see shared-links.ts. */
  readonly links: SharedArrayBuffer;
  /** By worker: the states that it found in this level and in the one before, alternately; see records.ts. */
  readonly records: readonly (readonly [SharedArrayBuffer, SharedArrayBuffer])[];
  /**
   * Positions in `records` of the states of this level and of the next, alternately; see segments.ts.
   */
  readonly segments: readonly [SharedArrayBuffer, SharedArrayBuffer];
  /** Chunks of the level that no worker has taken; see lanes.ts. */
  readonly lanes: SharedArrayBuffer;
  /** States of the level with successors that have better links; see overtaken.ts. */
  readonly overtaken: SharedArrayBuffer;
  /** By worker: its counts of this level; see tally.ts. */
  readonly tallies: readonly SharedArrayBuffer[];
  /** For `System.share`. */
  readonly system: SharedArrayBuffer;
}

/** Words of `control`. Words that several workers write concurrently are accessed with Atomics only. */
export const Word = {
  /** Changes with every command; its low `participantBits` are the number of workers of the command. */
  round: 0,
  command: 1,
  /** Workers that have executed the command, or had to halt. */
  arrived: 2,
  /** Workers that are ready, including the leader. */
  joined: 3,
  /** Workers that have a number, without the leader. */
  helpers: 18,
  /** Reasons why all workers must halt: bits of `Halt`. */
  halt: 4,
  /** 1 if no worker may take another chunk: when all have finished theirs, the search can be saved. */
  pausing: 5,
  /** States of a chunk. */
  chunkSize: 6,
  /** For the level being expanded: states, number of the first, distance from the initial state. */
  levelSize: 7,
  levelStart: 8,
  depth: 9,
  /** Segments of that level, and which of each pair of buffers contains it. */
  segmentCount: 10,
  side: 11,
  /** States that may be inserted into the table before it must grow. */
  room: 12,
  /** States in the table. */
  taken: 13,
  /** Slots of each part of the table. */
  slots: 14,
  /** Allocated pages of memory. */
  pages: 15,
  /** 1 if a worker died; 1 if the search is finished. */
  failed: 16,
  ended: 17,
} as const;

const wordCount = 19;

export const participantBits = 8;
/** Workers of one search. */
export const workersMax = 64;

export const Command = {
  /** Take the transitions of the states of the level. */
  expand: 1,
  /** The same in single-worker order, by the leader alone. */
  expandAgain: 2,
  /** Only check whether each state has a transition. */
  cut: 3,
  /** Drop new states that another worker reached by a better link. */
  settle: 4,
} as const;

export const Halt = {
  /** The table needs room. */
  room: 1,
  /** A part of the table is full. */
  partFull: 2,
  /** The search ends in this level, which must be repeated in single-worker order. */
  order: 4,
  memory: 8,
} as const;

/** The longest buffer that every supported engine can view. */
const bufferBytesMax = 2 ** 32 - 2 ** 16;
const segmentWords = 4;
/** Most chunks of a level. */
export const chunksMax = 1 << 13;

export interface SharedMemorySize {
  readonly workerCount: number;
  readonly memoryBytesMax: number;
  /** Numbers of a tally; see tally.ts. */
  readonly tallyLength: number;
}

/** Reserves address space for the memory limit; memory is allocated as buffers grow. */
export function shareMemory(
  { workerCount, memoryBytesMax, tallyLength }: SharedMemorySize,
  tuning: Tuning = usualTuning,
): SharedMemory {
  const reserve = (): SharedArrayBuffer => growable(Math.min(memoryBytesMax, bufferBytesMax));
  const segments = (): SharedArrayBuffer => new SharedArrayBuffer(chunksMax * segmentWords * 4);
  const workers = Array.from({ length: workerCount });
  return {
    workerCount,
    tuning,
    control: new SharedArrayBuffer(wordCount * 4),
    table: reserve(),
    links: reserve(),
    records: workers.map(() => [reserve(), reserve()] as const),
    segments: [segments(), segments()],
    lanes: new SharedArrayBuffer(lanesBytes(workerCount)),
    overtaken: new SharedArrayBuffer(overtakenBytes),
    tallies: workers.map(() => new SharedArrayBuffer(tallyLength * 8)),
    system: growable(bufferBytesMax),
  };
}

/** Reserves less if address space is limited (ulimit -v): the search then ends undecided that much earlier. */
function growable(bytesMax: number): SharedArrayBuffer {
  for (let tried = Math.max(bytesMax, 2 ** 16); ; tried /= 2) {
    try {
      return new SharedArrayBuffer(0, { maxByteLength: Math.ceil(tried / 2 ** 16) * 2 ** 16 });
    } catch (error) {
      if (!(error instanceof RangeError) || tried < 2 ** 20) throw error;
    }
  }
}
