/** Exhaustive search with a frontier of whole states: takes one, judges its transitions, stores new states. */
import type { System } from '../model/system.ts';
import { Stopped, withStopCheck } from '../stop.ts';
import { Exhaustive, type WayTo } from './exhaustive.ts';
import type { Frontier } from './frontier.ts';
import type { SearchResult } from './outcome.ts';
import { none } from './parent-links.ts';
import type { SearchRequest } from './search.ts';
import { SightedRecords } from './sighted-records.ts';
import type { Sighting } from './sighting.ts';
import {
  notTheSame,
  type SnapshotReader,
  type SnapshotWriter,
  skipTransitions,
} from './snapshot.ts';
import { Stage } from './stage.ts';
import { StateStore, Stored } from './state-store.ts';

type Order = 'breadth-first' | 'depth-first';

export class FrontierSearch extends Exhaustive {
  private readonly isBreadthFirst: boolean;
  private readonly system: System;
  private readonly store: StateStore;
  private readonly frontier: Frontier;
  private readonly sightedRecords: SightedRecords;
  private isExpanding = false;
  /** Where the search last paused: the current transition of the current state, and its stage. */
  private ordinal = 0;
  private stage: Stage = Stage.taken;

  constructor(request: SearchRequest, order: Order) {
    super(request);
    const { system } = request;
    this.isBreadthFirst = order === 'breadth-first';
    this.system = system;
    this.store = new StateStore(system, this.table, this.exactSet, this.budget);
    this.frontier = this.store.frontier;
    this.sightedRecords = new SightedRecords(system, request.invariants);
  }

  run(): SearchResult {
    withStopCheck(this.watch.check, () => this.search());
    return this.result();
  }

  private search(): void {
    const { frontier, isBreadthFirst } = this;
    const { resume, limits } = this.request;
    let mayContinue = resume === undefined ? this.begin() : this.resume(resume.from);
    let level = isBreadthFirst ? frontier.depth : 0;
    while (mayContinue && frontier.count > 0) {
      if (isBreadthFirst) frontier.takeFirst();
      else frontier.takeLast();
      this.isExpanding = true;
      if (isBreadthFirst && frontier.depth !== level) {
        level = frontier.depth;
        mayContinue = this.areAllShortest() ? this.stop('violation') : this.pollAt(0);
      }
      mayContinue &&= level < limits.depthMax ? this.expand() : this.cut();
      this.isExpanding = !mayContinue;
    }
  }

  private begin(): boolean {
    const stored = this.store.addInitial(none);
    return stored === Stored.refused ? this.stop(this.store.refusedBy) : true;
  }

  /** Finishes the state that was current when the search was saved. */
  private resume(from: SnapshotReader): boolean {
    const isLoaded = this.unlessAbandoned(() => {
      this.restore(from);
      this.loadPath(this.store.pathTo(this.frontier.index));
      this.isExpanding = true;
      if (!this.isCut()) skipTransitions(this.system, this.ordinal);
      return true;
    });
    if (!isLoaded) return false;
    const mayContinue = this.isCut() ? this.judgeCut() : this.resumeAtTransition();
    this.isExpanding = !mayContinue;
    return mayContinue;
  }

  private isCut(): boolean {
    return this.frontier.depth >= this.request.limits.depthMax;
  }

