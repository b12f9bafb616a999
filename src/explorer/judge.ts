/** Judges transitions and states by the invariants and goals, and keeps the best sighting of each violation. */
import type { Goal, Invariant } from '../invariants/invariant.ts';
import { meet, union } from '../model/masks.ts';
import type { Outcome, System } from '../model/system.ts';
import { factsOf } from './replay.ts';
import { numbersOf, type Sighting, sightingLength } from './sighting.ts';
import type { Saved, SnapshotReader, SnapshotWriter } from './snapshot.ts';

/**
 * The only invariant that no transition can violate: the search itself finds states without a
 * transition.
 */
export const noDeadlockId = 'no-deadlock';

export interface JudgeRequest {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly goals?: readonly Goal[];
  readonly stopAtFirst?: boolean;
}

/**
 * A search takes a transition with `System.next` or `draw` and calls `transition`; for a successor that
 * is new it calls `successor`; for a state whose transitions were all taken it calls `state`. Each answers
 * whether the search may continue: false after a violation if `stopAtFirst`. None of them allocates.
 */
export class Judge implements Saved {
  /** Number judged so far. */
  transitionCount = 0;
  stepCount = 0;
  private readonly system: System;
  private readonly outcome: Outcome;
  private readonly hasSuccessorFacts: boolean;
  private readonly stopAtFirst: boolean;
  private readonly invariants: readonly Invariant[];
  private readonly goals: readonly Goal[];
  /** Facts that violate an invariant. If `facts & watchedLow` is 0, `facts` has none of them. */
  private readonly watched: number;
  private readonly watchedLow: number;
  /** Index of `no-deadlock`; -1 if it is not judged. */
  private readonly deadlock: number;
  private readonly onBetter: (invariant: number) => void;
  private readonly sightings: readonly Sighting[];
  private readonly reached: boolean[];
  /** Occasions of the goals that are not reached. */
  private goalsOpen = 0;
  /** By invariant: its mask, and the transitions that judged it. */
  private readonly judgedOn: Int32Array;
  private readonly counts: number[];
  /** Consecutive transitions often have the same occasions: they are counted first, then judged at once. */
  private repeated = 0;
  private repeats = 0;
  /** Occasions counted and not judged yet, and the invariants that facts violate, each where its hash leads. */
  private readonly waiting = new Int32Array(places);
  private readonly waitingCounts = new Float64Array(places);
  private readonly facts = new Float64Array(places);
  private readonly violated: readonly Int32Array[];

  /** `onBetter` is called with the index of an invariant when its best sighting is the current transition. */
  constructor(
    { system, invariants, goals = [], stopAtFirst = false }: JudgeRequest,
    onBetter: (invariant: number) => void = () => undefined,
  ) {
    this.system = system;
    this.outcome = system.outcome;
    this.hasSuccessorFacts = system.successorFacts !== undefined;
    this.stopAtFirst = stopAtFirst;
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
    this.watchedLow = this.watched | 0;
    this.deadlock = invariants.findIndex((invariant) => invariant.id === noDeadlockId);
    this.violated = Array.from({ length: places }, () => new Int32Array(invariants.length + 1));
    for (const list of this.violated) list.fill(endOfList);
    this.updateOpenGoals(0);
  }

  /**
   * Counts the transition just taken. True if it may violate an invariant, and must be judged with
   * `counted`. Small enough to be inlined in hot loops.
   */
  countOne(): boolean {
    const { steps, occasions, facts } = this.outcome;
    this.transitionCount++;
    this.stepCount += steps;
    if (occasions === this.repeated) this.repeats++;
    else if (occasions !== 0) this.repeat(occasions, 1);
    return (facts & this.watchedLow) !== 0;
  }

  /** Judges the transition just taken, which was counted. `depth` and `steps` as for `transition`. */
  counted(depth: number, steps: number, origin: number, ordinal: number): boolean {
    const { outcome } = this;
    return this.note(outcome.facts, depth, steps + outcome.steps, origin, ordinal);
  }

  /**
   * Counts and judges the transition just taken, or `times` equal ones. `depth` is that of the
   * successor, `steps` are those before the transition. False if the search must stop at it.
   */
  transition(depth: number, steps: number, origin: number, ordinal: number, times = 1): boolean {
    const { outcome } = this;
    const { facts } = outcome;
    this.count(times);
    return (
      (facts & this.watchedLow) === 0 ||
      this.note(facts, depth, steps + outcome.steps, origin, ordinal, times)
    );
  }

