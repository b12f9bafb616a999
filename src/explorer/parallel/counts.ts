/** The counts of all workers: of finished levels, and of the current one. */
import type { SnapshotReader, SnapshotWriter } from '../snapshot.ts';
import type { SharedMemory } from './shared-memory.ts';
import { Tally, tallyLength } from './tally.ts';

export class Counts {
  /** Counts of finished levels. */
  readonly totals: Tally;
  /** Counts of this level from before the search was saved. */
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

  /** One field of the counts, so far. */
  counted(field: number): number {
    return this.ofLevel().reduce(
      (sum, tally) => sum + tally.count(field),
      this.totals.count(field),
    );
  }

  /** Adds the counts of the finished level to the totals. All workers are halted. */
  collect(): void {
    for (const tally of this.ofLevel()) this.totals.add(tally);
    this.forgetLevel();
  }

  /** Discards the counts of the level. All workers are halted. */
  forgetLevel(): void {
    for (const tally of this.ofLevel()) tally.clear();
  }

  /** Includes the counts of the level only if its work is saved. All workers are halted. */
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

  /** The tally of a worker without a part in the level is zero. */
  private ofLevel(): readonly Tally[] {
    return [this.before, ...this.workers];
  }

  private newTally(): Tally {
    const { invariantCount, goalCount } = this;
    const numbers = new Float64Array(tallyLength(invariantCount, goalCount));
    return new Tally(numbers, invariantCount, goalCount);
  }
}
