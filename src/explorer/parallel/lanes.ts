/**
 * The chunks of a level that no worker has taken. Each worker has a lane of consecutive chunks, so that it
 * mostly reads states that it wrote itself in the level before; then it takes chunks of other lanes.
 *
 *     line 0          number of lanes
 *     line 1 + lane   next chunk of the lane, end of the lane
 */

/** Words of a cache line: each lane has its own, which avoids false sharing. */
const laneWords = 16;
const nextField = 0;
const endField = 1;

export function lanesBytes(workerCount: number): number {
  return (1 + workerCount) * laneWords * 4;
}

export class Lanes {
  private readonly words: Int32Array;
  private readonly own: number;
  /** Lanes that this worker has seen empty. */
  private emptyCount = 0;

  /** `own` is the first lane to take chunks from. */
  constructor(buffer: SharedArrayBuffer, own = 0) {
    this.words = new Int32Array(buffer);
    this.own = own;
  }

  /** Divides the chunks of a level among lanes. All workers are halted. */
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

  /** Takes a chunk that no worker has taken; -1 if there is none. */
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