  /** Like `transition`, together with the facts of the successor. */
  transitionAndSuccessor(depth: number, steps: number, origin: number, ordinal: number): boolean {
    this.count(1);
    return this.note(factsOf(this.system), depth, steps + this.outcome.steps, origin, ordinal);
  }

  /** Judges the successor of the transition just taken, which is a new state. */
  successor(depth: number, steps: number, origin: number, ordinal: number): boolean {
    if (!this.hasSuccessorFacts) return true;
    const facts = this.successorFacts();
    return facts === 0 || this.note(facts, depth, steps + this.outcome.steps, origin, ordinal);
  }

  /** The facts of the successor that may violate an invariant, for a search that judges them later. */
  successorFacts(): number {
    return (this.system.successorFacts?.() ?? 0) & this.watchedLow;
  }

  /** Judges a state whose transitions were all taken, or `times` equal ones. */
  state(
    hasNoTransition: boolean,
    depth: number,
    steps: number,
    origin: number,
    times = 1,
  ): boolean {
    if (this.deadlock < 0) return true;
    this.counts[this.deadlock] += times;
    if (!hasNoTransition || this.system.mayStop()) return true;
    this.noteSighting(this.deadlock, depth, steps, origin, -1, times);
    return !this.stopAtFirst;
  }

  /** Judges facts that were observed before; `steps` include those of the transition. */
  note(
    facts: number,
    depth: number,
    steps: number,
    origin: number,
    ordinal: number,
    times = 1,
  ): boolean {
    if (!meet(facts, this.watched)) return true;
    const violated = this.violatedBy(facts);
    for (let at = 0; violated[at] !== endOfList; at++) {
      this.noteSighting(violated[at], depth, steps, origin, ordinal, times);
    }
    return !this.stopAtFirst;
  }

  /** The invariants that these facts violate, up to `endOfList`. */
  private violatedBy(facts: number): Int32Array {
    const place = hashPlace(facts);
    const list = this.violated[place];
    if (this.facts[place] === facts) return list;
    let count = 0;
    for (let i = 0; i < this.invariants.length; i++) {
      if (meet(this.invariants[i].violatedBy, facts)) list[count++] = i;
    }
    list[count] = endOfList;
    this.facts[place] = facts;
    return list;
  }

  /** Per invariant, the transitions that judged it; for `no-deadlock` the states. */
  get judgedCounts(): readonly number[] {
    this.judgeRepeated();
    return this.counts;
  }

  get goalsReached(): readonly boolean[] {
    this.judgeRepeated();
    return this.reached;
  }

  /** True if every invariant has been violated. */
  get areAllSeen(): boolean {
    return this.sightings.every(({ count }) => count > 0);
  }

  /** One result per violated invariant, in the order of the list. */
  violations<Result>(
    resultOf: (invariant: Invariant, sighting: Sighting, index: number) => Result,
  ): Result[] {
    return this.sightings.flatMap((sighting, index) =>
      sighting.count > 0 ? [resultOf(this.invariants[index], sighting, index)] : [],
    );
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

  private count(times: number): void {
    const { steps, occasions } = this.outcome;
    this.transitionCount += times;
    this.stepCount += times * steps;
    if (occasions === this.repeated) this.repeats += times;
    else if (occasions !== 0) this.repeat(occasions, times);
  }

  private repeat(occasions: number, times: number): void {
    this.countRepeated();
    this.repeated = occasions;
    this.repeats = times;
  }

  private countRepeated(): void {
    const { repeated, waiting } = this;
    const place = hashPlace(repeated);
    if (waiting[place] !== repeated) {
      this.judgeWaiting(place);
      waiting[place] = repeated;
      if ((this.goalsOpen & repeated) !== 0) this.updateOpenGoals(repeated);
    }
    this.waitingCounts[place] += this.repeats;
    this.repeats = 0;
  }

  private judgeWaiting(place: number): void {
    const count = this.waitingCounts[place];
    if (count === 0) return;
    for (let i = 0; i < this.judgedOn.length; i++) {
      if ((this.judgedOn[i] & this.waiting[place]) !== 0) this.counts[i] += count;
    }
    this.waitingCounts[place] = 0;
  }

  private judgeRepeated(): void {
    this.countRepeated();
    for (let place = 0; place < places; place++) this.judgeWaiting(place);
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

/** Sets of facts and of occasions that are remembered. */
const places = 64;
const endOfList = -1;

function hashPlace(mask: number): number {
  return Math.imul(mask, 0x9e3779b1) >>> 26;
}
