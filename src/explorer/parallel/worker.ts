/** One worker of a parallel search: it does its share of each level, and can halt at any transition. */
import { ModelError } from '../../errors.ts';
import type { Goal, Invariant } from '../../invariants/invariant.ts';
import {
  type Fingerprint64,
  isReversible,
  type ReversibleSystem,
  type System,
} from '../../model/system.ts';
import { Claims } from '../claims.ts';
import { Fingerprint } from '../fingerprint.ts';
import { LevelReader } from './level-reader.ts';
import { RecordField, Records } from './records.ts';
import { Segments } from './segments.ts';
import { SharedBudget } from './shared-budget.ts';
import { SharedLinks } from './shared-links.ts';
import { Command, Halt, type SharedMemory, Word } from './shared-memory.ts';
import { Claim, rankOf, SharedTable } from './shared-table.ts';
import { Count, Tally } from './tally.ts';

/** What every worker must be told alike. */
export interface WorkerRequest {
  /** Its own; all systems of a search are built alike. */
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
  /** What it counted in this level. */
  readonly tally: Tally;
  private readonly request: WorkerRequest;
  private readonly system: System;
  /** The same system, if it keeps fingerprints. */
  private readonly reversible: ReversibleSystem | undefined;
  private readonly ownFingerprint = new Fingerprint();
  private readonly fingerprint: Fingerprint64;
  private readonly records: readonly (readonly Records[])[];
  private readonly segments: readonly Segments[];
  private readonly reader: LevelReader;
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  /** Of the transitions of this level, and of the states that they found. */
  private claims: Claims;
  private stateClaims: Claims;
  /** The chunks it took, and where in its records each begins. */
  private chunks: number[] = [];
  private chunkStarts: number[] = [];
  private depth = -1;
  private transitions = 0;
  private steps = 0;
  private finished = 0;
  private cutCount = 0;
  private isLoaded = false;
  /** The transition at hand is counted and judged, its successor not yet stored. */
  private isHolding = false;
  private ordinal = 0;
  // Of a level that is gone through again: states found, how many there may be, and what ended it.
  newAgain = 0;
  endedAgain: 'violation' | 'states' | undefined = undefined;
  private newAgainMax = 0;

  constructor(memory: SharedMemory, index: number, request: WorkerRequest) {
    const { system, invariants, goals } = request;
    const wordCount = Math.ceil(system.stateLength / 4);
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
    this.reversible = isReversible(system) ? system : undefined;
    this.fingerprint = this.reversible?.fingerprint ?? this.ownFingerprint;
    this.records = memory.records.map((sides) =>
      sides.map((buffer) => new Records(buffer, wordCount, this.budget)),
    );
    this.segments = memory.segments.map((buffer) => new Segments(buffer));
    this.reader = new LevelReader(memory, this.control, this.records);
    this.words = new Int32Array(wordCount);
    this.bytes = new Uint8Array(this.words.buffer, 0, system.stateLength);
    this.claims = new Claims(invariants, goals);
    this.stateClaims = new Claims(invariants, []);
  }

  /** Makes the initial state a level of its own; false if there is no memory for it. */
  storeInitial(parent: number, ordinal: number): boolean {
    const { bytes, reversible, fingerprint } = this;
    this.system.writeInitial(bytes);
    if (reversible === undefined) this.ownFingerprint.take(this.words);
    else reversible.load(bytes, 0);
    const { low, high } = fingerprint;
    this.table.claim(low, high, rankOf(parent));
    this.table.flush();
    const records = this.records[this.index][this.control[Word.side]];
    this.segments[this.control[Word.side]].set(0, this.index, 0, 1);
    return records.push(parent, ordinal, 0, low, high, 0, this.words);
  }

  /** Call it at each command, before `advance`: everybody stands still. */
  begin(): void {
    const depth = this.control[Word.depth];
    this.table.refresh();
    this.links.refresh();
    for (const sides of this.records) for (const records of sides) records.refresh();
    if (depth !== this.depth) this.beginLevel(depth);
  }

  /**
   * Goes through the level again from its first state, alone, and may find so many states in it; what
   * it counted in it is forgotten.
   */
  beginAgain(newStatesMax: number): void {
    this.newAgainMax = newStatesMax;
    this.beginLevel(this.depth);
  }

  /**
   * Does what the command asks, for at most so many transitions. True if that is done, or if everybody
   * must halt; then `publish` and wait for the next command.
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

  /** Tells the leader what it counted in this level so far. */
  publish(): void {
    const { tally } = this;
    tally.clear();
    this.publishCounts();
    tally.addClaims(this.claims);
    tally.addClaims(this.stateClaims);
  }

  /** Only the counts, while it goes on. */
  publishCounts(): void {
    const { tally } = this;
    this.table.flush();
    tally.setCount(Count.transitions, this.transitions);
    tally.setCount(Count.steps, this.steps);
    tally.setCount(Count.finished, this.finished);
    tally.setCount(Count.cut, this.cutCount);
  }

