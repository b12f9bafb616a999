/**
 * Distributes the chunks of a level. Each worker has a lane of neighbouring chunks, so that it mostly reads
 * what it wrote itself one level before; when its lane is empty it helps in the others.
 */

/** The words of a lane fill a cache line, so that workers in different lanes do not share one. */
const laneWords = 16;
const nextField = 0;
const endField = 1;

/** The first line contains the number of lanes. */
export function lanesBytes(workerCount: number): number {
  return (1 + workerCount) * laneWords * 4;
}

export class Lanes {
  private readonly words: Int32Array;
  private readonly own: number;
  /** Number of lanes that this worker has seen empty. */
  private emptyCount = 0;

  /** `own` is the first lane to use. */
  constructor(buffer: SharedArrayBuffer, own = 0) {
    this.words = new Int32Array(buffer);
    this.own = own;
  }

  /** Splits a level of N chunks into lanes. All workers are stopped. */
  deal(chunkCount: number, laneCount: number): void {
    const { words } = this;
    words[0] = laneCount;
    for (let lane = 0; lane < laneCount; lane++) {
      const at = this.startOf(lane);
      words[at + nextField] = Math.floor((lane * chunkCount) / laneCount);
      words[at + endField] = Math.floor(((lane + 1) * chunkCount) / laneCount);
    }
  }

  /** A new level. */
  begin(): void {
    this.emptyCount = 0;
  }

  /** A free chunk; -1 if there is none. */
  take(): number {
    const { words } = this;
    const laneCount = words[0];
    for (; this.emptyCount < laneCount; this.emptyCount++) {
      const at = this.startOf((this.own + this.emptyCount) % laneCount);
      const chunk = Atomics.add(words, at + nextField, 1);
      if (chunk < words[at + endField]) return chunk;
    }
    return -1;
  }

  private startOf(lane: number): number {
    return (1 + lane) * laneWords;
  }
}