  /**
   * Runs `work`, which returns whether the search may continue; also false if a stop check ended it.
   */
  private unlessAbandoned(work: () => boolean): boolean {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return this.poll();
    }
  }

  /** The current state was not saved; its path is followed again. */
  private loadPath(path: readonly number[]): void {
    const { system, store } = this;
    let state = store.initialState();
    system.load(state, 0);
    for (const ordinal of path) {
      skipTransitions(system, ordinal + 1);
      state = Uint8Array.from(system.outcome.successor);
      if (!store.isVisited(state)) {
        throw notTheSame('a path leads to a state that was not visited');
      }
      system.load(state, 0);
    }
  }

  private resumeAtTransition(): boolean {
    const { ordinal, stage, store, frontier } = this;
    if (stage === Stage.taken) return this.takeFrom(ordinal);
    return this.unlessAbandoned(() => {
      skipTransitions(this.system, 1);
      const { index, depth } = frontier;
      const steps = frontier.steps + this.system.outcome.steps;
      const stored =
        stage === Stage.judged
          ? store.addSuccessor(index, ordinal, depth + 1, steps)
          : store.addInserted(index, ordinal, depth + 1, steps);
      return this.judgeStored(stored, ordinal) && this.takeFrom(ordinal + 1);
    });
  }

  protected isUnderWay(): boolean {
    return this.isExpanding;
  }

  protected saveParts(to: SnapshotWriter): void {
    const { index, depth, steps } = this.frontier;
    to.numbers('at hand', [index, depth, steps, this.ordinal, this.stage]);
    this.store.save(to);
  }

  protected restoreParts(from: SnapshotReader): void {
    const [index, depth, steps, ordinal, stage] = from.numbers('at hand');
    this.frontier.showRestored(index, depth, steps);
    this.ordinal = ordinal;
    this.stage = stage as Stage;
    this.store.restore(from);
  }

  protected keepPath(invariant: number): void {
    this.sightedRecords.keep(invariant);
  }

  protected wayTo({ origin, ordinal }: Sighting, invariant: number): WayTo {
    const path = this.store.pathTo(origin);
    const schedule = ordinal === none ? path : [...path, ordinal];
    return { schedule, ...this.sightedRecords.of(invariant) };
  }

  protected frontierCount(): number {
    return this.frontier.count + this.cutCount + (this.isExpanding ? 1 : 0);
  }

  protected bytesOutside(): number {
    return 0;
  }

  /** Takes every transition of the state from the frontier; false to stop the search. */
  private expand(): boolean {
    this.store.load();
    return this.takeFrom(0);
  }

  /**
   * Takes the transitions of the loaded state, starting at this one; earlier ones were already taken.
   */
  private takeFrom(first: number): boolean {
    this.ordinal = first;
    try {
      return this.takeEach(first);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      // The transition was abandoned halfway, so it is the next one to take.
      this.stage = Stage.taken;
      return this.poll();
    }
  }

  private takeEach(first: number): boolean {
    const { system, judge, watch, store } = this;
    const { outcome } = system;
    const { index, steps, depth } = this.frontier;
    let ordinal = first;
    while (system.next()) {
      // Polled only after a transition was taken: a search that is finished was not stopped.
      if (--watch.ticksLeft === 0 && !this.pollAt(ordinal)) return false;
      if (!judge.transition(depth + 1, steps, index, ordinal)) return this.stop('violation');
      if (!outcome.ends) {
        const stored = store.addSuccessor(index, ordinal, depth + 1, steps + outcome.steps);
        if (stored !== Stored.known && !this.judgeStored(stored, ordinal)) return false;
      }
      ordinal++;
      this.ordinal = ordinal;
    }
    return this.judgeState(ordinal === 0);
  }

  /** Called for a new successor; false to stop the search. */
  private judgeStored(stored: Stored, ordinal: number): boolean {
    const { frontier, judge, store } = this;
    if (stored === Stored.refused) {
      this.ordinal = ordinal;
      this.stage = store.isLastInserted ? Stage.inserted : Stage.judged;
      return this.stop(store.refusedBy);
    }
    if (stored === Stored.known) return true;
    const { depth, steps, index } = frontier;
    if (depth >= this.depth) this.depth = depth + 1;
    return this.unlessStopped(judge.successor(depth + 1, steps, index, ordinal));
  }

  /** A state at the depth limit: only tests whether it has any transition. */
  private cut(): boolean {
    this.store.load();
    return this.judgeCut();
  }

  private judgeCut(): boolean {
    this.ordinal = 0;
    this.stage = Stage.taken;
    return this.unlessAbandoned(() => {
      const isCut = this.system.next();
      if (isCut) {
        if (--this.watch.ticksLeft === 0 && !this.pollAt(0)) return false;
        this.cutCount++;
      }
      return this.judgeState(!isCut);
    });
  }

  private judgeState(hasNoTransition: boolean): boolean {
    const { depth, steps, index } = this.frontier;
    return this.unlessStopped(this.judge.state(hasNoTransition, depth, steps, index));
  }

  private pollAt(ordinal: number): boolean {
    this.ordinal = ordinal;
    this.stage = Stage.taken;
    return this.poll();
  }
}