  private get found(): Records {
    return this.records[this.index][1 - this.control[Word.side]];
  }

  private beginLevel(depth: number): void {
    const { invariants, goals } = this.request;
    this.depth = depth;
    this.claims = new Claims(invariants, goals);
    this.stateClaims = new Claims(invariants, []);
    this.chunks = [];
    this.chunkStarts = [];
    this.transitions = 0;
    this.steps = 0;
    this.finished = 0;
    this.cutCount = 0;
    this.isLoaded = false;
    this.isHolding = false;
    this.found.count = 0;
    this.reader.begin();
  }

  /** The next state of its share is loaded; false if there is none, or if everybody must halt. */
  private loadNext(): boolean {
    const { reader, control } = this;
    if (Atomics.load(control, Word.halt) !== 0) return false;
    if (!reader.isInChunk) {
      if (!reader.takeChunk()) return false;
      this.chunks.push(reader.chunk);
      this.chunkStarts.push(this.found.count);
    }
    reader.take();
    this.links.set(reader.index, reader.parent, reader.ordinal);
    if (this.reversible === undefined) this.system.load(reader.states, reader.offset);
    else this.reversible.loadWith(reader.states, reader.offset, reader.low, reader.high);
    this.ordinal = 0;
    this.isLoaded = true;
    return true;
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

  /** False if the search is to stop at this state. */
  private judgeDeadlock(hasNoTransition: boolean): boolean {
    const { steps, index } = this.reader;
    const stuck = hasNoTransition && !this.system.mayStop();
    const violated = this.claims.judgeDeadlock(stuck, this.depth, steps, index);
    return !violated || this.goesOnAfterViolation();
  }

  /** Counts and judges the transition at hand; false if the search is to stop at it. */
  private judge(): boolean {
    const { claims, reader } = this;
    const { steps, occasions, facts } = this.system.outcome;
    this.transitions++;
    this.steps += steps;
    if (occasions !== 0) claims.judge(occasions);
    if ((facts & claims.watchedFacts) === 0) return true;
    claims.note(facts, this.depth + 1, reader.steps + steps, reader.index, this.ordinal);
    return this.goesOnAfterViolation();
  }

  /** True if the search goes on all the same. */
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
    const { reader, system } = this;
    const { low, high } = this.fingerprintOf(system.outcome.successor);
    const claim = this.table.claim(low, high, rankOf(reader.index));
    if (claim === Claim.known) return true;
    if (claim === Claim.refused) return false;
    const facts = system.successorFacts?.() ?? 0;
    if (this.request.stopAtFirst && (facts & this.claims.watchedFacts) !== 0) this.halt(Halt.order);
    this.bytes.set(system.outcome.successor);
    const steps = reader.steps + system.outcome.steps;
    const isKept = this.found.push(reader.index, this.ordinal, steps, low, high, facts, this.words);
    // The search ends here: that the state cannot be claimed once more does no harm.
    return isKept || this.halt(Halt.memory);
  }

  /** As `store`, where the level was gone through before, and the search ends in it. */
  private storeAgain(): boolean {
    const { reader, system, control } = this;
    const { low, high } = this.fingerprintOf(system.outcome.successor);
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

  private fingerprintOf(successor: Uint8Array): Fingerprint64 {
    if (successor.length !== this.bytes.length) {
      throw new ModelError(
        `a successor has ${successor.length} bytes, a state ${this.bytes.length}`,
      );
    }
    if (this.reversible === undefined) {
      this.bytes.set(successor);
      this.ownFingerprint.take(this.words);
    }
    return this.fingerprint;
  }

  /** Of the states it found, those whose way comes first stay; they are states of the next level. */
  private settle(): void {
    const { found, claims, stateClaims } = this;
    const segments = this.segments[1 - this.control[Word.side]];
    let kept = 0;
    for (let number = 0; number < this.chunks.length; number++) {
      const start = this.chunkStarts[number];
      const end = this.chunkStarts[number + 1] ?? found.count;
      const first = kept;
      for (let record = start; record < end; record++) {
        const at = found.startOf(record);
        const { words } = found;
        const parent = words[at + RecordField.parent];
        const low = words[at + RecordField.low];
        const high = words[at + RecordField.high];
        if (this.table.rankHeld(low, high) !== rankOf(parent)) continue;
        const facts = words[at + RecordField.facts];
        if ((facts & claims.watchedFacts) !== 0) {
          const steps = words[at + RecordField.steps];
          const ordinal = words[at + RecordField.ordinal];
          stateClaims.note(facts, this.depth + 1, steps, parent, ordinal);
        }
        if (record !== kept) found.move(record, kept);
        kept++;
      }
      segments.set(this.chunks[number], this.index, first, kept - first);
    }
    found.count = kept;
  }
}
