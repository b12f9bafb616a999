/**
 * Decides which thread may run: enabled operations, threads that wait for a lock, and the remaining
 * preemptions.
 */
import { ModelError } from '../../../errors.ts';
import { opEnd } from '../../../model/program/history-trie.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope, ScopeThread } from '../environment/scope.ts';
import { Op } from '../kernel/request.ts';
import { compileConditions, conditionsHold, conflictsBetween } from './conditions.ts';
import type { VectorLayout } from './layout.ts';
import { afterCalls } from './merged-steps.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord } from './step-words.ts';
import { frameBytes, type ThreadFrame } from './thread-frame.ts';

/** A thread that can run: from its node or, if it is idle (node 0), with an operation of its menu. */
export interface Way {
  readonly thread: number;
  readonly node: number;
  readonly position: number;
}

export class Turns {
  /** By thread: the operations it may start when it is idle. */
  readonly menus: readonly Int32Array[];
  private readonly layout: VectorLayout;
  private readonly trie: StepTrie;
  private readonly state: StateBytes;
  private readonly own: ThreadFrame;
  private readonly threadCount: number;
  private readonly operationsLeft: number;
  private readonly isBounded: boolean;
  /** By operation: when it may start, and the operations of other threads that block it. */
  private readonly conditions: readonly Int32Array[];
  private readonly conflicts: readonly Uint8Array[];

  constructor(
    scope: Scope,
    threads: readonly ScopeThread[],
    layout: VectorLayout,
    trie: StepTrie,
    state: StateBytes,
    own: ThreadFrame,
  ) {
    this.layout = layout;
    this.trie = trie;
    this.state = state;
    this.own = own;
    this.threadCount = threads.length;
    this.operationsLeft = Number.isFinite(scope.config.ops) ? layout.at.operationsLeft : -1;
    this.isBounded = scope.config.preemptions !== Infinity;
    this.conditions = scope.operations.map((it) => compileConditions(layout, scope, it));
    this.conflicts = conflictsBetween(scope.operations);
    this.menus = threads.map(({ menu }) => Int32Array.from(menu));
  }

  /** The node of a thread; 0 if it is idle. */
  nodeOf(thread: number): number {
    const { bytes } = this.state;
    const at = this.own.blockOf(thread);
    return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
  }

  /** Another system may have found the loaded state, with histories that are new to this one. */
  ensureNodes(): void {
    for (let thread = 0; thread < this.threadCount; thread++)
      this.trie.ensureNode(this.nodeOf(thread));
  }

  /**
   * Sets the node of the running thread, or makes it idle and clears its local state. True if it
   * waits there for a lock that it holds itself.
   */
  settleAt(node: number): boolean {
    const { state, own, trie } = this;
    const block = own.blockOf(own.thread);
    if (trie.op[node] === opEnd) {
      for (let index = block; index < block + frameBytes; index++) state.write(index, 0);
      return false;
    }
    if (node >= 1 << 24) throw new ModelError('the programs have more histories than 16 million');
    state.write(block, node & 0xff);
    state.write(block + 1, (node >> 8) & 0xff);
    state.write(block + 2, node >> 16);
    if (trie.op[node] !== Op.lock) return false;
    return state.bytes[this.layout.at.mutex + trie.word(node, StepWord.lock)] === own.lockTag;
  }

  /** All possible next transitions, for a random choice. */
  allWays(): Way[] {
    const ways: Way[] = [];
    for (let thread = 0; thread < this.threadCount; thread++) {
      if (!this.canRun(thread)) continue;
      const node = this.nodeOf(thread);
      const count = node === 0 ? this.menus[thread].length : 1;
      for (let position = 0; position < count; position++) {
        if (this.mayTake(thread, node, position)) ways.push({ thread, node, position });
      }
    }
    return ways;
  }

  /** False if that would exceed the bound on preemptions. */
  canRun(thread: number): boolean {
    if (!this.isBounded) return true;
    const { at } = this.layout;
    const { bytes } = this.state;
    const last = bytes[at.ranLast] - 1;
    if (bytes[at.preemptionsLeft] > 0 || last < 0 || last === thread) return true;
    return !this.couldGoOn(last);
  }

  /** True if the thread is inside an operation and does not wait for a lock. */
  private couldGoOn(thread: number): boolean {
    const node = this.nodeOf(thread);
    return node !== 0 && this.mayTake(thread, node, 0);
  }

  /** True if the thread could take the transition; changes nothing. */
  mayTake(thread: number, node: number, position: number): boolean {
    if (node !== 0) return !this.mustWait(node);
    const operation = this.menus[thread][position];
    return this.mayStart(thread, operation) && !this.mustWait(this.trie.root(operation));
  }

  private mayStart(thread: number, operation: number): boolean {
    const { bytes } = this.state;
    if (this.operationsLeft >= 0 && bytes[this.operationsLeft] === 0) return false;
    if (!conditionsHold(bytes, this.conditions[operation])) return false;
    for (let other = 0; other < this.threadCount; other++) {
      const node = other === thread ? 0 : this.nodeOf(other);
      if (node !== 0 && this.conflicts[operation][this.trie.operationOf[node]] === 1) return false;
    }
    return true;
  }

  /** True if the next step, after the calls merged with it, takes a lock that is held. */
  private mustWait(start: number): boolean {
    const { trie } = this;
    const node = afterCalls(trie, start);
    return (
      trie.op[node] === Op.lock &&
      this.state.bytes[this.layout.at.mutex + trie.word(node, StepWord.lock)] !== 0
    );
  }

  /** Records the running thread. */
  countPreemption(thread: number): void {
    const { at } = this.layout;
    const { state } = this;
    const last = state.bytes[at.ranLast] - 1;
    if (last >= 0 && last !== thread && this.couldGoOn(last)) {
      state.write(at.preemptionsLeft, state.bytes[at.preemptionsLeft] - 1);
    }
    state.write(at.ranLast, thread + 1);
  }
}
