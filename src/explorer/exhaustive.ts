/** The loop that breadth-first and depth-first search share: take a state, judge its transitions. */
import { ModelError } from '../errors.ts';
import type { System } from '../model/system.ts';
import { Claims } from './claims.ts';
import { ExactSet } from './exact-set.ts';
import { Frontier } from './frontier.ts';
import { MemoryBudget } from './memory-budget.ts';
import type { Limit, SearchEnd, SearchResult } from './outcome.ts';
import { none, ParentLinks } from './parent-links.ts';
import type { SearchRequest } from './search.ts';
import { FingerprintSet, type VisitedSet } from './visited-set.ts';
import { Watch } from './watch.ts';

type Order = 'breadth-first' | 'depth-first';

/** Visits every state that the limits allow, each once, in the given order. */
export function exploreAll(request: SearchRequest, order: Order): SearchResult {
  return new Exhaustive(request, order).run();
}

class Exhaustive {
  private readonly request: SearchRequest;
  private readonly order: Order;
  private readonly system: System;
  private readonly claims: Claims;
  private readonly watch: Watch;
  private readonly budget: MemoryBudget;
  private readonly visited: VisitedSet;
  private readonly links: ParentLinks;
  private readonly frontier: Frontier;
  /** The state that is about to be stored, as bytes and as words; the bytes of padding stay zero. */
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  private transitionCount = 0;
  private stepCount = 0;
  private depth = 0;
  /** States at the depth limit with transitions that were not taken. */
  private cutCount = 0;
  private expanding = false;
  private stoppedAt: Limit | 'violation' | undefined = undefined;

  constructor(request: SearchRequest, order: Order) {
    const { system, limits } = request;
    const wordCount = Math.ceil(system.stateLength / 4);
    this.request = request;
    this.order = order;
    this.system = system;
    this.claims = new Claims(request.invariants, request.goals);
    this.watch = new Watch(request.hooks, limits.elapsedMsMax);
    this.budget = new MemoryBudget(limits.memoryBytesMax);
    this.visited = request.exact
      ? new ExactSet(this.budget, limits.stateCountMax)
      : new FingerprintSet(this.budget, limits.stateCountMax);
    this.links = new ParentLinks(this.budget);
    this.frontier = new Frontier(this.budget, wordCount);
    this.words = new Int32Array(wordCount);
    this.bytes = new Uint8Array(this.words.buffer, 0, system.stateLength);
  }

  run(): SearchResult {
    this.system.writeInitial(this.bytes);
    let goesOn = this.storeIfNew(none, none, 0, 0);
    let level = 0;
    while (goesOn && this.frontier.count > 0) {
      if (this.order === 'depth-first') {
        this.frontier.takeLast();
      } else {
        this.frontier.takeFirst();
      }
      this.expanding = true;
      if (this.frontier.depth !== level && this.order === 'breadth-first') {
        level = this.frontier.depth;
        goesOn = this.poll();
      }
      goesOn &&= level < this.request.limits.depthMax ? this.expand() : this.cut();
      this.expanding = !goesOn;
    }
    return this.result();
  }

  /** Takes every transition of the state that was taken from the frontier; false to stop the search. */
  private expand(): boolean {
    const { system, claims, watch } = this;
    const outcome = system.outcome;
    const { index, steps } = this.frontier;
    const depth = this.frontier.depth + 1;
    let ordinal = 0;
    system.load(this.frontier.states, this.frontier.offset);
    while (system.next()) {
      // Polled only with a transition in hand: a search that is finished was not stopped.
      if (--watch.ticksLeft === 0 && !this.poll()) {
        return false;
      }
      this.transitionCount++;
      this.stepCount += outcome.steps;
      if (outcome.occasions !== 0) {
        claims.judge(outcome.occasions);
      }
      if ((outcome.facts & claims.watchedFacts) !== 0) {
        claims.note(outcome.facts, depth, steps + outcome.steps, index, ordinal);
        if (this.request.stopAtFirst) {
          return this.stop('violation');
        }
      }
      if (!outcome.ends && !this.storeSuccessor(index, ordinal, depth, steps + outcome.steps)) {
        return false;
      }
      ordinal++;
    }
    return this.judgeDeadlock(ordinal === 0);
  }

