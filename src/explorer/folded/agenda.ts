/** The parts of folded states that wait to be expanded, and their order. */
import type { Fold } from '../../model/system.ts';
import { GrowableInt32 } from '../growable.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import type { Saved, SnapshotReader, SnapshotWriter } from '../snapshot.ts';

/** The empty set. */
const initialPoolSet = 0;

export abstract class Agenda implements Saved {
  /**
   * The entry taken last: a folded state, a set of its parts that were not expanded before, their
   * distance, and the steps on the path that added the first of them.
   */
  state = 0;
  set: number = initialPoolSet;
  depth = 0;
  steps = 0;
  /** Number of parts that wait. */
  waiting = 0;
  protected readonly fold: Fold;
  /** By state: the waiting set, and the steps to it. */
  protected readonly sets: GrowableInt32;
  protected readonly stepsTo: GrowableInt32;

  constructor(fold: Fold, budget: MemoryBudget) {
    this.fold = fold;
    this.sets = new GrowableInt32(budget, 'waiting sets');
    this.stepsTo = new GrowableInt32(budget, 'steps to them');
  }

  /** True if the next `add` will succeed. */
  abstract reserve(): boolean;
  /** Takes the next set into the fields above; false if none waits, or there is no memory. */
  abstract take(): boolean;
  /** Called when a state without a waiting set gets one; `isNew` if the state is new. */
  protected abstract enqueue(state: number, depth: number, steps: number, isNew: boolean): void;

  /** New states are added in the order of their numbers. */
  add(state: number, set: number, depth: number, steps: number): void {
    const isNew = state === this.sets.count;
    if (isNew) {
      this.sets.push(initialPoolSet);
      this.stepsTo.push(steps);
    }
    const before = this.sets.get(state);
    if (before === initialPoolSet) this.enqueue(state, depth, steps, isNew);
    this.sets.set(state, this.fold.union(before, set));
    this.waiting += this.fold.sizeOf(set);
  }

  save(to: SnapshotWriter): void {
    to.numbers('at hand', [this.state, this.set, this.depth, this.steps, this.waiting]);
    this.sets.save(to);
    this.stepsTo.save(to);
  }

  restore(from: SnapshotReader): void {
    [this.state, this.set, this.depth, this.steps, this.waiting] = from.numbers('at hand');
    this.sets.restore(from);
    this.stepsTo.restore(from);
  }
}

/** Level by level: each part is expanded at its distance from the initial state. */
export class LevelAgenda extends Agenda {
  /** States with a set that waits for the next level. */
  private readonly states: GrowableInt32;
  /** This level: state, set and steps of each entry. */
  private readonly level: GrowableInt32;
  private next = 0;

  constructor(fold: Fold, budget: MemoryBudget) {
    super(fold, budget);
    this.states = new GrowableInt32(budget, 'next level');
    this.level = new GrowableInt32(budget, 'level');
    this.depth = -1;
  }

  reserve(): boolean {
    return this.sets.reserve() && this.stepsTo.reserve() && this.states.reserve();
  }

  protected enqueue(state: number, _depth: number, steps: number): void {
    this.states.push(state);
    this.stepsTo.set(state, steps);
  }

  take(): boolean {
    if (this.next === this.level.count && !this.beginLevel()) return false;
    this.state = this.level.get(this.next);
    this.set = this.level.get(this.next + 1);
    this.steps = this.level.get(this.next + 2);
    this.next += 3;
    this.waiting -= this.fold.sizeOf(this.set);
    return true;
  }

  override save(to: SnapshotWriter): void {
    super.save(to);
    to.numbers('level', [this.next]);
    this.states.save(to);
    this.level.save(to);
  }

  override restore(from: SnapshotReader): void {
    super.restore(from);
    [this.next] = from.numbers('level');
    this.states.restore(from);
    this.level.restore(from);
  }

  /** False, with nothing changed, if no set waits or there is no memory. */
  private beginLevel(): boolean {
    const { states, sets, stepsTo, level } = this;
    this.next = 0;
    level.clear();
    for (let at = 0; at < states.count; at++) {
      const state = states.get(at);
      if (!(level.push(state) && level.push(sets.get(state)) && level.push(stepsTo.get(state)))) {
        level.clear();
        return false;
      }
    }
    for (let at = 0; at < states.count; at++) sets.set(states.get(at), initialPoolSet);
    states.clear();
    this.depth++;
    return level.count > 0;
  }
}

/**
 * Oldest state first. Its successors are mostly known, so its parts spread through known states
 * before new states are expanded, and most states are expanded once.
 */
export class OldestFirstAgenda extends Agenda {
  /** By state: its distance when it was discovered. */
  private readonly depths: GrowableInt32;
  /** States with a waiting set: a binary heap with the least number on top. */
  private readonly heap: GrowableInt32;

  constructor(fold: Fold, budget: MemoryBudget) {
    super(fold, budget);
    this.depths = new GrowableInt32(budget, 'depths');
    this.heap = new GrowableInt32(budget, 'waiting states');
  }

  reserve(): boolean {
    return (
      this.sets.reserve() && this.stepsTo.reserve() && this.depths.reserve() && this.heap.reserve()
    );
  }

  protected enqueue(state: number, depth: number, _steps: number, isNew: boolean): void {
    if (isNew) this.depths.push(depth);
    this.rise(state);
  }

  take(): boolean {
    const { heap } = this;
    if (heap.count === 0) return false;
    this.state = heap.get(0);
    const last = heap.get(heap.count - 1);
    heap.pop();
    if (heap.count > 0) this.sink(last);
    this.set = this.sets.get(this.state);
    this.depth = this.depths.get(this.state);
    this.steps = this.stepsTo.get(this.state);
    this.sets.set(this.state, initialPoolSet);
    this.waiting -= this.fold.sizeOf(this.set);
    return true;
  }

  override save(to: SnapshotWriter): void {
    super.save(to);
    this.depths.save(to);
    this.heap.save(to);
  }

  override restore(from: SnapshotReader): void {
    super.restore(from);
    this.depths.restore(from);
    this.heap.restore(from);
  }

  private rise(state: number): void {
    const { heap } = this;
    let at = heap.count;
    heap.push(state);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap.get(above) <= state) break;
      heap.set(at, heap.get(above));
      at = above;
    }
    heap.set(at, state);
  }

  private sink(state: number): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.count) break;
      if (below + 1 < heap.count && heap.get(below + 1) < heap.get(below)) below++;
      if (heap.get(below) >= state) break;
      heap.set(at, heap.get(below));
      at = below;
    }
    heap.set(at, state);
  }
}
