/** When each part of a folded state was first discovered, and from which state: to reconstruct paths. */
import type { Fold } from '../../model/system.ts';
import { GrowableInt32 } from '../growable.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import { none } from '../parent-links.ts';
import type { Saved, SnapshotReader, SnapshotWriter } from '../snapshot.ts';

/** A part of a state, and the discovery that added it. */
export interface Met {
  readonly member: number;
  readonly meeting: number;
}

export class Meetings implements Saved {
  private readonly fold: Fold;
  /** By discovery: the new parts, their origin, and the previous discovery of this state. */
  private readonly sets: GrowableInt32;
  private readonly sources: GrowableInt32;
  private readonly previous: GrowableInt32;
  /** By state: its last discovery. */
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

  /** States are first discovered in the order of their numbers. */
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

  sourceOf(meeting: number): number {
    return this.sources.get(meeting);
  }

  /** The parts of a state that precede a discovery, with the discovery of each, in order. */
  metBefore(state: number, meeting: number): Met[] {
    const met: Met[] = [];
    for (let at = this.last.get(state); at !== none; at = this.previous.get(at)) {
      if (at >= meeting) continue;
      for (const member of this.fold.membersOf(this.sets.get(at)))
        met.push({ member, meeting: at });
    }
    return met.sort((a, b) => a.meeting - b.meeting);
  }
}
