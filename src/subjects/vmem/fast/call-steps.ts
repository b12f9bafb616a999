/** Framing steps: calls and returns of entry points, the mutex, the flush. */

import { Fact, Occasion } from '../../../invariants/facts.ts';
import type { StepObservation } from '../../../model/program/observation.ts';
import type { StateBytes } from '../../../model/state/state-bytes.ts';
import type { Scope } from '../environment/scope.ts';
import { CallKind, Lock } from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import type { StepCompiler } from './compile-step.ts';
import type { Guards } from './guards.ts';
import { EntryByte, Flag, type VectorLayout } from './layout.ts';
import type { RestCheck } from './rest-check.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord } from './step-words.ts';
import type { VectorParts } from './table-steps.ts';
import { failureOf, type ThreadFrame } from './thread-frame.ts';

const { classMask, none, cached, freedCached, clearedTable, held, clearedBefore } = EntryByte;

/** Locks that a call takes and releases itself; its caller may hold others. */
const locksOfCalls = [Lock.vmemMutex, Lock.cpa] as const;

export class CallSteps {
  private readonly layout: VectorLayout;
  private readonly trie: StepTrie;
  private readonly state: StateBytes;
  private readonly seen: StepObservation;
  private readonly guards: Guards;
  private readonly compiler: StepCompiler;
  private readonly rest: RestCheck;
  private readonly own: ThreadFrame;
  private readonly isSingleThreaded: boolean;
  private readonly threadCount: number;

  constructor(scope: Scope, parts: VectorParts, compiler: StepCompiler, rest: RestCheck) {
    this.layout = parts.layout;
    this.trie = parts.trie;
    this.state = parts.state;
    this.seen = parts.seen;
    this.guards = parts.guards;
    this.compiler = compiler;
    this.own = parts.own;
    this.threadCount = scope.threads?.length ?? 1;
    this.isSingleThreaded = scope.threads === undefined;
    this.rest = rest;
  }

  /** Takes a free lock, or, without other threads, perhaps its own. */
  lock(lock: number): void {
    if (this.state.bytes[this.layout.at.mutex + lock] === this.own.lockTag) {
      this.seen.fail(Fact.lockTakenTwice);
      return;
    }
    this.state.write(this.layout.at.mutex + lock, this.own.lockTag);
    if (lock === Lock.vmemMutex) this.state.write(this.own.tookMutex, 1);
  }

  flush(index: number): void {
    const { state } = this;
    const { bytes } = state;
    const { flags } = this.layout.at;
    if ((bytes[flags] & (Flag.cleared | Flag.reusePending)) === 0) return;
    if ((bytes[flags] & Flag.cleared) !== 0) this.seen.occasions |= Occasion.flushedCleared;
    state.write(flags, bytes[flags] & ~(Flag.cleared | Flag.reusePending));
    const range = this.compiler.flushes[index];
    const { entryCount } = this.layout;
    for (let entry = 0; entry < entryCount; entry++) {
      this.seen.facts |= this.flushEntry(entry, range);
    }
  }

  /** Applies the flush of a range to an entry; returns facts. */
  flushEntry(entry: number, range: Range): number {
    const { state } = this;
    const value = state.bytes[entry];
    if ((value & (cached | freedCached)) === 0) return 0;
    if ((value & classMask) !== none) {
      state.write(entry, value & (classMask | cached));
      return (value & clearedBefore) === 0 ? 0 : this.missed(entry, value, range);
    }
    state.write(entry, (value & held) === 0 ? none : value & (held | clearedTable));
    return this.missed(entry, value, range);
  }

  /** The facts of a cleared entry outside the range of the flush. */
  private missed(entry: number, value: number, { start, end }: Range): number {
    const { entryStart, entryLevel, machine } = this.layout;
    const first = entryStart[entry];
    const last = first + machine.geometry.span[entryLevel[entry]];
    if (first >= start && last <= end) return 0;
    return (value & clearedTable) === 0 ? Fact.flushMissedLeaf : Fact.flushMissedTable;
  }

  unlock(lock: number): void {
    if (this.state.bytes[this.layout.at.mutex + lock] !== this.own.lockTag) {
      this.seen.fail(Fact.lockNotHeld);
      return;
    }
    this.state.write(this.layout.at.mutex + lock, 0);
    if (lock === Lock.vmemMutex) this.noteUnlocked();
  }

  /** The mutex was released, or a call that never took it has returned. */
  private noteUnlocked(): void {
    const flags = this.state.bytes[this.layout.at.flags];
    this.seen.occasions |= Occasion.unlocked;
    if ((flags & Flag.cleared) !== 0) this.seen.facts |= Fact.unlockedBeforeFlush;
  }

  call(node: number): void {
    const { state, trie, own } = this;
    this.guards.clearBits(node);
    state.write(own.inCall, 1);
    state.write(own.tookMutex, 0);
    state.write(own.failedInCall, 0);
    state.write(own.blockFailedInCall, 0);
    const snapshot = trie.word(node, StepWord.snapshot);
    if (this.isSingleThreaded && snapshot >= 0) this.rest.rememberBefore(snapshot);
  }

  return(node: number): void {
    const { state, trie, own } = this;
    const { at } = this.layout;
    const kind = trie.word(node, StepWord.callKind);
    this.seen.occasions |= Occasion.cameToRest;
    state.write(own.inCall, 0);
    if (state.bytes[own.tookMutex] === 0) this.noteUnlocked();
    if (kind !== CallKind.free && kind !== CallKind.remove) {
      if (trie.word(node, StepWord.result) === 0) {
        this.seen.occasions |= Occasion.succeeded;
        if (!this.rest.isMapped(this.compiler.calls[trie.word(node, StepWord.call)]))
          this.seen.facts |= Fact.falseSuccess;
      } else if (this.isSingleThreaded) {
        // With other threads, their changes cannot be distinguished from changes that were not undone.
        this.seen.occasions |= failureOf(state.bytes[own.failedInCall]);
        if (this.rest.differsFrom(trie.word(node, StepWord.snapshot)))
          this.seen.facts |= Fact.failureNotUndone;
      }
      this.guards.setBits(node);
    } else if (kind === CallKind.remove && !this.guards.isEmpty(node)) {
      this.seen.occasions |= Occasion.memoryUnmapped;
      if (this.guards.hits(node)) this.seen.facts |= Fact.memmapWithoutMemory;
    }
    this.rest.settle();
    if (this.isSingleThreaded || this.noOtherThreadIsInCall()) this.seen.facts |= this.rest.check();
    if (state.bytes[at.tail] !== 0) this.seen.occasions |= Occasion.tailRemembered;
    for (const lock of locksOfCalls) {
      if (state.bytes[at.mutex + lock] === own.lockTag) this.seen.facts |= Fact.lockHeld;
    }
  }

  private noOtherThreadIsInCall(): boolean {
    const { own, state } = this;
    const first = own.blockOf(own.thread);
    const [inCall, heldTables] = [own.inCall - first, own.heldTables - first];
    for (let thread = 0; thread < this.threadCount; thread++) {
      const block = own.blockOf(thread);
      // Outside a call, set_memory_*() holds the table of a split.
      if (state.bytes[block + inCall] !== 0 || state.bytes[block + heldTables] !== 0) return false;
    }
    return true;
  }
}
