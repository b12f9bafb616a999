/** For each state found, the state it was first reached from and by which transition: 8 bytes. */
import { GrowableInt32 } from './growable.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** The parent of the initial state, and the ordinal of "no transition". */
export const none = -1;

export class ParentLinks {
  private readonly parents: GrowableInt32;
  private readonly ordinals: GrowableInt32;

  constructor(budget: MemoryBudget) {
    this.parents = new GrowableInt32(budget);
    this.ordinals = new GrowableInt32(budget);
  }

  /** States with a complete link: one whose second half found no memory does not count. */
  get count(): number {
    return this.ordinals.count;
  }

  /** The new state's index is the `count` before the call. False if the memory budget is used up. */
  push(parent: number, ordinal: number): boolean {
    return this.parents.push(parent) && this.ordinals.push(ordinal);
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
