/** One worker of a parallel search: it does its share of each level, and can halt at any transition. */
import type { Goal, Invariant } from '../../invariants/invariant.ts';
import type { System } from '../../model/system.ts';
import { Claims } from '../claims.ts';
import { none } from '../parent-links.ts';
import { FoundStates } from './found-states.ts';
import { LevelReader } from './level-reader.ts';
import { Records } from './records.ts';
import { SharedBudget } from './shared-budget.ts';
import { SharedLinks } from './shared-links.ts';
import { Command, Halt, type SharedMemory, Word } from './shared-memory.ts';
import { Claim, rankOf, SharedTable } from './shared-table.ts';
import { StateAtHand } from './state-at-hand.ts';
import { Count, Tally } from './tally.ts';

/** Parameters that must be equal for all workers. */
export interface WorkerRequest {
  /** Its own system; all systems of a search are built alike. */
  readonly system: System;
  readonly invariants: readonly Invariant[];
  readonly goals: readonly Goal[];
  readonly memoryBytesMax: number;
  readonly stopAtFirst: boolean;
}

export class ParallelWorker {
  readonly index: number;
  readonly control: Int32Array;
  readonly table: SharedTable;
  readonly links: SharedLinks;
  readonly budget: SharedBudget;
  /** Its counts in this level. */
  readonly tally: Tally;
  private readonly request: WorkerRequest;
  private readonly system: System;
  private readonly atHand: StateAtHand;
  /** By worker and side. */
  readonly records: readonly (readonly Records[])[];
  private readonly reader: LevelReader;
  private readonly found: FoundStates;
  /**
   * Sightings in the transitions of this level, and in the states that they found. Claims keep the first of
   * equal sightings, so new ones are created when the worker continues with states before its previous ones.
   */
  private claims: Claims;
  private earlierClaims: Claims[] = [];
  private stateClaims: Claims;
  private depth = -1;
  private transitions = 0;
  private steps = 0;
  private finished = 0;
  private cutCount = 0;
  private isLoaded = false;
  /** The current transition is counted and judged, its successor not yet stored. */
  private isHolding = false;
  private ordinal = 0;
  // For a repeated level: states found, their maximum number, and the limit that ended it.
  newAgain = 0;
  endedAgain: 'violation' | 'states' | undefined = undefined;
  private newAgainMax = 0;

  constructor(memory: SharedMemory, index: number, request: WorkerRequest) {
    const { system, invariants, goals } = request;
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
    this.atHand = new StateAtHand(system);
    this.records = memory.records.map((sides) =>
      sides.map((buffer) => new Records(buffer, this.atHand.words.length, this.budget)),
    );
    this.reader = new LevelReader(memory, index, this.control, this.records);
    this.found = new FoundStates(memory, index, this.control, this.table, this.records[index]);
    this.claims = new Claims(invariants, goals);
    this.stateClaims = new Claims(invariants, []);
  }

  /** Makes the initial state a level of its own; false without memory. */
  storeInitial(): boolean {
    const { atHand } = this;
    atHand.takeInitial();
    const { low, high } = atHand.fingerprint;
    this.table.claim(low, high, rankOf(none));
    this.table.flush();
    return this.found.pushInitial(none, low, high, atHand.words);
  }

  /** Call it at each command, before `advance`: all workers are stopped. */
  begin(): void {
    const depth = this.control[Word.depth];
    this.table.refresh();
    this.links.refresh();
    this.refreshRecords();
    if (depth !== this.depth) this.beginLevel(depth);
  }

  /** Makes the results of other workers visible. */
  refreshRecords(): void {
    for (const sides of this.records) for (const records of sides) records.refresh();
  }

  /**
   * For the level of a resumed search: these chunks are finished. Their results, N states each, are in the
   * records of this worker.
   */
  restoreLevel(chunks: readonly number[], counts: readonly number[]): void {
    this.beginLevel(this.control[Word.depth]);
    this.found.restore(chunks, counts);
  }

  /** Repeats the level from its first state, alone, up to N found states; its counts in the level are reset. */
  beginAgain(newStatesMax: number): void {
    this.newAgainMax = newStatesMax;
    this.beginLevel(this.depth);
  }

  /**
   * Executes the command, for at most N transitions. True if it is finished, or if all workers must halt;
   * then `publish` and wait for the next command.
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

  /** Publishes its counts in this level so far. */
  publish(): void {
    const { tally } = this;
    tally.clear();
    this.publishCounts();
    for (const claims of [...this.earlierClaims, this.claims]) tally.addClaims(claims);
    tally.addClaims(this.stateClaims);
    // Afterwards they are where settling has put them.
    if (this.control[Word.command] !== Command.settle) this.found.publish();
  }

  /** Only the counts, while it continues. */
  publishCounts(): void {
    const { tally } = this;
    this.table.flush();
    tally.setCount(Count.transitions, this.transitions);
    tally.setCount(Count.steps, this.steps);
    tally.setCount(Count.finished, this.finished);
    tally.setCount(Count.cut, this.cutCount);
  }

