/** The memory that the workers of one search share: buffers that can be passed to other threads. */
import { lanesBytes } from './lanes.ts';
import { overtakenBytes } from './overtaken.ts';

/** Parameters that tests reduce, so that small systems behave like large ones. */
export interface Tuning {
  /** Initial slots of each part of the table. */
  readonly firstSlots: number;
  /** Minimum number of states that a worker takes from a level at a time. */
  readonly chunkMin: number;
  /** A level of at most this many states is too small to wake the other workers. */
  readonly aloneMax: number;
}

const usualTuning: Tuning = { firstSlots: 1024, chunkMin: 32, aloneMax: 512 };

/** Plain data, except that its buffers are shared between threads. */
export interface SharedMemory {
  readonly workerCount: number;
  readonly tuning: Tuning;
  /** Words of `Word`. */
  readonly control: SharedArrayBuffer;
  /** Visited states; see shared-table.ts. */
  readonly table: SharedArrayBuffer;
  /** The path to each state: the state before it and the ordinal of the transition, two words. */
  readonly links: SharedArrayBuffer;
  /** By worker: what it found in this level and in the one before, alternating; see records.ts. */
  readonly records: readonly (readonly [SharedArrayBuffer, SharedArrayBuffer])[];
  /** Where in `records` the states of this level and of the next are, alternating; see segments.ts. */
  readonly segments: readonly [SharedArrayBuffer, SharedArrayBuffer];
  /** Which chunks of the level are free; see lanes.ts. */
  readonly lanes: SharedArrayBuffer;
  /** Which states of the level led to states with better paths; see overtaken.ts. */
  readonly overtaken: SharedArrayBuffer;
  /** By worker: its counts in this level; see tally.ts. */
  readonly tallies: readonly SharedArrayBuffer[];
  /** For `System.share`. */
  readonly system: SharedArrayBuffer;
}

/** Words of `control`. Words with several writers are read only with Atomics. */
export const Word = {
  /** Changes with every command; the low bits contain the number of workers that it is for. */
  round: 0,
  command: 1,
  /** Number of workers that have finished the command, or had to halt. */
  arrived: 2,
  /** Number of workers that are ready, including the leader. */
  joined: 3,
  /** Number of workers with an assigned number, excluding the leader. */
  helpers: 18,
  /** Why all workers must halt: bits of `Halt`. */
  halt: 4,
  /** 1 if no further chunk may be taken: when all have finished theirs, the search can be saved. */
  pausing: 5,
  /** States of a chunk. */
  chunkSize: 6,
  /** Of the level being expanded: states, number of the first, distance from the initial state. */
  levelSize: 7,
  levelStart: 8,
  depth: 9,
  /** Segments of that level, and which of each pair of buffers contains it. */
  segmentCount: 10,
  side: 11,
  /** States that may be put into the table before it must grow. */
  room: 12,
  /** States in the table. */
  taken: 13,
  /** Slots of each part of the table. */
  slots: 14,
  /** Pages of memory in use. */
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
  /** The same again in order, by one worker alone. */
  expandAgain: 2,
  /** Only check whether they have any. */
  cut: 3,
  /** Keep the found states whose path comes first. */
  settle: 4,
} as const;

export const Halt = {
  /** The table needs room. */
  room: 1,
  /** A part of it is full, although others have room. */
  partFull: 2,
  /** The order of discovery must be that of a single worker. */
  order: 4,
  memory: 8,
} as const;

/** The longest buffer that every supported engine can view. */
const bufferBytesMax = 2 ** 32 - 2 ** 16;
const segmentWords = 4;
/** Maximum number of chunks of a level. */
export const chunksMax = 1 << 13;

export interface SharedMemorySize {
  readonly workerCount: number;
  readonly memoryBytesMax: number;
  /** Numbers of a tally; see tally.ts. */
  readonly tallyLength: number;
}

/** Address space is reserved for the maximum size of the search; memory is taken as it grows. */
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

/** With little address space (a limit of the shell) less is reserved: the search ends undecided earlier. */
function growable(bytesMax: number): SharedArrayBuffer {
  for (let tried = Math.max(bytesMax, 2 ** 16); ; tried /= 2) {
    try {
      return new SharedArrayBuffer(0, { maxByteLength: Math.ceil(tried / 2 ** 16) * 2 ** 16 });
    } catch (error) {
      if (!(error instanceof RangeError) || tried < 2 ** 20) throw error;
    }
  }
}
