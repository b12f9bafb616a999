/** Steps that frame others: calls and returns of entry points, the mutex, the flush. */
import type { Scope } from '../environment/scope.ts';
import { Fact, Occasion } from '../facts.ts';
import { CallKind } from '../kernel/request.ts';
import type { StepCompiler } from './compile-step.ts';
import type { Guards } from './guards.ts';
import { EntryByte, Flag, type VectorLayout } from './layout.ts';
import type { LoggedBytes } from './logged-bytes.ts';
import type { Observation } from './observation.ts';
import { RestCheck } from './rest-check.ts';
import type { VectorParts } from './table-steps.ts';
import type { HistoryTrie } from './trie.ts';

const { classMask, none, cached, freedCached, clearedTable, held } = EntryByte;

export class CallSteps {
  private readonly layout: VectorLayout;
  private readonly trie: HistoryTrie;
  private readonly state: LoggedBytes;
  private readonly seen: Observation;
  private readonly guards: Guards;
  private readonly compiler: StepCompiler;
  private readonly rest: RestCheck;

  constructor(scope: Scope, parts: VectorParts, compiler: StepCompiler) {
    this.layout = parts.layout;
    this.trie = parts.trie;
    this.state = parts.state;
    this.seen = parts.seen;
    this.guards = parts.guards;
    this.compiler = compiler;
    this.rest = new RestCheck(scope, parts.layout, parts.state, parts.memmap);
  }

  lock(): void {
    this.state.write(this.layout.at.mutex, 1);
    this.state.write(this.layout.at.tookMutex, 1);
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
      const value = bytes[entry];
      if ((value & (cached | freedCached)) === 0) continue;
      if ((value & classMask) !== none) {
        state.write(entry, value & (classMask | cached));
        continue;
      }
      this.noteMissed(entry, range.start, range.end);
      state.write(entry, (value & held) === 0 ? none : value & (held | clearedTable));
    }
  }

  /** A cleared entry whose range the flush does not cover. */
  private noteMissed(entry: number, start: number, end: number): void {
    const { entryStart, entryLevel, machine } = this.layout;
    const first = entryStart[entry];
    const last = first + machine.geometry.span[entryLevel[entry]];
    if (first >= start && last <= end) return;
    const named = (this.state.bytes[entry] & clearedTable) !== 0;
    this.seen.facts |= named ? Fact.flushMissedTable : Fact.flushMissedLeaf;
  }

  unlock(): void {
    const { state } = this;
    const { at } = this.layout;
    state.write(at.mutex, 0);
    this.seen.occasions |= Occasion.unlocked;
    if ((state.bytes[at.flags] & Flag.cleared) !== 0) this.seen.facts |= Fact.unlockedBeforeFlush;
  }

  call(node: number): void {
    const { state, trie } = this;
    const { at } = this.layout;
    this.guards.clearBits(node);
    state.write(at.tookMutex, 0);
    state.write(at.failedInCall, 0);
    state.write(at.blockFailedInCall, 0);
    if (trie.b[node] >= 0) this.rest.rememberBefore(trie.b[node]);
  }

  return(node: number): void {
    const { state, trie } = this;
    const { at } = this.layout;
    const kind = trie.a[node];
    this.seen.occasions |= Occasion.cameToRest;
    if (state.bytes[at.tookMutex] === 0) this.unlock();
    if (kind === CallKind.populate || kind === CallKind.add) {
      if (trie.b[node] === 0) {
        this.seen.occasions |= Occasion.succeeded;
        if (!this.rest.isMapped(this.compiler.calls[trie.d[node]]))
          this.seen.facts |= Fact.falseSuccess;
      } else if (state.bytes[at.failedInCall] === 1) {
        this.seen.occasions |= Occasion.ranOutOfMemory;
        if (this.rest.differsFrom(trie.c[node])) this.seen.facts |= Fact.failureNotUndone;
      }
      this.guards.setBits(node);
    }
    this.seen.facts |= this.rest.check();
    if (state.bytes[at.tail] !== 0) this.seen.occasions |= Occasion.tailRemembered;
  }
}
