/**
 * Remembers what operations did: one that reads the same bits again does the same again. Exact, because every
 * bit that an operation can depend on was noted when its steps were taken.
 */
import { InputError } from '../../../../errors.ts';
import type { TransitionOutcome } from '../../../../model/program/transition-outcome.ts';
import { byteInWord } from '../../../../model/state/bytes-as-words.ts';
import type { LoggedBytes } from '../../../../model/state/logged-bytes.ts';
import type { Scope } from '../../environment/scope.ts';
import type { StepCompiler } from '../compile-step.ts';
import type { RestMasks } from '../compiled/rest-masks.ts';
import type { VectorLayout } from '../layout.ts';
import type { VectorMachine } from '../machine.ts';
import { bySteps, Outcomes, TransitionWord, unseen } from './outcomes.ts';
import { Recorder } from './recorder.ts';

/** Most bytes of the arrays. */
const rememberedBytesMax = 1 << 26;

/** When to record an operation: it takes much longer than to take its steps. */
export interface Thrift {
  /** The first times in which an operation is not recorded: a small search ends before it pays. */
  readonly notRecorded: number;
  /** How many are recorded then, of all operations, to see if they come again. */
  readonly recordedFirst: number;
  /** The operations that must have been remembered for each that is recorded later. */
  readonly rememberedForOne: number;
  /**
   * The operations that may be neither remembered nor worth recording, besides as many as were remembered. From
   * then on none is looked up.
   */
  readonly missedMax: number;
}
const usual: Thrift = {
  notRecorded: 128,
  recordedFirst: 32,
  rememberedForOne: 40,
  missedMax: 4096,
};

export class RememberedOperations {
  /** Which transition of its operation is the current one. */
  index = 0;
  private readonly layout: VectorLayout;
  private readonly machine: VectorMachine;
  private readonly state: LoggedBytes;
  private readonly masks: RestMasks;
  private readonly outcome: TransitionOutcome;
  private readonly recorder: Recorder;
  private readonly outcomes: Outcomes;
  private readonly thrift: Thrift;
  /** By operation: how often it was not recorded at first. */
  private readonly runs: Int32Array;
  /** What recording may cost, in operations remembered. */
  private credit: number;
  /** The bytes of the last word of the entries that are entries. */
  private readonly lastEntries: number;
  /** How many more may be missed. */
  private missesLeft: number;
  /** In the loaded state: whether operations of it are remembered, and what is wrong in it already. */
  private isUsable = false;
  private lost = 0;
  private residue = 0;
  /** The current transition. */
  private at = 0;

  constructor(
    scope: Scope,
    machine: VectorMachine,
    state: LoggedBytes,
    compiler: StepCompiler,
    masks: RestMasks,
    outcome: TransitionOutcome,
    thrift: Thrift = usual,
  ) {
    this.layout = machine.layout;
    this.machine = machine;
    this.state = state;
    this.masks = masks;
    this.outcome = outcome;
    this.recorder = new Recorder(scope, machine, state, compiler, masks);
    const { length } = scope.operations;
    this.outcomes = new Outcomes(length);
    this.thrift = thrift;
    this.credit = thrift.recordedFirst * thrift.rememberedForOne;
    this.missesLeft = thrift.missedMax;
    this.runs = new Int32Array(length);
    this.lastEntries = [0, 1, 2]
      .slice(0, this.layout.entryCount & 3)
      .reduce((mask, place) => mask | byteInWord(place, 0xff), 0);
  }

  /** Another state is loaded. */
  loaded(): void {
    const { masks, state, machine } = this;
    const { bytes, log } = state;
    this.isUsable =
      this.missesLeft > 0 &&
      !machine.memmap.fresh.isOfSet &&
      this.isAtRest() &&
      masks.update(bytes, log, 0) &&
      masks.tableFacts() === 0;
    if (!this.isUsable) return;
    const live = masks.live(bytes);
    this.lost = masks.lost(live);
    this.residue = masks.residue(live);
  }

  /** Takes the first transition of an operation if it is remembered, or is worth remembering. */
  start(operation: number): boolean {
    if (!this.isUsable) return false;
    const { outcomes, state } = this;
    let leaf = outcomes.find(operation, state.bytes);
    if (leaf === unseen) {
      if (!this.mayRecord(operation)) return false;
      leaf = this.record(operation);
    }
    if (leaf === bySteps) return false;
    this.credit++;
    this.missesLeft++;
    this.index = 0;
    this.at = leaf + 1;
    this.apply();
    return true;
  }

  /** Takes the next transition of the operation instead of the current one; false if there is none. */
  next(): boolean {
    const { leaves } = this.outcomes;
    if (leaves[this.at - 1] === 1) return false;
    this.at += TransitionWord.writes + 2 + leaves[this.at + TransitionWord.writes];
    this.index++;
    this.apply();
    return true;
  }

  /** Takes the current transition again, from the loaded state. */
  apply(): void {
    const { outcome, state, at } = this;
    const { leaves } = this.outcomes;
    const lost = this.lost & leaves[at + TransitionWord.lostKept];
    const residue = this.residue & leaves[at + TransitionWord.residueKept];
    outcome.facts = leaves[at + TransitionWord.facts];
    if ((lost | residue) !== 0) outcome.facts |= this.masks.unitFacts(lost, residue);
    outcome.occasions = leaves[at + TransitionWord.occasions];
    outcome.steps = leaves[at + TransitionWord.steps];
    outcome.ends = leaves[at + TransitionWord.ends] !== 0;
    const first = at + TransitionWord.writes + 1;
    const count = leaves[first - 1];
    state.reserve(count);
    const { bytes, log } = state;
    let { logged } = state;
    for (let write = first; write < first + count; write++) {
      const word = leaves[write];
      const index = word >> 16;
      const old = bytes[index];
      log[logged++] = (index << 8) | old;
      bytes[index] = (old & ~(word >> 8)) | (word & 0xff);
    }
    state.logged = logged;
  }

  private mayRecord(operation: number): boolean {
    const { runs } = this;
    const { notRecorded, rememberedForOne } = this.thrift;
    if (runs[operation] < notRecorded) {
      runs[operation]++;
      return false;
    }
    if (this.credit < rememberedForOne) {
      this.missesLeft--;
      return false;
    }
    this.credit -= rememberedForOne;
    return true;
  }

  private record(operation: number): number {
    const { outcomes, recorder } = this;
    if (outcomes.byteLength > rememberedBytesMax) return bySteps;
    try {
      const transitions = recorder.record(this.machine.trie.root(operation));
      return outcomes.add(operation, recorder.known.tests, transitions);
    } catch (error) {
      // A later transition leaves the scope: the search reports that when it takes it.
      if (error instanceof InputError) return bySteps;
      throw error;
    }
  }

  /** The class of every entry determines its other bits: nothing is freed, cleared or held. */
  private isAtRest(): boolean {
    const { words } = this.state;
    const { entryCount } = this.layout;
    const last = entryCount >> 2;
    let wrong = 0;
    for (let at = 0; at < last; at++) wrong |= inTransit(words[at]);
    return (wrong | inTransit(words[last] & this.lastEntries)) === 0;
  }
}

/** Bits of four entries: freed, cleared, held, and in a TLB without being mapped or the other way round. */
function inTransit(word: number): number {
  const isMapped = (word & 0x07070707) + 0x07070707;
  return (word & 0xf4f4f4f4) | ((word ^ isMapped) & 0x08080808);
}
