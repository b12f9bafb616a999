/** Totals of all workers: for finished levels, and for the current one. */
import type { SnapshotReader, SnapshotWriter } from '../snapshot.ts';
import type { SharedMemory } from './shared-memory.ts';
import { Tally, tallyLength } from './tally.ts';

export class Counts {
  /** Of finished levels. */
  readonly totals: Tally;
  /** Of this level, before the resumed search was saved. */
  private readonly before: Tally;
  private readonly workers: readonly Tally[];
  private readonly invariantCount: number;
  private readonly goalCount: number;

  constructor(memory: SharedMemory, invariantCount: number, goalCount: number) {
    this.invariantCount = invariantCount;
    this.goalCount = goalCount;
    this.totals = this.newTally();
    this.before = this.newTally();
    this.workers = memory.tallies.map(
      (buffer) => new Tally(new Float64Array(buffer), invariantCount, goalCount),
    );
  }

  /** Of one field, so far. */
  counted(field: number): number {
    return this.ofLevel().reduce(
      (sum, tally) => sum + tally.count(field),
      this.totals.count(field),
    );
  }

  /** The level is finished: its counts become final. All workers are stopped. */
  collect(): void {
    for (const tally of this.ofLevel()) this.totals.add(tally);
    this.forgetLevel();
  }

  /** Discards the counts of the level. All workers are stopped. */
  forgetLevel(): void {
    for (const tally of this.ofLevel()) tally.clear();
  }

  /** All workers are stopped. Without the counts of the level, unless it is saved with the level. */
  save(to: SnapshotWriter, isWithinLevel: boolean): void {
    const level = this.newTally();
    if (isWithinLevel) for (const tally of this.ofLevel()) level.add(tally);
    this.totals.save(to, 'counts of levels');
    level.save(to, 'counts of this level');
  }

  restore(from: SnapshotReader): void {
    this.totals.restore(from, 'counts of levels');
    this.before.restore(from, 'counts of this level');
  }

  /** A worker that does nothing in a level has counted nothing. */
  private ofLevel(): readonly Tally[] {
    return [this.before, ...this.workers];
  }

  private newTally(): Tally {
    const { invariantCount, goalCount } = this;
    const numbers = new Float64Array(tallyLength(invariantCount, goalCount));
    return new Tally(numbers, invariantCount, goalCount);
  }
}
