/**
 * The fast machine: executes compiled steps on the flat state and observes facts.
 *
 * The hot loop of the search. It computes the same as the plain machine, but on bytes and bits; a
 * test runs both on the same operations and compares facts, results and states.
 */

import { faultFacts, Occasion } from '../../../invariants/facts.ts';
import { StepObservation } from '../../../model/program/observation.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { faultNames, Op } from '../kernel/request.ts';
import { CallSteps } from './call-steps.ts';
import type { StepCompiler } from './compile-step.ts';
import { FreeSteps } from './free-steps.ts';
import { Guards } from './guards.ts';
import type { VectorLayout } from './layout.ts';
import { MarkSteps } from './mark-steps.ts';
import { MemmapBytes } from './memmap-bytes.ts';
import { Origins } from './origins.ts';
import { ReaderSteps } from './reader-steps.ts';
import { replaceLeafEntry } from './replace-leaf.ts';
import { RestCheck } from './rest-check.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord } from './step-words.ts';
import { TableSteps } from './table-steps.ts';
import { ThreadFrame } from './thread-frame.ts';
import { UsedEntries } from './used-entries.ts';

export class VectorMachine {
  readonly seen = new StepObservation();
  readonly layout: VectorLayout;
  /** The thread whose steps are taken. */
  readonly own: ThreadFrame;
  readonly state: StateBytes;
  readonly trie: StepTrie;
  readonly memmap: MemmapBytes;
  readonly origins: Origins;
  private readonly tables: TableSteps;
  private readonly frees: FreeSteps;
  private readonly marks: MarkSteps;
  readonly calls: CallSteps;
  readonly rest: RestCheck;
  private readonly readers: ReaderSteps;
  private readonly used: UsedEntries;

  constructor(
    scope: Scope,
    layout: VectorLayout,
    trie: StepTrie,
    compiler: StepCompiler,
    state: StateBytes,
    { isBoot = false } = {},
  ) {
    this.layout = layout;
    this.state = state;
    this.trie = trie;
    this.own = new ThreadFrame(layout.at.own);
    this.memmap = new MemmapBytes(scope, layout, state);
    const guards = new Guards(trie, compiler, state);
    const { own } = this;
    this.origins = new Origins(scope, layout, state, isBoot);
    const { seen, memmap, origins } = this;
    const parts = { layout, trie, state, seen, guards, memmap, own, origins };
    this.tables = new TableSteps(scope, parts);
    this.frees = new FreeSteps(scope, parts);
    this.marks = new MarkSteps(scope, parts);
    this.readers = new ReaderSteps(parts);
    this.rest = new RestCheck(scope, parts);
    this.calls = new CallSteps(scope, parts, compiler, this.rest);
    this.used = new UsedEntries(layout, state.bytes);
  }

  /** Initialises the scratch after the state bytes were replaced. */
  loaded(): void {
    this.state.bytes.fill(0, this.layout.at.stateLength);
    this.used.count();
  }

  /** The number of ways in which the allocation of `node` can succeed now: each possible content. */
  contentOptions(node: number): number {
    return this.tables.contentOptions(node);
  }

  /** True if one more allocation of this operation may fail. */
  mayFail(): boolean {
    return this.tables.mayFail();
  }

  /** The content for `choice`, as listed by the last `contentOptions`. */
  contentAt(choice: number): number {
    return this.memmap.fresh.contents[choice];
  }

  /** Executes the step of `node` and returns its code. `choice` matters for allocations only. */
  step(node: number, choice: number): number {
    const { trie, tables } = this;
    switch (trie.op[node]) {
      case Op.read:
        return tables.read(trie.word(node, StepWord.entry));
      case Op.follow:
        return tables.follow(trie.word(node, StepWord.entry));
      case Op.scanTable:
        return this.state.bytes[trie.word(node, StepWord.used)] === 0 ? 1 : 0;
      case Op.setIdentity:
      case Op.setMemmap:
      case Op.setTable:
        return tables.set(node);
      case Op.clear:
        return tables.clear(node);
      case Op.replaceLeaf:
        tables.noteWrite();
        return replaceLeafEntry(this, node);
      case Op.alloc:
        return tables.alloc(node, choice);
      case Op.freeMemmap:
        return this.frees.freeMemmap(node);
      case Op.freeTable:
        return this.frees.freeTable(node);
      case Op.freeHeld:
        return this.frees.freeHeld(node);
      case Op.call:
      case Op.return:
      case Op.lock:
      case Op.unlock:
      case Op.flush:
      case Op.count:
      case Op.warn:
      case Op.fault:
        this.frame(node);
        return 0;
      case Op.readEntry:
      case Op.rewriteLeaf:
      case Op.isOnline:
      case Op.touchMemmap:
      case Op.takeFrame:
        return this.readers.step(node);
      default:
        return this.marks.step(node);
    }
  }

  /** Executes the steps around the walk. */
  private frame(node: number): void {
    const { trie, state, calls } = this;
    switch (trie.op[node]) {
      case Op.call:
        calls.call(node);
        return;
      case Op.return:
        calls.return(node);
        return;
      case Op.lock:
        calls.lock(trie.word(node, StepWord.lock));
        return;
      case Op.unlock:
        calls.unlock(trie.word(node, StepWord.lock));
        return;
      case Op.flush:
        calls.flush(trie.word(node, StepWord.flush));
        return;
      case Op.count: {
        const drift = this.own.counterDrift + trie.word(node, StepWord.level);
        state.write(drift, (state.bytes[drift] - trie.word(node, StepWord.delta)) & 0xff);
        this.seen.occasions |= Occasion.counted;
        return;
      }
      case Op.fault:
        this.seen.fail(faultFacts[faultNames[trie.word(node, StepWord.fault)]]);
        return;
      default:
        return;
    }
  }
}
