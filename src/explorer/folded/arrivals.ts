/** Records when each part of a folded state was first seen, and from which state, to rebuild paths. */
import type { Fold } from '../../model/system.ts';
import { GrowableInt32 } from '../growable.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import { none } from '../parent-links.ts';
import type { Saved, SnapshotReader, SnapshotWriter } from '../snapshot.ts';

/** A part of a state, and the number of the arrival at which it was new. */
export interface Arrival {
  readonly member: number;
  readonly arrival: number;
}

export class Arrivals implements Saved {
  private readonly fold: Fold;
  /** By arrival: the parts that were new, the state they came from, and the previous arrival of their state. */
  private readonly sets: GrowableInt32;
  private readonly sources: GrowableInt32;
  private readonly previous: GrowableInt32;
  /** By state: its last arrival. */
  private readonly last: GrowableInt32;

  constructor(fold: Fold, budget: MemoryBudget) {
    this.fold = fold;
    this.sets = new GrowableInt32(budget, 'met sets');
    this.sources = new GrowableInt32(budget, 'sources');
    this.previous = new GrowableInt32(budget, 'previous');
    this.last = new GrowableInt32(budget, 'last');
  }

  /** True if the next `add` will succeed. */
  reserve(): boolean {
    const { sets, sources, previous, last } = this;
    return sets.reserve() && sources.reserve() && previous.reserve() && last.reserve();
  }

  /** New states are added in the order of their numbers. */
  add(state: number, set: number, source: number): void {
    if (state === this.last.count) this.last.push(none);
    this.sets.push(set);
    this.sources.push(source);
    this.previous.push(this.last.get(state));
    this.last.set(state, this.previous.count - 1);
  }

  save(to: SnapshotWriter): void {
    for (const list of [this.sets, this.sources, this.previous, this.last]) list.save(to);
  }

  restore(from: SnapshotReader): void {
    for (const list of [this.sets, this.sources, this.previous, this.last]) list.restore(from);
  }

  sourceOf(arrival: number): number {
    return this.sources.get(arrival);
  }

  /** The parts of a state that were seen before an arrival, with the arrival of each, oldest first. */
  seenBefore(state: number, arrival: number): Arrival[] {
    const seen: Arrival[] = [];
    for (let at = this.last.get(state); at !== none; at = this.previous.get(at)) {
      if (at >= arrival) continue;
      for (const member of this.fold.membersOf(this.sets.get(at)))
        seen.push({ member, arrival: at });
    }
    return seen.sort((a, b) => a.arrival - b.arrival);
  }
}
