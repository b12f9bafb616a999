/** For each state, the state from which it was first reached and the transition: 8 bytes. */
import { GrowableInt32 } from './growable.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { Saved, SnapshotReader, SnapshotWriter } from './snapshot.ts';

/** The parent of the initial state, and the ordinal of "no transition". */
export const none = -1;

export class ParentLinks implements Saved {
  private readonly parents: GrowableInt32;
  private readonly ordinals: GrowableInt32;

  constructor(budget: MemoryBudget) {
    this.parents = new GrowableInt32(budget, 'parents');
    this.ordinals = new GrowableInt32(budget, 'ordinals');
  }

  get count(): number {
    return this.ordinals.count;
  }

  /** The index of the new state is `count` before the call. False, with nothing changed, if there is no memory. */
  push(parent: number, ordinal: number): boolean {
    if (!this.parents.push(parent)) return false;
    if (this.ordinals.push(ordinal)) return true;
    this.parents.pop();
    return false;
  }

  /** Undoes the last `push`. */
  pop(): void {
    this.parents.pop();
    this.ordinals.pop();
  }

  save(to: SnapshotWriter): void {
    this.parents.save(to);
    this.ordinals.save(to);
  }

  restore(from: SnapshotReader): void {
    this.parents.restore(from);
    this.ordinals.restore(from);
  }

  /** The ordinals that lead from the initial state to `state`. */
  pathTo(state: number): number[] {
    const path: number[] = [];
    for (let at = state; this.parents.get(at) !== none; at = this.parents.get(at)) {
      path.push(this.ordinals.get(at));
    }
    return path.reverse();
  }
}
