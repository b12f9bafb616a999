/** Seeded random walks: no verdict, but a sample of systems that no exhaustive search can close. */
import { ModelError } from '../errors.ts';
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { Choose, System, TransitionRecord } from '../model/system.ts';
import { Stopped, withStopCheck } from '../stop.ts';
import { Claims, type Sighting } from './claims.ts';
import { factsOf, replayChoices, replayedOrBug } from './replay.ts';
import type { Clock } from './search.ts';
import { Watch } from './watch.ts';

/** Numbers from 0 up to, not including, 1. */
export type Random = () => number;

export interface WalkProgress {
  readonly walkCount: number;
  readonly transitionCount: number;
  readonly elapsedMs: number;
}

export interface WalkHooks extends Clock {
  onProgress?(progress: WalkProgress): void;
}

export interface WalkRequest {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly goals: readonly Goal[];
  /** Number of the first walk: a single walk can be repeated under its own number. */
  readonly walkFirst: number;
  readonly walkCount: number;
  /** The random numbers of one walk. They must depend only on the seed and this number. */
  readonly randomOf: (walk: number) => Random;
  /** Maximum transitions of one walk. */
  readonly depthMax: number;
  readonly elapsedMsMax: number;
  readonly hooks: WalkHooks;
  readonly stopAtFirst: boolean;
}

/** There is no `exhausted`: walks prove nothing about states that they did not visit. */
export type WalkEnd =
  | { readonly kind: 'all-walks-taken' }
  | { readonly kind: 'stopped-at-violation' }
  | {
      readonly kind: 'limit';
      readonly limit: 'time' | 'interrupted' | 'heap';
      readonly value: number;
    };

/** The shortest violation that the walks reached; there may be a shorter one. */
export interface WalkViolation {
  readonly invariant: Invariant;
  readonly walk: number;
  /** The results of `choose`, from the start of the walk: `replayChoices` follows them. */
  readonly choices: readonly number[];
  readonly depth: number;
  readonly steps: number;
  readonly records: readonly TransitionRecord[];
  readonly count: number;
}

export interface WalkResult {
  readonly end: WalkEnd;
  /** Number of started walks. */
  readonly walkCount: number;
  readonly transitionCount: number;
  readonly stepCount: number;
  readonly depth: number;
  readonly violations: readonly WalkViolation[];
  readonly judgedCounts: readonly number[];
  readonly goalsReached: readonly boolean[];
  readonly elapsedMs: number;
}

export function randomWalk(request: WalkRequest): WalkResult {
  return new Walks(request).run();
}

class Walks {
  private readonly request: WalkRequest;
  private readonly claims: Claims;
  private readonly watch: Watch;
  private readonly state: Uint8Array;
  private random: Random = () => 0;
  /** Of the current walk. */
  private choices: number[] = [];
  private records: TransitionRecord[] = [];
  /** By invariant, the walk to its best sighting. */
  private readonly sighted: Pick<WalkViolation, 'choices' | 'records'>[] = [];
  private heapBytesMax = 0;
  private walkCount = 0;
  private transitionCount = 0;
  private stepCount = 0;
  private depth = 0;
  private stoppedAtViolation = false;
  private readonly choose: Choose = (count) => {
    const choice = drawBelow(count, this.random);
    this.choices.push(choice);
    return choice;
  };

  constructor(request: WalkRequest) {
    this.request = request;
    this.claims = new Claims(request.invariants, request.goals, (invariant) => {
      this.sighted[invariant] = { choices: [...this.choices], records: [...this.records] };
    });
    this.watch = new Watch(request.hooks, request.elapsedMsMax);
    this.state = new Uint8Array(request.system.stateLength);
  }

  run(): WalkResult {
    try {
      withStopCheck(this.watch.check, () => this.takeWalks());
    } catch (error) {
      // The operation that was abandoned half way does not count.
      if (!(error instanceof Stopped)) throw error;
      this.heapBytesMax = this.watch.heapBytesMax ?? 0;
    }
    return this.result();
  }

  private takeWalks(): void {
    const { walkFirst, walkCount, randomOf, system } = this.request;
    let goesOn = true;
    while (goesOn && this.walkCount < walkCount) {
      const walk = walkFirst + this.walkCount;
      this.random = randomOf(walk);
      system.writeInitial(this.state);
      // One tick per walk: very short walks must not delay reading the clock.
      goesOn = this.tick() && this.walk(walk);
    }
  }

