/** One worker of a parallel search: it expands its share of each level and can halt at any transition. */
import type { System } from '../../model/system.ts';
import { Judge, type JudgeRequest } from '../judge.ts';
import { none } from '../parent-links.ts';
import { CurrentState } from './current-state.ts';
import { FoundStates } from './found-states.ts';
import { LevelReader } from './level-reader.ts';
import { Records } from './records.ts';
import { SharedBudget } from './shared-budget.ts';
import { SharedLinks } from './shared-links.ts';
import { Command, Halt, type SharedMemory, Word } from './shared-memory.ts';
import { Insertion, rankOf, SharedTable } from './shared-table.ts';
import { Count, Tally } from './tally.ts';

/** Equal for all workers of a search, except that each has its own system, built in the same way. */
export interface WorkerRequest extends JudgeRequest {
  readonly memoryBytesMax: number;
}

export class ParallelWorker {
  readonly index: number;
  readonly control: Int32Array;
  readonly table: SharedTable;
  readonly links: SharedLinks;
  readonly budget: SharedBudget;
  /** Its counts of this level. */
  readonly tally: Tally;
  private readonly request: WorkerRequest;
  private readonly system: System;
  private readonly state: CurrentState;
  /** By worker and side. */
  readonly records: readonly (readonly Records[])[];
  private readonly reader: LevelReader;
  private readonly found: FoundStates;
  /**
   * Judges the transitions of this level and the new states that they led to. A judge keeps the first of
   * equal sightings, so a new judge begins when the worker continues with states of smaller numbers.
   */
  private judge: Judge;
  private earlierJudges: Judge[] = [];
  private stateJudge: Judge;
  private depth = -1;
  private finished = 0;
  private cutCount = 0;
  private isLoaded = false;
  /** True if the current transition is counted and judged, but its successor is not yet stored. */
  private isHolding = false;
  private ordinal = 0;
  // For a level that is repeated in order: new states, their maximum, and the reason for its end.
  newAgain = 0;
  endedAgain: 'violation' | 'states' | undefined = undefined;
  private newAgainMax = 0;

  constructor(memory: SharedMemory, index: number, request: WorkerRequest) {
    const { system, invariants, goals = [] } = request;
    this.index = index;
    this.request = request;
    this.system = system;
    system.share?.(memory.system);
    this.control = new Int32Array(memory.control);
    this.budget = new SharedBudget(this.control, request.memoryBytesMax);
    this.table = new SharedTable(memory, this.control);
    this.links = new SharedLinks(memory.links);
    const numbers = new Float64Array(memory.tallies[index]);
    this.tally = new Tally(numbers, invariants.length, goals.length);
    this.state = new CurrentState(system);
    this.records = memory.records.map((sides) =>
      sides.map((buffer) => new Records(buffer, this.state.words.length, this.budget)),
    );
    this.reader = new LevelReader(memory, index, this.control, this.records);
    this.found = new FoundStates(memory, index, this.control, this.table, this.records[index]);
    this.judge = new Judge(request);
    this.stateJudge = this.newStateJudge();
  }

  /** Makes the initial state its own level; false without memory. */
  storeInitial(): boolean {
    const { state } = this;
    state.takeInitial();
    const { low, high } = state.fingerprint;
    this.table.insert(low, high, rankOf(none));
    this.table.flush();
    return this.found.pushInitial(none, low, high, state.words);
  }

  /** Call it at each command, before `advance`, while all workers are halted. */
  begin(): void {
    const depth = this.control[Word.depth];
    this.table.refresh();
    this.links.refresh();
    this.refreshRecords();
    if (depth !== this.depth) this.beginLevel(depth);
  }

  /** Makes records that other workers have added visible. */
  refreshRecords(): void {
    for (const sides of this.records) for (const records of sides) records.refresh();
  }

  /**
   * For a resumed search: these chunks of the level are done. Their successors, `counts` states each, are
   * in the records of this worker.
   */
  restoreLevel(chunks: readonly number[], counts: readonly number[]): void {
    this.beginLevel(this.control[Word.depth]);
    this.found.restore(chunks, counts);
  }

  /**
   * Repeats the level from its first state, alone, up to this number of new states; the counts of the
   * level are discarded.
   */
  beginAgain(newStatesMax: number): void {
    this.newAgainMax = newStatesMax;
    this.beginLevel(this.depth);
  }

  /**
   * Executes the command, for at most this number of transitions. True if it is done or all workers must
   * halt; then `publish` and wait for the next command.
   */
  advance(transitionsMax: number): boolean {
    switch (this.control[Word.command]) {
      case Command.expand:
        return this.expand(transitionsMax, false);
      case Command.expandAgain:
        return this.expand(transitionsMax, true);
      case Command.cut:
        return this.cut(transitionsMax);
      default:
        this.settle();
        return true;
    }
  }

  /** Makes counts and sightings of this level visible to the leader. */
  publish(): void {
    const { tally } = this;
    tally.clear();
    this.publishCounts();
    for (const judge of [...this.judges, this.stateJudge]) tally.addJudge(judge);
    // Settling has set the segments itself.
    if (this.control[Word.command] !== Command.settle) this.found.publish();
  }

