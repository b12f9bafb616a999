/** Judges every transition by the invariants and goals, and keeps the best sighting of each violation. */
import type { Goal, Invariant } from '../invariants/invariant.ts';

/** The one invariant that no transition can break: the search itself meets states without any. */
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

export class Claims {
  /** Only transitions with one of these facts violate anything. */
  readonly watchedFacts: number;
  readonly judgedCounts: number[];
  readonly goalsReached: boolean[];
  private readonly invariants: readonly Invariant[];
  private readonly goals: readonly Goal[];
  private readonly sightings: readonly Sighting[];
  private readonly deadlock: number;
  // The masks of `invariants`, side by side for the hot loop.
  private readonly judgedOn: Int32Array;
  private goalsOpen = 0;

  constructor(invariants: readonly Invariant[], goals: readonly Goal[]) {
    this.invariants = invariants;
    this.goals = goals;
    this.judgedOn = Int32Array.from(invariants, (invariant) => invariant.judgedOn);
    this.judgedCounts = invariants.map(() => 0);
    this.goalsReached = goals.map(() => false);
    this.sightings = invariants.map(() => {
      return { count: 0, depth: Infinity, steps: Infinity, origin: 0, ordinal: 0 };
    });
    this.watchedFacts = invariants.reduce((mask, invariant) => mask | invariant.violatedBy, 0);
    this.deadlock = invariants.findIndex((invariant) => invariant.id === noDeadlockId);
    this.updateOpenGoals(0);
  }

  /** Counts the invariants and reaches the goals that these occasions of a transition are for. */
  judge(occasions: number): void {
    for (let i = 0; i < this.judgedOn.length; i++) {
      if ((this.judgedOn[i] & occasions) !== 0) {
        this.judgedCounts[i]++;
      }
    }
    if ((this.goalsOpen & occasions) !== 0) {
      this.updateOpenGoals(occasions);
    }
  }

  /** Call it for a transition with one of the `watchedFacts`. */
  note(facts: number, depth: number, steps: number, origin: number, ordinal: number): void {
    for (let i = 0; i < this.invariants.length; i++) {
      if ((this.invariants[i].violatedBy & facts) !== 0) {
        noteSighting(this.sightings[i], depth, steps, origin, ordinal);
      }
    }
  }

  /** Call it for every state that was expanded; true if that was asked for and the state is stuck. */
  judgeDeadlock(stuck: boolean, depth: number, steps: number, origin: number): boolean {
    if (this.deadlock < 0) {
      return false;
    }
    this.judgedCounts[this.deadlock]++;
    if (stuck) {
      noteSighting(this.sightings[this.deadlock], depth, steps, origin, -1);
    }
    return stuck;
  }

  /** One result per violated invariant, in the order of the list. */
  violations<Found>(tell: (invariant: Invariant, sighting: Sighting) => Found): Found[] {
    const found: Found[] = [];
    for (const [i, sighting] of this.sightings.entries()) {
      if (sighting.count > 0) {
        found.push(tell(this.invariants[i], sighting));
      }
    }
    return found;
  }

  private updateOpenGoals(occasions: number): void {
    this.goalsOpen = 0;
    for (const [i, goal] of this.goals.entries()) {
      this.goalsReached[i] ||= (goal.reachedOn & occasions) !== 0;
      this.goalsOpen |= this.goalsReached[i] ? 0 : goal.reachedOn;
    }
  }
}

function noteSighting(
  sighting: Sighting,
  depth: number,
  steps: number,
  origin: number,
  ordinal: number,
): void {
  sighting.count++;
  if (depth < sighting.depth || (depth === sighting.depth && steps < sighting.steps)) {
    sighting.depth = depth;
    sighting.steps = steps;
    sighting.origin = origin;
    sighting.ordinal = ordinal;
  }
}
