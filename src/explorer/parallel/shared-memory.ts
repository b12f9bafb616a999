/** The memory that the workers of one search share: buffers that can be handed to other threads. */
import { lanesBytes } from './lanes.ts';
import { overtakenBytes } from './overtaken.ts';

/** Numbers that only tests choose otherwise, so that small systems show what large ones do. */
export interface Tuning {
  /** Slots of each part of the table at first. */
  readonly firstSlots: number;
  /** States that a worker takes from a level at a time, at least. */
  readonly chunkMin: number;
  /** A level of at most so many states is not worth waking the other workers for. */
  readonly aloneMax: number;
}

const usualTuning: Tuning = { firstSlots: 1024, chunkMin: 32, aloneMax: 512 };

/** Plain data, except that its buffers stay the same buffers in every thread. */
export interface SharedMemory {
  readonly workerCount: number;
  readonly tuning: Tuning;
  /** Words of `Word`. */
  readonly control: SharedArrayBuffer;
  /** Visited states; see shared-table.ts. */
  readonly table: SharedArrayBuffer;
  /** The way to each state: the state before it and the ordinal of the transition, two words. */
  readonly links: SharedArrayBuffer;
  /** By worker: what it found in this level and in the one before, in turns; see records.ts. */
  readonly records: readonly (readonly [SharedArrayBuffer, SharedArrayBuffer])[];
  /** Where in `records` the states of this level and of the next lie, in turns; see segments.ts. */
  readonly segments: readonly [SharedArrayBuffer, SharedArrayBuffer];
  /** Which chunks of the level nobody has taken; see lanes.ts. */
  readonly lanes: SharedArrayBuffer;
  /** Which states of the level led to states that were found by better ways; see overtaken.ts. */
  readonly overtaken: SharedArrayBuffer;
  /** By worker: what it counted in this level; see tally.ts. */
  readonly tallies: readonly SharedArrayBuffer[];
  /** For `System.share`. */
  readonly system: SharedArrayBuffer;
}

/** Words of `control`. Those that several workers write at the same time are read with Atomics only. */
export const Word = {
  /** Changes with every command; the low bits say how many workers it is for. */
  round: 0,
  command: 1,
  /** Workers that have done what the command asked, or had to halt. */
  arrived: 2,
  /** Workers that are ready, the leader included. */
  joined: 3,
  /** Workers that were given a number, the leader not included. */
  helpers: 18,
  /** Why everybody must halt: bits of `Halt`. */
  halt: 4,
  /** 1 if nobody may take another chunk: when all have finished theirs, the search can be saved. */
  pausing: 5,
  /** States of a chunk. */
  chunkSize: 6,
  /** Of the level that is expanded: states, number of the first, distance from the initial state. */
  levelSize: 7,
  levelStart: 8,
  depth: 9,
  /** Segments of that level, and which of each pair of buffers holds it. */
  segmentCount: 10,
  side: 11,
  /** States that may be put into the table before it must grow. */
  room: 12,
  /** States in the table. */
  taken: 13,
  /** Slots of each part of the table. */
  slots: 14,
  /** Pages of memory that were taken. */
  pages: 15,
  /** 1 if a worker died; 1 if the search is over. */
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
  /** Only see whether they have any. */
  cut: 3,
  /** Keep of the states found those that come first. */
  settle: 4,
} as const;

export const Halt = {
  /** The table needs room. */
  room: 1,
  /** A part of it is full, whatever room the others have. */
  partFull: 2,
  /** What was found must be found in the order of a single worker. */
  order: 4,
  memory: 8,
} as const;

/** The longest buffer that every engine we run on can view. */
const bufferBytesMax = 2 ** 32 - 2 ** 16;
const segmentWords = 4;
/** Chunks that a level is cut into, at most. */
export const chunksMax = 1 << 13;

export interface SharedMemorySize {
  readonly workerCount: number;
  readonly memoryBytesMax: number;
  /** Numbers of a tally; see tally.ts. */
  readonly tallyLength: number;
}

/** Addresses are reserved for as much as the search may take; memory is taken as it grows. */
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

/** With few addresses (a limit of the shell) less is reserved: the search ends undecided that much sooner. */
function growable(bytesMax: number): SharedArrayBuffer {
  for (let tried = Math.max(bytesMax, 2 ** 16); ; tried /= 2) {
    try {
      return new SharedArrayBuffer(0, { maxByteLength: Math.ceil(tried / 2 ** 16) * 2 ** 16 });
    } catch (error) {
      if (!(error instanceof RangeError) || tried < 2 ** 20) throw error;
    }
  }
}
