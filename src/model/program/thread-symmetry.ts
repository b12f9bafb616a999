/**
 * Threads of one role run the same programs, so they are interchangeable: the blocks of equal threads
 * are kept in descending order, and states that differ only in a permutation of equal threads become
 * one. `docs/REDUCTIONS.md` explains why this is sound. In descending order, a search tries threads
 * inside an operation first, so its counterexamples have few preemptions.
 */
import type { StateBytes } from '../state/state-bytes.ts';

/** Bits per place in `order`; more threads than fit in 32 bits have too many states anyway. */
const placeBits = 3;
const placeMask = (1 << placeBits) - 1;

/** Offsets of threads in a state. */
export interface ThreadPlaces {
  /** Offset of the block of thread 0, and bytes of a block; the others follow. */
  readonly firstBlock: number;
  readonly blockBytes: number;
  /** Offset of the first lock, a byte each: 0, or the thread that holds it, plus 1. */
  readonly firstLock: number;
  readonly lockCount: number;
  /** Offset of the byte with the thread that ran last, plus 1; -1 if a state has none. */
  readonly ranLast: number;
}

export class ThreadSymmetry {
  /**
   * The permutation of the last `arrange`, packed: for each place, the thread that was there before.
   * A path needs it to identify threads.
   */
  order: number;
  private readonly unchanged: number;
  private readonly threadCount: number;
  /** Pairs of neighbours of one role: their places, flattened. */
  private readonly pairs: readonly (readonly [number, number])[];
  private readonly state: StateBytes;
  private readonly places: ThreadPlaces;

  /** `roles`: the role of each thread; threads of one role are interchangeable. Null: none are. */
  constructor(
    threadCount: number,
    roles: readonly string[] | null,
    places: ThreadPlaces,
    state: StateBytes,
  ) {
    this.state = state;
    this.threadCount = threadCount;
    this.places = places;
    this.pairs = roles === null ? [] : neighbours(roles);
    const threads = Array.from({ length: threadCount }, (_, place) => place);
    this.unchanged = threads.reduce((packed, place) => packed | (place << (placeBits * place)), 0);
    this.order = this.unchanged;
  }

  /** Sorts the threads of each role by their blocks. */
  arrange(): void {
    this.order = this.unchanged;
    // Terminates: every exchange fixes the order of one pair of blocks.
    for (let isSorted = this.pairs.length === 0; !isSorted; ) {
      isSorted = true;
      for (const [one, other] of this.pairs) {
        if (!this.isBelow(one, other)) continue;
        this.exchange(one, other);
        isSorted = false;
      }
    }
  }

  /** By place, the thread that was there before the transition of that order; null if none moved. */
  placesOf(order: number): number[] | null {
    if (order === this.unchanged) return null;
    return Array.from(
      { length: this.threadCount },
      (_, place) => (order >> (placeBits * place)) & placeMask,
    );
  }

  /** True if the block of `one` comes after the block of `other`. */
  private isBelow(one: number, other: number): boolean {
    const { bytes } = this.state;
    const { firstBlock, blockBytes } = this.places;
    const first = firstBlock + one * blockBytes;
    const second = firstBlock + other * blockBytes;
    for (let index = 0; index < blockBytes; index++) {
      const difference = bytes[first + index] - bytes[second + index];
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  private exchange(one: number, other: number): void {
    const { state } = this;
    const { bytes } = state;
    const { firstBlock, blockBytes, firstLock, lockCount, ranLast } = this.places;
    const first = firstBlock + one * blockBytes;
    const second = firstBlock + other * blockBytes;
    for (let index = 0; index < blockBytes; index++) {
      const value = bytes[first + index];
      state.write(first + index, bytes[second + index]);
      state.write(second + index, value);
    }
    for (let lock = firstLock; lock < firstLock + lockCount; lock++) {
      this.rename(lock, one, other);
    }
    if (ranLast >= 0) this.rename(ranLast, one, other);
    const moved = (this.order >> (placeBits * one)) & placeMask;
    const came = (this.order >> (placeBits * other)) & placeMask;
    const difference = moved ^ came;
    this.order ^= (difference << (placeBits * one)) | (difference << (placeBits * other));
  }

  /** A byte with a thread number plus one. */
  private rename(at: number, one: number, other: number): void {
    const named = this.state.bytes[at] - 1;
    if (named === one) this.state.write(at, other + 1);
    else if (named === other) this.state.write(at, one + 1);
  }
}

/** Adjacent places among those of one role. */
function neighbours(roles: readonly string[]): [number, number][] {
  return roles.flatMap((role, place): [number, number][] => {
    const next = roles.indexOf(role, place + 1);
    return next < 0 ? [] : [[place, next]];
  });
}
