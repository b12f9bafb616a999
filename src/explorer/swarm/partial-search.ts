/** One search of a swarm: small, seeded, and different from the others. It proves nothing. */
import type { Goal, Invariant } from '../../invariants/invariant.ts';
import type { System } from '../../model/system.ts';
import { Fingerprint } from '../fingerprint.ts';
import { Judge } from '../judge.ts';
import type { Violation } from '../outcome.ts';
import type { Random } from '../random-walk.ts';
import type { Sighting } from '../sighting.ts';
import { BitTable } from './bit-table.ts';
import { DistinctCount } from './distinct-count.ts';

/**
 * `depth-first`: enters states that are not in the table; `random`: enters any state, and restarts
 * repeatedly.
 */
export const partialWays = ['depth-first', 'random'] as const;
export type PartialWay = (typeof partialWays)[number];

export interface PartialRequest {
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly goals: readonly Goal[];
  readonly way: PartialWay;
  /** Order of transitions. */
  readonly random: Random;
  /** Chooses the hash function of the table, which has 2^tableBits bits. */
  readonly hashSeed: number;
  readonly tableBits: number;
  /** Transitions of a path. */
  readonly depthMax: number;
  readonly transitionCountMax: number;
  /** Called periodically; true to stop. */
  readonly shouldStop: (progress: { stateCount: number; transitionCount: number }) => boolean;
}

export interface PartialResult {
  /** The reason for its end: no transitions left within the limit, none left at all, or stopped. */
  readonly end: 'bounded' | 'exhausted' | 'stopped';
  /** States that were new to the table. */
  readonly stateCount: number;
  readonly transitionCount: number;
  readonly stepCount: number;
  readonly depth: number;
  readonly violations: readonly Violation[];
  readonly judgedCounts: readonly number[];
  readonly goalsReached: readonly boolean[];
  /** All occasions that arose. */
  readonly occasions: number;
  /** For `DistinctCount`. */
  readonly registers: Uint8Array;
  readonly memoryBytes: number;
}

export function partialSearch(request: PartialRequest): PartialResult {
  return new PartialSearch(request).run();
}

interface Successor {
  readonly ordinal: number;
  readonly state: Uint8Array;
  /** Steps up to the sighting. */
  readonly steps: number;
  readonly isNew: boolean;
}

/** A state on the path, and the successors left to enter. */
interface Frame {
  readonly open: Successor[];
}

const pollEvery = 1024;

class PartialSearch {
  private readonly request: PartialRequest;
  private readonly judge: Judge;
  private readonly table: BitTable;
  private readonly seen = new DistinctCount();
  private readonly fingerprint = new Fingerprint();
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  /** Ordinals from the initial state to the current one. */
  private readonly path: number[] = [];
  private readonly schedules = new Map<number, readonly number[]>();
  private ordinal = -1;
  private stateCount = 0;
  private depth = 0;
  private occasions = 0;
  private nextPoll = pollEvery;
  private isStopped = false;

  constructor(request: PartialRequest) {
    this.request = request;
    const { system, hashSeed, tableBits } = request;
    this.table = new BitTable(tableBits, hashSeed);
    this.words = new Int32Array(Math.ceil(system.stateLength / 4));
    this.bytes = new Uint8Array(this.words.buffer);
    this.judge = new Judge(request, (invariant) => {
      const last = this.ordinal < 0 ? [] : [this.ordinal];
      this.schedules.set(invariant, [...this.path, ...last]);
    });
  }

  run(): PartialResult {
    const { system, way } = this.request;
    const initial = new Uint8Array(system.stateLength);
    system.writeInitial(initial);
    this.isNew(initial);
    const isWhole = way === 'random' ? this.walk(initial) : this.search(initial);
    const { judge } = this;
    return {
      end: this.isStopped ? 'stopped' : isWhole ? 'exhausted' : 'bounded',
      stateCount: this.stateCount,
      transitionCount: judge.transitionCount,
      stepCount: judge.stepCount,
      depth: this.depth,
      violations: judge.violations((invariant, sighting, index) =>
        this.violation(invariant, sighting, index),
      ),
      judgedCounts: judge.judgedCounts,
      goalsReached: judge.goalsReached,
      occasions: this.occasions,
      registers: this.seen.registers,
      memoryBytes: this.table.bytes + this.seen.registers.length,
    };
  }

