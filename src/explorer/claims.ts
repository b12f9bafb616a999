/** Judges every transition by the invariants and goals, and keeps the best sighting of each violation. */
import type { Goal, Invariant } from '../invariants/invariant.ts';
import { meet, union } from '../model/masks.ts';
import type { Saved, SnapshotReader, SnapshotWriter } from './snapshot.ts';

/** The one invariant that no transition can break: the search itself finds states without transitions. */
export const noDeadlockId = 'no-deadlock';

/** Where an invariant was seen violated with the fewest transitions, then steps, then first. */
export interface Sighting {
  count: number;
  depth: number;
  steps: number;
  /** Number of the state (exhaustive search) or of the walk (random walk) it was seen from. */
  origin: number;
  /** The violating transition; `none` for a deadlock. */
  ordinal: number;
}

export class Claims implements Saved {
  /** For hot loops: if `facts & watchedFacts` is 0, nothing is violated; else call `watches`. */
  readonly watchedFacts: number;
  private readonly watched: number;
  private readonly counts: number[];
  private readonly reached: boolean[];
  private readonly invariants: readonly Invariant[];
  private readonly goals: readonly Goal[];
  private readonly sightings: readonly Sighting[];
  private readonly deadlock: number;
  private readonly onBetter: (invariant: number) => void;
  // The masks of `invariants`, side by side for the hot loop.
  private readonly judgedOn: Int32Array;
  private goalsOpen = 0;
  // Consecutive transitions often have the same occasions; they are counted first, then judged.
  private repeated = 0;
  private repeats = 0;

  /** `onBetter` is called with the number of an invariant whenever its best sighting changes. */
  constructor(
    invariants: readonly Invariant[],
    goals: readonly Goal[],
    onBetter: (invariant: number) => void = () => undefined,
  ) {
    this.onBetter = onBetter;
    this.invariants = invariants;
    this.goals = goals;
    this.judgedOn = Int32Array.from(invariants, (invariant) => invariant.judgedOn);
    this.counts = invariants.map(() => 0);
    this.reached = goals.map(() => false);
    this.sightings = invariants.map(() => {
      return { count: 0, depth: Infinity, steps: Infinity, origin: 0, ordinal: 0 };
    });
    this.watched = union(...invariants.map(({ violatedBy }) => violatedBy));
    this.watchedFacts = this.watched | 0;
    this.deadlock = invariants.findIndex((invariant) => invariant.id === noDeadlockId);
    this.updateOpenGoals(0);
  }

  /** Counts the invariants judged and the goals reached by these occasions, for N transitions. */
  judge(occasions: number, times = 1): void {
    if (occasions === this.repeated) {
      this.repeats += times;
    } else {
      this.judgeRepeated();
      this.repeated = occasions;
      this.repeats = times;
    }
  }

  /** Per invariant, the transitions that judged it. */
  get judgedCounts(): readonly number[] {
    this.judgeRepeated();
    return this.counts;
  }

  get goalsReached(): readonly boolean[] {
    this.judgeRepeated();
    return this.reached;
  }

  /** True if any of the facts violates an invariant. */
  watches(facts: number): boolean {
    return meet(facts, this.watched);
  }

  /** Call it for a transition with facts that it `watches`, or once for N equal transitions. */
  note(
    facts: number,
    depth: number,
    steps: number,
    origin: number,
    ordinal: number,
    times = 1,
  ): void {
    for (let i = 0; i < this.invariants.length; i++) {
      if (meet(this.invariants[i].violatedBy, facts)) {
        this.noteSighting(i, depth, steps, origin, ordinal, times);
      }
    }
  }

  /** Call it for every expanded state, or for N equal ones; true if deadlocks are judged and it is stuck. */
  judgeDeadlock(stuck: boolean, depth: number, steps: number, origin: number, times = 1): boolean {
    if (this.deadlock < 0) {
      return false;
    }
    this.counts[this.deadlock] += times;
    if (stuck) {
      this.noteSighting(this.deadlock, depth, steps, origin, -1, times);
    }
    return stuck;
  }

  /** Every violation that can be seen has been seen. */
  get areAllSeen(): boolean {
    return this.sightings.every(({ count }) => count > 0);
  }

  /** One result per violated invariant, in the order of the list. */
  violations<Found>(
    tell: (invariant: Invariant, sighting: Sighting, number: number) => Found,
  ): Found[] {
    const found: Found[] = [];
    for (const [i, sighting] of this.sightings.entries()) {
      if (sighting.count > 0) {
        found.push(tell(this.invariants[i], sighting, i));
      }
    }
    return found;
  }

  save(to: SnapshotWriter): void {
    const { judgedCounts, goalsReached } = this;
    to.numbers('judged', judgedCounts);
    to.numbers('goals', goalsReached.map(Number));
    to.numbers('sightings', this.sightings.flatMap(numbersOf));
  }

  restore(from: SnapshotReader): void {
    for (const [i, count] of from.numbers('judged').entries()) this.counts[i] = count;
    for (const [i, reached] of from.numbers('goals').entries()) this.reached[i] = reached !== 0;
    const numbers = from.numbers('sightings');
    for (const [i, sighting] of this.sightings.entries()) {
      const [count, depth, steps, origin, ordinal] = numbers.slice(sightingLength * i);
      if (count > 0) Object.assign(sighting, { count, depth, steps, origin, ordinal });
    }
    this.updateOpenGoals(0);
  }

  private judgeRepeated(): void {
    const occasions = this.repeated;
    for (let i = 0; i < this.judgedOn.length; i++) {
      if ((this.judgedOn[i] & occasions) !== 0) {
        this.counts[i] += this.repeats;
      }
    }
    this.repeats = 0;
    if ((this.goalsOpen & occasions) !== 0) {
      this.updateOpenGoals(occasions);
    }
  }

  private updateOpenGoals(occasions: number): void {
    this.goalsOpen = 0;
    for (const [i, goal] of this.goals.entries()) {
      this.reached[i] ||= (goal.reachedOn & occasions) !== 0;
      this.goalsOpen |= this.reached[i] ? 0 : goal.reachedOn;
    }
  }

  private noteSighting(
    invariant: number,
    depth: number,
    steps: number,
    origin: number,
    ordinal: number,
    times: number,
  ): void {
    const sighting = this.sightings[invariant];
    sighting.count += times;
    if (depth < sighting.depth || (depth === sighting.depth && steps < sighting.steps)) {
      sighting.depth = depth;
      sighting.steps = steps;
      sighting.origin = origin;
      sighting.ordinal = ordinal;
      this.onBetter(invariant);
    }
  }
}

const sightingLength = 5;

/** As whole numbers: without a sighting there is no least depth. */
function numbersOf({ count, depth, steps, origin, ordinal }: Sighting): number[] {
  return count === 0 ? [0, 0, 0, 0, 0] : [count, depth, steps, origin, ordinal];
}
