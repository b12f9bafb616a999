/** Exhaustive search with a frontier of whole states: take one, judge its transitions, keep new successors. */
import { ModelError } from '../errors.ts';
import type { System } from '../model/system.ts';
import { Stopped, withStopCheck } from '../stop.ts';
import type { Sighting } from './claims.ts';
import { Exhaustive, type Way } from './exhaustive.ts';
import { Frontier } from './frontier.ts';
import type { SearchResult } from './outcome.ts';
import { none, ParentLinks } from './parent-links.ts';
import type { SearchRequest } from './search.ts';
import { SightedRecords } from './sighted-records.ts';
import { notTheSame, type SnapshotReader, type SnapshotWriter, takeAgain } from './snapshot.ts';
import { Stage } from './stage.ts';
import { StateToStore } from './state-to-store.ts';

type Order = 'breadth-first' | 'depth-first';

export class FrontierSearch extends Exhaustive {
  private readonly order: Order;
  private readonly system: System;
  private readonly state: StateToStore;
  private readonly links: ParentLinks;
  private readonly frontier: Frontier;
  private expanding = false;
  private readonly sightedRecords: SightedRecords;
  /** Where the search last paused: the current transition of the current state, and its stage. */
  private ordinal = 0;
  private stage: Stage = Stage.taken;

  constructor(request: SearchRequest, order: Order) {
    super(request);
    const { system } = request;
    this.order = order;
    this.system = system;
    this.state = new StateToStore(system, this.table, this.exactSet);
    this.sightedRecords = new SightedRecords(system, request.invariants);
    this.links = new ParentLinks(this.budget);
    this.frontier = new Frontier(this.budget, this.state.words.length);
  }

  run(): SearchResult {
    withStopCheck(this.watch.check, () => this.search());
    return this.result();
  }

  private search(): void {
    const { resume } = this.request;
    let goesOn = resume === undefined ? this.begin() : this.goOn(resume.from);
    let level = this.order === 'breadth-first' ? this.frontier.depth : 0;
    while (goesOn && this.frontier.count > 0) {
      if (this.order === 'depth-first') {
        this.frontier.takeLast();
      } else {
        this.frontier.takeFirst();
      }
      this.expanding = true;
      if (this.frontier.depth !== level && this.order === 'breadth-first') {
        level = this.frontier.depth;
        goesOn = this.areAllShortest() ? this.stop('violation') : this.pollAt(0);
      }
      goesOn &&= level < this.request.limits.depthMax ? this.expand() : this.cut();
      this.expanding = !goesOn;
    }
  }

  private begin(): boolean {
    const initial = this.initialState();
    this.state.reversible?.load(initial, 0);
    return this.storeIfNew(initial, none, none, 0, 0);
  }

  private initialState(): Uint8Array {
    const initial = new Uint8Array(this.system.stateLength);
    this.system.writeInitial(initial);
    return initial;
  }

  /** Finishes the state that was being expanded when the search was saved. */
  private goOn(from: SnapshotReader): boolean {
    const isBack = this.abandonable(() => {
      this.restore(from);
      this.loadPath(this.links.pathTo(this.frontier.index));
      this.expanding = true;
      if (!this.isCut()) this.skip(this.ordinal);
      return true;
    });
    if (!isBack) return false;
    const goesOn = this.isCut() ? this.judgeCut() : this.goOnAtTransition();
    this.expanding = !goesOn;
    return goesOn;
  }

  private isCut(): boolean {
    return this.frontier.depth >= this.request.limits.depthMax;
  }