  /** True if all successors are in the table. */
  private search(initial: Uint8Array): boolean {
    const frames: Frame[] = [{ open: this.newOnes(initial, 0) }];
    while (frames.length > 0) {
      if (this.mustStop()) return false;
      const next = frames[frames.length - 1].open.pop();
      if (next === undefined) {
        frames.pop();
        this.path.pop();
        continue;
      }
      this.path.push(next.ordinal);
      const isDeep = this.path.length >= this.request.depthMax;
      frames.push({ open: isDeep ? [] : this.newOnes(next.state, next.steps) });
    }
    return true;
  }

  private newOnes(state: Uint8Array, steps: number): Successor[] {
    return this.shuffled(this.expand(state, steps).filter(({ isNew }) => isNew));
  }

  private walk(initial: Uint8Array): boolean {
    while (!this.mustStop()) {
      this.path.length = 0;
      let here: Pick<Successor, 'state' | 'steps'> = { state: initial, steps: 0 };
      while (this.path.length < this.request.depthMax && !this.mustStop()) {
        const successors = this.expand(here.state, here.steps);
        if (successors.length === 0) break;
        const next = successors[Math.floor(this.request.random() * successors.length)];
        this.path.push(next.ordinal);
        here = next;
      }
    }
    return false;
  }

  /** Judges all transitions of a state. */
  private expand(state: Uint8Array, steps: number): Successor[] {
    const { system } = this.request;
    const { judge, path } = this;
    const { outcome } = system;
    const depth = path.length + 1;
    const successors: Successor[] = [];
    let ordinal = 0;
    for (system.load(state, 0); system.next(); ordinal++) {
      this.ordinal = ordinal;
      this.occasions |= outcome.occasions;
      judge.transitionAndSuccessor(depth, steps, 0, ordinal);
      if (outcome.ends) continue;
      const copy = outcome.successor.slice(0, system.stateLength);
      successors.push({
        ordinal,
        state: copy,
        steps: steps + outcome.steps,
        isNew: this.isNew(copy),
      });
    }
    this.ordinal = -1;
    judge.state(ordinal === 0, path.length, steps, 0);
    this.depth = Math.max(this.depth, ordinal === 0 ? path.length : depth);
    return successors;
  }

  private isNew(state: Uint8Array): boolean {
    this.bytes.set(state);
    this.fingerprint.take(this.words);
    const { low, high } = this.fingerprint;
    this.seen.add(low, high);
    const isNew = this.table.add(low, high);
    if (isNew) this.stateCount++;
    return isNew;
  }

  private shuffled(successors: Successor[]): Successor[] {
    for (let last = successors.length - 1; last > 0; last--) {
      const at = Math.floor(this.request.random() * (last + 1));
      [successors[last], successors[at]] = [successors[at], successors[last]];
    }
    return successors;
  }

  private mustStop(): boolean {
    const { transitionCount } = this.judge;
    if (this.isStopped || transitionCount >= this.request.transitionCountMax) return true;
    if (transitionCount < this.nextPoll) return false;
    this.nextPoll = transitionCount + pollEvery;
    this.isStopped = this.request.shouldStop({ stateCount: this.stateCount, transitionCount });
    return this.isStopped;
  }

  private violation(
    invariant: Invariant,
    { depth, steps, count }: Sighting,
    index: number,
  ): Violation {
    const schedule = this.schedules.get(index) ?? [];
    return { invariant, depth, steps, schedule, count, isOnlyDepthFirst: true };
  }
}
