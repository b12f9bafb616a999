/** Exhaustive search with a frontier of whole states: take one, judge its transitions, keep the new. */
import { ModelError } from '../errors.ts';
import {
  type Fingerprint64,
  isReversible,
  type ReversibleSystem,
  type System,
} from '../model/system.ts';
import type { Sighting } from './claims.ts';
import { Exhaustive } from './exhaustive.ts';
import { Fingerprint } from './fingerprint.ts';
import { Frontier } from './frontier.ts';
import type { SearchResult } from './outcome.ts';
import { none, ParentLinks } from './parent-links.ts';
import type { SearchRequest } from './search.ts';

type Order = 'breadth-first' | 'depth-first';

export class FrontierSearch extends Exhaustive {
  private readonly order: Order;
  private readonly system: System;
  /** The same system, if it keeps fingerprints; they are queued with the states. */
  private readonly reversible: ReversibleSystem | undefined;
  private readonly ownFingerprint = new Fingerprint();
  /** Of the state that is about to be stored: what the system keeps, or what is computed here. */
  private readonly fingerprint: Fingerprint64;
  private readonly links: ParentLinks;
  private readonly frontier: Frontier;
  /** The state that is about to be stored, as bytes and as words; the bytes of padding stay zero. */
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  private expanding = false;

  constructor(request: SearchRequest, order: Order) {
    super(request);
    const { system } = request;
    const wordCount = Math.ceil(system.stateLength / 4);
    this.order = order;
    this.system = system;
    this.reversible = isReversible(system) ? system : undefined;
    this.fingerprint = this.reversible?.fingerprint ?? this.ownFingerprint;
    this.links = new ParentLinks(this.budget);
    this.frontier = new Frontier(this.budget, wordCount);
    this.words = new Int32Array(wordCount);
    this.bytes = new Uint8Array(this.words.buffer, 0, system.stateLength);
  }

  run(): SearchResult {
    const initial = new Uint8Array(this.system.stateLength);
    this.system.writeInitial(initial);
    this.reversible?.load(initial, 0);
    let goesOn = this.storeIfNew(initial, none, none, 0, 0);
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

  protected keepPath(): void {
    // Parent links lead to every state.
  }

  protected scheduleOf({ origin, ordinal }: Sighting): number[] {
    const path = this.links.pathTo(origin);
    return ordinal === none ? path : [...path, ordinal];
  }

  protected frontierCount(): number {
    return this.frontier.count + this.cutCount + (this.expanding ? 1 : 0);
  }

  protected bytesOutside(): number {
    return 0;
  }

  private load(): void {
    const { states, offset, low, high } = this.frontier;
    if (this.reversible === undefined) {
      this.system.load(states, offset);
    } else {
      this.reversible.loadWith(states, offset, low, high);
    }
  }

  /** Takes every transition of the state that was taken from the frontier; false to stop the search. */
  private expand(): boolean {
    const { system, claims, watch } = this;
    const outcome = system.outcome;
    const { index, steps } = this.frontier;
    const depth = this.frontier.depth + 1;
    let ordinal = 0;
    this.load();
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
      const stepsThere = steps + outcome.steps;
      if (
        !(
          this.noteFacts(outcome.facts, depth, stepsThere, index, ordinal) &&
          (outcome.ends || this.storeSuccessor(index, ordinal, depth, stepsThere))
        )
      ) {
        return false;
      }
      ordinal++;
    }
    return this.judgeDeadlock(ordinal === 0);
  }

  /** A state at the depth limit: only whether it has a transition at all is still within the limit. */
  private cut(): boolean {
    this.load();
    const isCut = this.system.next();
    if (isCut) {
      if (--this.watch.ticksLeft === 0 && !this.poll()) {
        return false;
      }
      this.cutCount++;
    }
    return this.judgeDeadlock(!isCut);
  }

  private noteFacts(
    facts: number,
    depth: number,
    steps: number,
    origin: number,
    ordinal: number,
  ): boolean {
    if ((facts & this.claims.watchedFacts) === 0) return true;
    this.claims.note(facts, depth, steps, origin, ordinal);
    return this.request.stopAtFirst ? this.stop('violation') : true;
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
    const countBefore = this.visited.count;
    if (!this.storeIfNew(successor, parent, ordinal, depth, steps)) return false;
    if (this.visited.count === countBefore || this.system.successorFacts === undefined) return true;
    return this.noteFacts(this.system.successorFacts(), depth, steps, parent, ordinal);
  }

  /** False if the state is new and there is no room for it; a known state needs none. */
  private storeIfNew(
    state: Uint8Array,
    parent: number,
    ordinal: number,
    depth: number,
    steps: number,
  ): boolean {
    if (!this.isNew(state)) {
      return this.visited.refusedBy === undefined || this.stop(this.visited.refusedBy);
    }
    const index = this.links.count;
    const { low, high } = this.fingerprint;
    if (
      !this.links.push(parent, ordinal) ||
      !this.frontier.push(this.words, index, depth, steps, low, high)
    ) {
      return this.stop('memory');
    }
    if (depth > this.depth) {
      this.depth = depth;
    }
    return true;
  }

  /** A new state is left in `words`. */
  private isNew(state: Uint8Array): boolean {
    if (this.reversible !== undefined && this.exactSet === undefined) {
      const isNew = this.table.insert(this.fingerprint.low, this.fingerprint.high);
      if (isNew) this.bytes.set(state);
      return isNew;
    }
    this.bytes.set(state);
    if (this.exactSet !== undefined) return this.exactSet.insert(this.words);
    this.ownFingerprint.take(this.words);
    return this.table.insert(this.ownFingerprint.low, this.ownFingerprint.high);
  }
}