  /** A state at the depth limit: only whether it has a transition at all is still within the limit. */
  private cut(): boolean {
    this.system.load(this.frontier.states, this.frontier.offset);
    const isCut = this.system.next();
    if (isCut) {
      if (--this.watch.ticksLeft === 0 && !this.poll()) {
        return false;
      }
      this.cutCount++;
    }
    return this.judgeDeadlock(!isCut);
  }

  private judgeDeadlock(hasNoTransition: boolean): boolean {
    const { depth, steps, index } = this.frontier;
    const stuck = hasNoTransition && !this.system.mayStop();
    const violated = this.claims.judgeDeadlock(stuck, depth, steps, index);
    return violated && this.request.stopAtFirst ? this.stop('violation') : true;
  }

  private storeSuccessor(parent: number, ordinal: number, depth: number, steps: number): boolean {
    const successor = this.system.outcome.successor;
    if (successor.length !== this.bytes.length) {
      throw new ModelError(
        `a successor has ${successor.length} bytes, a state ${this.bytes.length}`,
      );
    }
    this.bytes.set(successor);
    return this.storeIfNew(parent, ordinal, depth, steps);
  }

  /** False if the state is new and there is no room for it; a known state needs none. */
  private storeIfNew(parent: number, ordinal: number, depth: number, steps: number): boolean {
    if (!this.visited.insert(this.words)) {
      return this.visited.refusedBy === undefined || this.stop(this.visited.refusedBy);
    }
    const index = this.links.count;
    if (!this.links.push(parent, ordinal) || !this.frontier.push(this.words, index, depth, steps)) {
      return this.stop('memory');
    }
    if (depth > this.depth) {
      this.depth = depth;
    }
    return true;
  }

  private stop(at: Limit | 'violation'): false {
    this.stoppedAt = at;
    return false;
  }

  private poll(): boolean {
    const elapsedMs = this.watch.elapsedMs();
    this.request.hooks.onProgress?.({
      depth: this.depth,
      stateCount: this.links.count,
      transitionCount: this.transitionCount,
      frontierCount: this.frontierCount(),
      memoryBytes: this.budget.bytesUsed,
      elapsedMs,
    });
    return this.watch.poll(elapsedMs) || this.stop(this.watch.stoppedBy ?? 'interrupted');
  }

  private frontierCount(): number {
    return this.frontier.count + this.cutCount + (this.expanding ? 1 : 0);
  }

  private end(elapsedMs: number): SearchEnd {
    const limits = this.request.limits;
    switch (this.stoppedAt) {
      case undefined:
        return this.cutCount > 0
          ? { kind: 'limit', limit: 'depth', value: limits.depthMax }
          : { kind: 'exhausted' };
      case 'violation':
        return { kind: 'stopped-at-violation' };
      case 'states':
        return { kind: 'limit', limit: 'states', value: limits.stateCountMax };
      case 'memory':
        return { kind: 'limit', limit: 'memory', value: limits.memoryBytesMax };
      case 'depth':
        return { kind: 'limit', limit: 'depth', value: limits.depthMax };
      case 'time':
        return { kind: 'limit', limit: 'time', value: limits.elapsedMsMax };
      case 'interrupted':
        return { kind: 'limit', limit: 'interrupted', value: elapsedMs };
    }
  }

  private result(): SearchResult {
    const elapsedMs = this.watch.elapsedMs();
    const stateCount = this.links.count;
    return {
      end: this.end(elapsedMs),
      stateCount,
      transitionCount: this.transitionCount,
      stepCount: this.stepCount,
      depth: this.depth,
      frontierCount: this.frontierCount(),
      violations: this.claims.violations((invariant, { depth, steps, origin, ordinal, count }) => {
        const path = this.links.pathTo(origin);
        const schedule = ordinal === none ? path : [...path, ordinal];
        return { invariant, depth, steps, schedule, count };
      }),
      judgedCounts: this.claims.judgedCounts,
      goalsReached: this.claims.goalsReached,
      collisionProbability: this.visited.collisionProbability(),
      bytesPerState: this.budget.bytesUsedMost / Math.max(1, stateCount),
      memoryBytes: this.budget.bytesUsedMost,
      elapsedMs,
    };
  }
}
