/** Depth-first search in place: one path, walked forth and back; no state is ever copied. */
import type { ReversibleSystem } from '../model/system.ts';
import type { Sighting } from './claims.ts';
import { Exhaustive } from './exhaustive.ts';
import type { SearchResult } from './outcome.ts';
import { none } from './parent-links.ts';
import { PathStack } from './path-stack.ts';
import type { SearchRequest } from './search.ts';
import { SightedPaths } from './sighted-paths.ts';

export class PathSearch extends Exhaustive {
  private readonly system: ReversibleSystem;
  /** The transitions from the initial state to the loaded one. */
  private readonly path: PathStack;
  private readonly sightedPaths: SightedPaths;
  private readonly hasSuccessorFacts: boolean;
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  // The loaded state: steps from the initial state to it, and the ordinal of the transition at hand.
  private pathSteps = 0;
  private ordinal = 0;
  private isWalking = false;

  constructor(request: SearchRequest, system: ReversibleSystem) {
    super(request);
    this.system = system;
    this.path = new PathStack(this.budget);
    this.sightedPaths = new SightedPaths(this.path, request.invariants.length);
    this.hasSuccessorFacts = system.successorFacts !== undefined;
    this.words = new Int32Array(Math.ceil(system.stateLength / 4));
    this.bytes = new Uint8Array(this.words.buffer, 0, system.stateLength);
  }

  run(): SearchResult {
    const { system } = this;
    system.writeInitial(this.bytes);
    system.load(this.bytes, 0);
    if (this.isNew(this.bytes.slice())) {
      this.walk();
    } else {
      this.stop(this.visited.refusedBy ?? 'states');
    }
    return this.result();
  }

  protected keepPath(invariant: number): void {
    this.sightedPaths.keep(invariant);
  }

  protected scheduleOf({ ordinal }: Sighting, invariant: number): number[] {
    const path = this.sightedPaths.of(invariant);
    return ordinal === none ? path : [...path, ordinal];
  }

  protected frontierCount(): number {
    return this.isWalking ? this.path.length + 1 : 0;
  }

  protected bytesOutside(): number {
    return this.system.pathBytes + this.sightedPaths.bytes;
  }

  private walk(): void {
    const { system, watch, claims } = this;
    const { outcome } = system;
    this.isWalking = true;
    for (;;) {
      if (!system.next()) {
        if (!this.finishState()) return;
        continue;
      }
      // Polled only with a transition in hand: a search that is finished was not stopped.
      if (--watch.ticksLeft === 0 && !this.poll()) return;
      this.transitionCount++;
      this.stepCount += outcome.steps;
      if (outcome.occasions !== 0) claims.judge(outcome.occasions);
      if ((outcome.facts & claims.watchedFacts) !== 0 && !this.note(outcome.facts)) return;
      if (!outcome.ends && this.isNew(outcome.successor)) {
        if (!this.enter()) return;
      } else if (this.visited.refusedBy === undefined) {
        this.ordinal++;
      } else {
        this.stop(this.visited.refusedBy);
        return;
      }
    }
  }

  /** The loaded state has no further transition: back to where it was entered from, if anywhere. */
  private finishState(): boolean {
    if (!this.judgeDeadlock()) return false;
    this.isWalking = this.path.length > 0;
    if (this.isWalking) this.leave();
    return this.isWalking;
  }

  private isNew(state: Uint8Array): boolean {
    if (this.exactSet === undefined) {
      const { fingerprint } = this.system;
      return this.table.insert(fingerprint.low, fingerprint.high);
    }
    this.bytes.set(state);
    return this.exactSet.insert(this.words);
  }

  /** The successor is new: it is judged, and the path goes on from it; false to stop the search. */
  private enter(): boolean {
    const { system } = this;
    if (this.hasSuccessorFacts) {
      const facts = system.successorFacts?.() ?? 0;
      if ((facts & this.claims.watchedFacts) !== 0 && !this.note(facts)) return false;
    }
    const { steps } = system.outcome;
    if (!this.path.push(this.ordinal, steps)) return this.stop('memory');
    this.pathSteps += steps;
    if (this.path.length > this.depth) this.depth = this.path.length;
    this.ordinal = 0;
    system.enter();
    return true;
  }

  private leave(): void {
    const { path } = this;
    this.system.leave();
    path.pop();
    this.pathSteps -= path.steps;
    this.ordinal = path.ordinal + 1;
    this.sightedPaths.cutTo(path.length);
  }

  /** False to stop the search. */
  private note(facts: number): boolean {
    const steps = this.pathSteps + this.system.outcome.steps;
    this.claims.note(facts, this.path.length + 1, steps, 0, this.ordinal);
    return this.request.stopAtFirst ? this.stop('violation') : true;
  }

  private judgeDeadlock(): boolean {
    const stuck = this.ordinal === 0 && !this.system.mayStop();
    const violated = this.claims.judgeDeadlock(stuck, this.path.length, this.pathSteps, 0);
    return violated && this.request.stopAtFirst ? this.stop('violation') : true;
  }
}