  /** False if the search has to end during a transition; `work` returns whether it continues. */
  private abandonable(work: () => boolean): boolean {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return this.poll();
    }
  }

  /** The state itself was not saved: it is reconstructed by its path. */
  private loadPath(path: readonly number[]): void {
    const { system } = this;
    let state = this.initialState();
    system.load(state, 0);
    for (const ordinal of path) {
      this.skip(ordinal + 1);
      state = Uint8Array.from(system.outcome.successor);
      if (this.state.isNew(state) || this.visited.refusedBy !== undefined) {
        throw notTheSame('a path leads to a state that was not visited');
      }
      system.load(state, 0);
    }
  }

  private skip(count: number): void {
    for (let skipped = 0; skipped < count; skipped++) {
      takeAgain(this.system);
    }
  }

  private goOnAtTransition(): boolean {
    const { ordinal, stage } = this;
    if (stage === Stage.taken) return this.takeFrom(ordinal);
    return this.abandonable(() => {
      this.skip(1);
      const { index, steps, depth } = this.frontier;
      const stepsThere = steps + this.system.outcome.steps;
      const isKept =
        stage === Stage.judged
          ? this.storeSuccessor(index, ordinal, depth + 1, stepsThere)
          : this.keepInserted(index, ordinal, depth + 1, stepsThere);
      return isKept ? this.takeFrom(ordinal + 1) : this.stopAt(ordinal);
    });
  }

  protected isUnderWay(): boolean {
    return this.expanding;
  }

  protected saveOwn(to: SnapshotWriter): void {
    const { index, depth, steps } = this.frontier;
    to.numbers('at hand', [index, depth, steps, this.ordinal, this.stage]);
    this.links.save(to);
    this.frontier.save(to);
  }

  protected restoreOwn(from: SnapshotReader): void {
    const [index, depth, steps, ordinal, stage] = from.numbers('at hand');
    this.frontier.showRestored(index, depth, steps);
    this.ordinal = ordinal;
    this.stage = stage as Stage;
    this.links.restore(from);
    this.frontier.restore(from);
  }

  protected keepPath(invariant: number): void {
    this.sightedRecords.keep(invariant);
  }

  protected wayTo({ origin, ordinal }: Sighting, invariant: number): Way {
    const path = this.links.pathTo(origin);
    const schedule = ordinal === none ? path : [...path, ordinal];
    return { schedule, ...this.sightedRecords.of(invariant) };
  }

  protected frontierCount(): number {
    return this.frontier.count + this.cutCount + (this.expanding ? 1 : 0);
  }

  protected bytesOutside(): number {
    return 0;
  }

  private load(): void {
    const { states, offset, low, high } = this.frontier;
    const { reversible } = this.state;
    if (reversible === undefined) {
      this.system.load(states, offset);
    } else {
      reversible.loadWith(states, offset, low, high);
    }
  }

  /** Takes every transition of the state from the frontier; false to stop the search. */
  private expand(): boolean {
    this.load();
    return this.takeFrom(0);
  }

  /** The transitions of the loaded state from this one on; the system has shown those before it. */
  private takeFrom(first: number): boolean {
    this.ordinal = first;
    try {
      return this.takeEach(first);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      // The transition was abandoned half way: it is the next one to take.
      this.stage = Stage.taken;
      return this.poll();
    }
  }

  private takeEach(first: number): boolean {
    const { system, claims, watch } = this;
    const outcome = system.outcome;
    const { index, steps } = this.frontier;
    const depth = this.frontier.depth + 1;
    let ordinal = first;
    while (system.next()) {
      // Polled only while a transition is pending: a finished search was not stopped.
      if (--watch.ticksLeft === 0 && !this.pollAt(ordinal)) return false;
      this.transitionCount++;
      this.stepCount += outcome.steps;
      if (outcome.occasions !== 0) claims.judge(outcome.occasions);
      const stepsThere = steps + outcome.steps;
      const goesOn =
        this.noteFacts(outcome.facts, depth, stepsThere, index, ordinal) &&
        (outcome.ends || this.storeSuccessor(index, ordinal, depth, stepsThere));
      if (!goesOn) return this.stopAt(ordinal);
      ordinal++;
      this.ordinal = ordinal;
    }
    return this.judgeDeadlock(ordinal === 0);
  }

  /** A state at the depth limit: only whether it has a transition at all is within the limit. */
  private cut(): boolean {
    this.load();
    return this.judgeCut();
  }

  private judgeCut(): boolean {
    this.ordinal = 0;
    this.stage = Stage.taken;
    return this.abandonable(() => {
      const isCut = this.system.next();
      if (isCut) {
        if (--this.watch.ticksLeft === 0 && !this.pollAt(0)) return false;
        this.cutCount++;
      }
      return this.judgeDeadlock(!isCut);
    });
  }

  private pollAt(ordinal: number): boolean {
    this.ordinal = ordinal;
    this.stage = Stage.taken;
    return this.poll();
  }

  /** An allocation that failed is the last thing that happened. */
  private stopAt(ordinal: number): false {
    this.ordinal = ordinal;
    this.stage = this.visited.count > this.links.count ? Stage.inserted : Stage.judged;
    return false;
  }

  private noteFacts(
    facts: number,
    depth: number,
    steps: number,
    origin: number,
    ordinal: number,
  ): boolean {
    if ((facts & this.claims.watchedFacts) === 0 || !this.claims.watches(facts)) return true;
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
    if (successor.length !== this.state.bytes.length) {
      throw new ModelError(
        `a successor has ${successor.length} bytes, a state ${this.state.bytes.length}`,
      );
    }
    const countBefore = this.visited.count;
    if (!this.storeIfNew(successor, parent, ordinal, depth, steps)) return false;
    return this.visited.count === countBefore || this.judgeNew(depth, steps, parent, ordinal);
  }

  private judgeNew(depth: number, steps: number, parent: number, ordinal: number): boolean {
    if (this.system.successorFacts === undefined) return true;
    return this.noteFacts(this.system.successorFacts(), depth, steps, parent, ordinal);
  }

  /** The successor is in the visited set, but nowhere else. */
  private keepInserted(parent: number, ordinal: number, depth: number, steps: number): boolean {
    this.state.take(this.system.outcome.successor);
    const isKept = this.keep(parent, ordinal, depth, steps);
    return isKept && this.judgeNew(depth, steps, parent, ordinal);
  }

  /** False if the state is new and there is no room for it; a known state needs none. */
  private storeIfNew(
    state: Uint8Array,
    parent: number,
    ordinal: number,
    depth: number,
    steps: number,
  ): boolean {
    if (!this.state.isNew(state)) {
      return this.visited.refusedBy === undefined || this.stop(this.visited.refusedBy);
    }
    return this.keep(parent, ordinal, depth, steps);
  }

  /** The state in `words` is new: records how it was reached, and adds it to the frontier. */
  private keep(parent: number, ordinal: number, depth: number, steps: number): boolean {
    const index = this.links.count;
    const { words, fingerprint } = this.state;
    const { low, high } = fingerprint;
    if (!this.links.push(parent, ordinal)) return this.stop('memory');
    if (!this.frontier.push(words, index, depth, steps, low, high)) {
      this.links.pop();
      return this.stop('memory');
    }
    if (depth > this.depth) this.depth = depth;
    return true;
  }
}
