/** Counts and sightings of one worker in one level, as numbers in shared memory. */
import type { Judge } from '../judge.ts';
import type { Sighting } from '../sighting.ts';
import type { SnapshotReader, SnapshotWriter } from '../snapshot.ts';

/** The first fields. */
export const Count = {
  transitions: 0,
  steps: 1,
  /** States whose transitions were all taken. */
  finished: 2,
  /** States at the depth limit with transitions that were not explored. */
  cut: 3,
} as const;
const countFields = 4;
const sightingFields = 5;

export function tallyLength(invariantCount: number, goalCount: number): number {
  return countFields + goalCount + invariantCount * (1 + sightingFields);
}

/**
 * The numbers of a tally:
 *
 *     counts        the four fields of `Count`
 *     judged        by invariant: transitions that judged it
 *     goals         by goal: 1 if it was reached
 *     sightings     by invariant: count, depth, steps, origin, ordinal
 */
export class Tally {
  private readonly numbers: Float64Array;
  private readonly invariantCount: number;
  private readonly goalCount: number;

  constructor(numbers: Float64Array, invariantCount: number, goalCount: number) {
    this.numbers = numbers;
    this.invariantCount = invariantCount;
    this.goalCount = goalCount;
  }

  clear(): void {
    this.numbers.fill(0);
  }

  count(field: number): number {
    return this.numbers[field];
  }

  setCount(field: number, value: number): void {
    this.numbers[field] = value;
  }

  /** Transitions and steps that these judges have counted. */
  setTaken(judges: readonly Judge[]): void {
    this.setCount(
      Count.transitions,
      judges.reduce((sum, { transitionCount }) => sum + transitionCount, 0),
    );
    this.setCount(
      Count.steps,
      judges.reduce((sum, { stepCount }) => sum + stepCount, 0),
    );
  }

  get judgedCounts(): number[] {
    return [...this.numbers.subarray(countFields, countFields + this.invariantCount)];
  }

  get goalsReached(): boolean[] {
    const first = countFields + this.invariantCount;
    return [...this.numbers.subarray(first, first + this.goalCount)].map((goal) => goal !== 0);
  }

  sighting(invariant: number): Sighting {
    const at = this.sightingAt(invariant);
    const [count, depth, steps, origin, ordinal] = this.numbers.subarray(at, at + sightingFields);
    return { count, depth, steps, origin, ordinal };
  }

  /** Adds the results of a judge, without its transitions and steps. */
  addJudge(judge: Judge): void {
    const { judgedCounts, goalsReached } = judge;
    for (const [index, count] of judgedCounts.entries()) this.addJudged(index, count);
    for (const [index, isReached] of goalsReached.entries()) this.addGoal(index, isReached);
    judge.violations((_, sighting, index) => this.addSighting(index, sighting));
  }

  add(other: Tally): void {
    for (let field = 0; field < countFields; field++) this.numbers[field] += other.numbers[field];
    const { judgedCounts, goalsReached } = other;
    for (const [index, count] of judgedCounts.entries()) this.addJudged(index, count);
    for (const [index, isReached] of goalsReached.entries()) this.addGoal(index, isReached);
    for (let index = 0; index < this.invariantCount; index++) {
      this.addSighting(index, other.sighting(index));
    }
  }

  save(to: SnapshotWriter, name: string): void {
    to.numbers(name, [...this.numbers]);
  }

  restore(from: SnapshotReader, name: string): void {
    this.numbers.set(from.numbers(name));
  }

  private addJudged(invariant: number, count: number): void {
    this.numbers[countFields + invariant] += count;
  }

  private addGoal(goal: number, isReached: boolean): void {
    if (isReached) this.numbers[countFields + this.invariantCount + goal] = 1;
  }

  private addSighting(invariant: number, added: Sighting): void {
    const held = this.sighting(invariant);
    const count = held.count + added.count;
    const { depth, steps, origin, ordinal } = comesFirst(added, held) ? added : held;
    this.numbers.set([count, depth, steps, origin, ordinal], this.sightingAt(invariant));
  }

  private sightingAt(invariant: number): number {
    return countFields + this.invariantCount + this.goalCount + invariant * sightingFields;
  }
}

/** The fewest transitions, then the fewest steps, then the first that a single worker would have seen. */
function comesFirst(one: Sighting, other: Sighting): boolean {
  if (one.count === 0 || other.count === 0) return one.count > 0;
  const difference =
    one.depth - other.depth ||
    one.steps - other.steps ||
    one.origin - other.origin ||
    one.ordinal - other.ordinal;
  return difference < 0;
}