  private beginLevel(depth: number): void {
    const { invariants, goals } = this.request;
    this.depth = depth;
    this.claims = new Claims(invariants, goals);
    this.earlierClaims = [];
    this.stateClaims = new Claims(invariants, []);
    this.transitions = 0;
    this.steps = 0;
    this.finished = 0;
    this.cutCount = 0;
    this.isLoaded = false;
    this.isHolding = false;
    this.found.beginLevel();
    this.reader.begin();
  }

  /** The next state of its share is loaded; false if there is none, or if all workers must halt. */
  private loadNext(): boolean {
    const { reader, control } = this;
    if (Atomics.load(control, Word.halt) !== 0) return false;
    if (!reader.isInChunk) {
      const { chunk } = reader;
      if (Atomics.load(control, Word.pausing) !== 0 || !reader.takeChunk()) return false;
      if (reader.chunk < chunk) this.goBack();
      this.found.beginChunk(reader.chunk);
    }
    reader.take();
    this.links.set(reader.index, reader.parent, reader.ordinal);
    this.atHand.load(reader.states, reader.offset, reader.low, reader.high);
    this.ordinal = 0;
    this.isLoaded = true;
    return true;
  }

  private goBack(): void {
    const { invariants, goals } = this.request;
    this.earlierClaims.push(this.claims);
    this.claims = new Claims(invariants, goals);
  }

  private expand(transitionsMax: number, isAgain: boolean): boolean {
    const { system } = this;
    const { outcome } = system;
    for (let left = transitionsMax; left > 0; left--) {
      if (!this.isHolding) {
        if (!this.isLoaded && !this.loadNext()) return true;
        if (!system.next()) {
          if (!this.judgeDeadlock(this.ordinal === 0)) return true;
          this.finished++;
          this.isLoaded = false;
          continue;
        }
        const goesOn = this.judge();
        if (isAgain && !goesOn) return true;
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

  /** States at the depth limit: only whether they have a transition at all is within the limit. */
  private cut(statesMax: number): boolean {
    for (let left = statesMax; left > 0; left--) {
      if (!this.loadNext()) return true;
      const isCut = this.system.next();
      if (!this.judgeDeadlock(!isCut)) return true;
      if (isCut) this.cutCount++;
      else this.finished++;
      this.isLoaded = false;
    }
    return false;
  }

  /** False if the search must stop at this state. */
  private judgeDeadlock(hasNoTransition: boolean): boolean {
    const { steps, index } = this.reader;
    const stuck = hasNoTransition && !this.system.mayStop();
    const violated = this.claims.judgeDeadlock(stuck, this.depth, steps, index);
    return !violated || this.goesOnAfterViolation();
  }

  /** Counts and judges the current transition; false if the search must stop at it. */
  private judge(): boolean {
    const { claims, reader } = this;
    const { steps, occasions, facts } = this.system.outcome;
    this.transitions++;
    this.steps += steps;
    if (occasions !== 0) claims.judge(occasions);
    if ((facts & claims.watchedFacts) === 0 || !claims.watches(facts)) return true;
    claims.note(facts, this.depth + 1, reader.steps + steps, reader.index, this.ordinal);
    return this.goesOnAfterViolation();
  }

  /** True if the search continues anyway. */
  private goesOnAfterViolation(): boolean {
    if (!this.request.stopAtFirst) return true;
    this.endedAgain = 'violation';
    return this.halt(Halt.order);
  }

  private halt(reason: number): false {
    Atomics.or(this.control, Word.halt, reason);
    return false;
  }

  /** False if there is no room: it must be stored again. */
  private store(): boolean {
    const { reader, system, atHand, found, table } = this;
    const { outcome } = system;
    const { low, high } = atHand.fingerprintOf(outcome.successor);
    const claim = table.claim(low, high, rankOf(reader.index));
    if (claim === Claim.known) return true;
    if (claim === Claim.refused) return false;
    if (claim === Claim.improved) found.noteOvertaken(table.parentBefore);
    const facts = (system.successorFacts?.() ?? 0) & this.claims.watchedFacts;
    if (this.request.stopAtFirst && facts !== 0) this.halt(Halt.order);
    atHand.take(outcome.successor);
    const steps = reader.steps + outcome.steps;
    const { words } = atHand;
    const isKept = found.push(reader.index, this.ordinal, steps, low, high, facts, words);
    // The search ends here: that the state cannot be claimed again is harmless.
    return isKept || this.halt(Halt.memory);
  }

  /** As `store`, for a repeated level in which the search ends. */
  private storeAgain(): boolean {
    const { reader, system, control } = this;
    const { low, high } = this.atHand.fingerprintOf(system.outcome.successor);
    const claim = this.table.claimAgain(low, high, control[Word.levelStart]);
    if (claim === Claim.known) return true;
    if (claim === Claim.refused) return false;
    if (this.newAgain === this.newAgainMax) {
      this.endedAgain = 'states';
      return this.halt(Halt.order);
    }
    this.newAgain++;
    const facts = system.successorFacts?.() ?? 0;
    if ((facts & this.claims.watchedFacts) === 0) return true;
    const steps = reader.steps + system.outcome.steps;
    this.stateClaims.note(facts, this.depth + 1, steps, reader.index, this.ordinal);
    return this.goesOnAfterViolation();
  }

  private settle(): void {
    this.found.settle((facts, steps, parent, ordinal) =>
      this.stateClaims.note(facts, this.depth + 1, steps, parent, ordinal),
    );
  }
}
