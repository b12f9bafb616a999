/** For each expanded state, the state from which it was first reached and the transition: two words. */
import { none } from '../parent-links.ts';
import { noRoom, type SnapshotReader, type SnapshotWriter } from '../snapshot.ts';
import type { SharedBudget } from './shared-budget.ts';

const linkWords = 2;

export class SharedLinks {
  private words: Int32Array = new Int32Array(0);
  private readonly buffer: SharedArrayBuffer;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
  }

  /** Makes room for this number of states; false if there is no memory for that. */
  extend(stateCount: number, budget: SharedBudget): boolean {
    const bytes = stateCount * linkWords * 4;
    if (bytes <= this.buffer.byteLength) return true;
    return budget.extend(this.buffer, bytes + (bytes >>> 2)) || budget.extend(this.buffer, bytes);
  }

  /** Makes room that was added visible to this worker. */
  refresh(): void {
    if (this.buffer.byteLength === this.words.byteLength) return;
    this.words = new Int32Array(this.buffer, 0, this.buffer.byteLength / 4);
  }

  set(state: number, parent: number, ordinal: number): void {
    this.words[state * linkWords] = parent;
    this.words[state * linkWords + 1] = ordinal;
  }

  /** Saves the links of the first states. All workers are halted. */
  save(to: SnapshotWriter, stateCount: number): void {
    this.refresh();
    to.numbers('links', [stateCount]);
    to.words('links', [this.words.subarray(0, stateCount * linkWords)]);
  }

  /** Only on new links. */
  restore(from: SnapshotReader, budget: SharedBudget): void {
    const [stateCount] = from.numbers('links');
    if (!this.extend(stateCount, budget)) throw noRoom();
    this.refresh();
    from.words('links', [this.words.subarray(0, stateCount * linkWords)]);
  }

  /** The ordinals that lead from the initial state to `state`. */
  pathTo(state: number): number[] {
    const path: number[] = [];
    for (let at = state; this.words[at * linkWords] !== none; at = this.words[at * linkWords]) {
      path.push(this.words[at * linkWords + 1]);
    }
    return path.reverse();
  }
}