  /** Publishes only the counts, while the worker continues. */
  publishCounts(): void {
    this.table.flush();
    this.tally.setTaken(this.judges);
    this.tally.setCount(Count.finished, this.finished);
    this.tally.setCount(Count.cut, this.cutCount);
  }

  private beginLevel(depth: number): void {
    this.depth = depth;
    this.judge = new Judge(this.request);
    this.earlierJudges = [];
    this.stateJudge = this.newStateJudge();
    this.finished = 0;
    this.cutCount = 0;
    this.isLoaded = false;
    this.isHolding = false;
    this.found.beginLevel();
    this.reader.begin();
  }

  /** Loads the next state of its share; false if there is none, or if all workers must halt. */
  private loadNext(): boolean {
    const { reader, control } = this;
    if (Atomics.load(control, Word.halt) !== 0) return false;
    if (!reader.isInChunk) {
      const { chunk } = reader;
      if (Atomics.load(control, Word.pausing) !== 0 || !reader.takeChunk()) return false;
      if (reader.chunk < chunk) {
        this.earlierJudges.push(this.judge);
        this.judge = new Judge(this.request);
      }
      this.found.beginChunk(reader.chunk);
    }
    reader.take();
    this.links.set(reader.index, reader.parent, reader.ordinal);
    this.state.load(reader.states, reader.offset, reader.low, reader.high);
    this.ordinal = 0;
    this.isLoaded = true;
    return true;
  }

  private newStateJudge(): Judge {
    return new Judge({ ...this.request, goals: [] });
  }

  /** Oldest first. */
  private get judges(): readonly Judge[] {
    return [...this.earlierJudges, this.judge];
  }

  private expand(transitionsMax: number, isAgain: boolean): boolean {
    const { system } = this;
    const { outcome } = system;
    for (let left = transitionsMax; left > 0; left--) {
      if (!this.isHolding) {
        if (!this.isLoaded && !this.loadNext()) return true;
        if (!system.next()) {
          if (!this.judgeState(this.ordinal === 0)) return true;
          this.finished++;
          this.isLoaded = false;
          continue;
        }
        const mayContinue = this.judgeTransition();
        if (isAgain && !mayContinue) return true;
        if (outcome.ends) {
          this.ordinal++;
          continue;
        }
      }
      this.isHolding = !(isAgain ? this.storeAgain() : this.store());
      if (this.isHolding) return true;
      this.ordinal++;
    }
    return false;
  }

  /** States at the depth limit: only tests whether they have any transition. */
  private cut(statesMax: number): boolean {
    for (let left = statesMax; left > 0; left--) {
      if (!this.loadNext()) return true;
      const isCut = this.system.next();
      if (!this.judgeState(!isCut)) return true;
      if (isCut) this.cutCount++;
      else this.finished++;
      this.isLoaded = false;
    }
    return false;
  }

  /** False if the search must stop at this state. */
  private judgeState(hasNoTransition: boolean): boolean {
    const { steps, index } = this.reader;
    return this.unlessStopped(this.judge.state(hasNoTransition, this.depth, steps, index));
  }

  /** Counts and judges the current transition; false if the search must stop at it. */
  private judgeTransition(): boolean {
    const { steps, index } = this.reader;
    return this.unlessStopped(this.judge.transition(this.depth + 1, steps, index, this.ordinal));
  }

  /** Call it with the answer of a judge; false to stop the search. */
  private unlessStopped(mayContinue: boolean): boolean {
    if (mayContinue) return true;
    this.endedAgain = 'violation';
    return this.halt(Halt.order);
  }

  private halt(reason: number): false {
    Atomics.or(this.control, Word.halt, reason);
    return false;
  }

  /** False if there is no room: the caller must try again. */
  private store(): boolean {
    const { reader, state, found, table } = this;
    const { outcome } = this.system;
    const { low, high } = state.fingerprintOf(outcome.successor);
    const inserted = table.insert(low, high, rankOf(reader.index));
    if (inserted === Insertion.known) return true;
    if (inserted === Insertion.refused) return false;
    if (inserted === Insertion.improved) found.noteOvertaken(table.parentBefore);
    const facts = this.judge.successorFacts();
    if (this.request.stopAtFirst === true && facts !== 0) this.halt(Halt.order);
    state.take(outcome.successor);
    const steps = reader.steps + outcome.steps;
    const { words } = state;
    const isKept = found.push(reader.index, this.ordinal, steps, low, high, facts, words);
    // The search ends here, so the state need not be inserted again.
    return isKept || this.halt(Halt.memory);
  }

  /** Like `store`, for a level that is repeated because the search ends in it. */
  private storeAgain(): boolean {
    const { reader, system, control } = this;
    const { low, high } = this.state.fingerprintOf(system.outcome.successor);
    const inserted = this.table.insertAgain(low, high, control[Word.levelStart]);
    if (inserted === Insertion.known) return true;
    if (inserted === Insertion.refused) return false;
    if (this.newAgain === this.newAgainMax) {
      this.endedAgain = 'states';
      return this.halt(Halt.order);
    }
    this.newAgain++;
    const { stateJudge, depth, ordinal } = this;
    return this.unlessStopped(stateJudge.successor(depth + 1, reader.steps, reader.index, ordinal));
  }

  private settle(): void {
    this.found.settle((facts, steps, parent, ordinal) =>
      this.stateJudge.note(facts, this.depth + 1, steps, parent, ordinal),
    );
  }
}