  /** False to stop after this walk. */
  private walk(walk: number): boolean {
    const { system, depthMax, stopAtFirst } = this.request;
    const outcome = system.outcome;
    let steps = 0;
    this.walkCount++;
    this.choices = [];
    this.records = [];
    for (let depth = 0; depth < depthMax; depth++) {
      system.load(this.state, 0);
      const moved = system.draw(this.choose);
      if (moved && system.isDear === true) this.records.push(system.describe());
      if (!this.judgeDeadlock(!moved, depth, steps, walk) || !moved || !this.tick()) {
        return !this.hasStopped();
      }
      steps += outcome.steps;
      if (this.judge(walk, depth + 1, steps) && stopAtFirst) {
        this.stoppedAtViolation = true;
        return false;
      }
      if (outcome.ends) {
        return true;
      }
      this.state.set(outcome.successor);
    }
    // Whether the last state is stuck is within the depth, as in an exhaustive search.
    system.load(this.state, 0);
    return this.judgeDeadlock(!system.next(), depthMax, steps, walk);
  }

  /** False if that ends all walks. */
  private judgeDeadlock(
    hasNoTransition: boolean,
    depth: number,
    steps: number,
    walk: number,
  ): boolean {
    const stuck = hasNoTransition && !this.request.system.mayStop();
    if (this.claims.judgeDeadlock(stuck, depth, steps, walk) && this.request.stopAtFirst) {
      this.stoppedAtViolation = true;
      return false;
    }
    return true;
  }

  private hasStopped(): boolean {
    return this.stoppedAtViolation || this.watch.stoppedBy !== undefined;
  }

  /** Judges the last transition; true if it violates a claim. */
  private judge(walk: number, depth: number, steps: number): boolean {
    const { occasions } = this.request.system.outcome;
    const facts = factsOf(this.request.system);
    this.transitionCount++;
    this.stepCount += this.request.system.outcome.steps;
    if (depth > this.depth) {
      this.depth = depth;
    }
    if (occasions !== 0) {
      this.claims.judge(occasions);
    }
    const violates = this.claims.watches(facts);
    if (violates) {
      this.claims.note(facts, depth, steps, walk, 0);
    }
    return violates;
  }

  private tick(): boolean {
    if (--this.watch.ticksLeft > 0) {
      return true;
    }
    const elapsedMs = this.watch.elapsedMs();
    const { walkCount, transitionCount } = this;
    this.request.hooks.onProgress?.({ walkCount, transitionCount, elapsedMs });
    return this.watch.poll(elapsedMs);
  }

  private end(elapsedMs: number): WalkEnd {
    if (this.stoppedAtViolation) {
      return { kind: 'stopped-at-violation' };
    }
    if (this.heapBytesMax > 0) {
      return { kind: 'limit', limit: 'heap', value: this.heapBytesMax };
    }
    switch (this.watch.stoppedBy) {
      case undefined:
        return { kind: 'all-walks-taken' };
      case 'time':
        return { kind: 'limit', limit: 'time', value: this.request.elapsedMsMax };
      case 'interrupted':
        return { kind: 'limit', limit: 'interrupted', value: elapsedMs };
    }
  }

  /** A walk of an expensive system was recorded transition by transition; any other one is executed again. */
  private tell(invariant: Invariant, sighting: Sighting, number: number): WalkViolation {
    const { system } = this.request;
    const { origin: walk, depth, steps, count } = sighting;
    const { choices, records: noted } = this.sighted[number];
    const records =
      system.isDear === true
        ? noted
        : replayedOrBug(replayChoices(system, choices, depth)).map(({ record }) => record);
    return { invariant, walk, choices, depth, steps, records, count };
  }

  private result(): WalkResult {
    const elapsedMs = this.watch.elapsedMs();
    return {
      end: this.end(elapsedMs),
      walkCount: this.walkCount,
      transitionCount: this.transitionCount,
      stepCount: this.stepCount,
      depth: this.depth,
      violations: this.claims.violations((invariant, sighting, number) =>
        this.tell(invariant, sighting, number),
      ),
      judgedCounts: this.claims.judgedCounts,
      goalsReached: this.claims.goalsReached,
      elapsedMs,
    };
  }
}

function drawBelow(count: number, random: Random): number {
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new ModelError(`a choice among ${count} was asked for`);
  }
  // No random number is consumed without a choice.
  return count === 1 ? 0 : Math.floor(random() * count);
}
