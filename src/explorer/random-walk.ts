/** Seeded random walks, for systems that are too large for an exhaustive search. They prove nothing. */
import { ModelError } from '../errors.ts';
import type { Goal, Invariant } from '../invariants/invariant.ts';
import type { Choose, System, TransitionRecord } from '../model/system.ts';
import { Stopped, withStopCheck } from '../stop.ts';
import { Judge } from './judge.ts';
import { replayChoices, replayedOrBug } from './replay.ts';
import type { Clock } from './search.ts';
import type { Sighting } from './sighting.ts';
import { Watch } from './watch.ts';

/** Numbers from 0 to below 1. */
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
  /** Number of the first walk. A walk can be repeated by its number. */
  readonly walkFirst: number;
  readonly walkCount: number;
  /** The random numbers of one walk; they depend only on the seed and the number of the walk. */
  readonly randomOf: (walk: number) => Random;
  /** Maximum transitions of one walk. */
  readonly depthMax: number;
  readonly elapsedMsMax: number;
  readonly hooks: WalkHooks;
  readonly stopAtFirst: boolean;
}

/** There is no `exhausted`: walks prove nothing about states that they did not reach. */
export type WalkEnd =
  | { readonly kind: 'all-walks-taken' }
  | { readonly kind: 'stopped-at-violation' }
  | {
      readonly kind: 'limit';
      readonly limit: 'time' | 'interrupted' | 'heap';
      readonly value: number;
    };

/** The shortest violation that the walks reached; there may be shorter ones. */
export interface WalkViolation {
  readonly invariant: Invariant;
  readonly walk: number;
  /** The results of `choose` from the start of the walk, for `replayChoices`. */
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
  private readonly judge: Judge;
  private readonly watch: Watch;
  private readonly state: Uint8Array;
  private random: Random = () => 0;
  /** Data of the current walk. */
  private choices: number[] = [];
  private records: TransitionRecord[] = [];
  /** By invariant, the walk to its best sighting. */
  private readonly sighted: Pick<WalkViolation, 'choices' | 'records'>[] = [];
  private heapBytesMax = 0;
  private walkCount = 0;
  private depth = 0;
  private stoppedAtViolation = false;
  private readonly choose: Choose = (count) => {
    const choice = drawBelow(count, this.random);
    this.choices.push(choice);
    return choice;
  };

  constructor(request: WalkRequest) {
    this.request = request;
    this.judge = new Judge(request, (invariant) => {
      this.sighted[invariant] = { choices: [...this.choices], records: [...this.records] };
    });
    this.watch = new Watch(request.hooks, request.elapsedMsMax);
    this.state = new Uint8Array(request.system.stateLength);
  }

  run(): WalkResult {
    try {
      withStopCheck(this.watch.check, () => this.takeWalks());
    } catch (error) {
      // An operation that was abandoned halfway is not counted.
      if (!(error instanceof Stopped)) throw error;
      this.heapBytesMax = this.watch.heapBytesMax ?? 0;
    }
    return this.result();
  }

  private takeWalks(): void {
    const { walkFirst, walkCount, randomOf, system } = this.request;
    let mayContinue = true;
    while (mayContinue && this.walkCount < walkCount) {
      const walk = walkFirst + this.walkCount;
      this.random = randomOf(walk);
      system.writeInitial(this.state);
      // One tick per walk, so that the clock is read even if walks have no transitions.
      mayContinue = this.tick() && this.walk(walk);
    }
  }

  /** False to stop after this walk. */
  private walk(walk: number): boolean {
    const { system, depthMax } = this.request;
    const { outcome } = system;
    let steps = 0;
    this.walkCount++;
    this.choices = [];
    this.records = [];
    for (let depth = 0; depth < depthMax; depth++) {
      system.load(this.state, 0);
      const moved = system.draw(this.choose);
      if (moved && system.isExpensive === true) this.records.push(system.describe());
      const isStateJudged = this.unlessStopped(this.judge.state(!moved, depth, steps, walk));
      if (!isStateJudged || !moved || !this.tick()) return !this.hasStopped();
      if (depth >= this.depth) this.depth = depth + 1;
      const isJudged = this.judge.transitionAndSuccessor(depth + 1, steps, walk, 0);
      if (!this.unlessStopped(isJudged)) return false;
      if (outcome.ends) return true;
      steps += outcome.steps;
      this.state.set(outcome.successor);
    }
    // The last state is judged for a deadlock, as in an exhaustive search.
    system.load(this.state, 0);
    return this.unlessStopped(this.judge.state(!system.next(), depthMax, steps, walk));
  }

  /** Call it with the answer of the judge; false to end all walks. */
  private unlessStopped(mayContinue: boolean): boolean {
    if (!mayContinue) this.stoppedAtViolation = true;
    return mayContinue;
  }

  private hasStopped(): boolean {
    return this.stoppedAtViolation || this.watch.stoppedBy !== undefined;
  }

  private tick(): boolean {
    if (--this.watch.ticksLeft > 0) {
      return true;
    }
    const elapsedMs = this.watch.elapsedMs();
    const { walkCount } = this;
    const { transitionCount } = this.judge;
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

  /** The walk of an expensive system was recorded; any other walk is repeated. */
  private violation(invariant: Invariant, sighting: Sighting, number: number): WalkViolation {
    const { system } = this.request;
    const { origin: walk, depth, steps, count } = sighting;
    const { choices, records: recorded } = this.sighted[number];
    const records =
      system.isExpensive === true
        ? recorded
        : replayedOrBug(replayChoices(system, choices, depth)).map(({ record }) => record);
    return { invariant, walk, choices, depth, steps, records, count };
  }

  private result(): WalkResult {
    const elapsedMs = this.watch.elapsedMs();
    return {
      end: this.end(elapsedMs),
      walkCount: this.walkCount,
      transitionCount: this.judge.transitionCount,
      stepCount: this.judge.stepCount,
      depth: this.depth,
      violations: this.judge.violations((invariant, sighting, number) =>
        this.violation(invariant, sighting, number),
      ),
      judgedCounts: this.judge.judgedCounts,
      goalsReached: this.judge.goalsReached,
      elapsedMs,
    };
  }
}

function drawBelow(count: number, random: Random): number {
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new ModelError(`a choice among ${count} was requested`);
  }
  // A choice among one uses no random number.
  return count === 1 ? 0 : Math.floor(random() * count);
}
