/** Steps around a walk: calls and returns, locks, the flush, counters, the remembered tail. */
import { Fact, Occasion } from '../../../../invariants/facts.ts';
import { CallKind, Lock } from '../../kernel/request.ts';
import type { Range } from '../../machine/description.ts';
import { EntryByte, Flag } from '../layout.ts';
import { StepWord } from '../step-words.ts';
import { failureOf } from '../thread-frame.ts';
import { EntryCode } from './entry-code.ts';
import { unusual } from './registers.ts';

const { classMask, cached } = EntryByte;
const lost = Flag.tableLost | Flag.memmapLost | Flag.countersWrong;

export class CallCode extends EntryCode {
  /**
   * By position of a call in its operation: the number of writes logged before it; -1 if the machine
   * executed it.
   */
  private readonly loggedBefore: number[] = [];

  /** The machine executed the calls of the operation. */
  forgetCalls(): void {
    this.loggedBefore.fill(-1);
  }

  protected lock(at: number): number {
    const { own, field } = this;
    const lock = this.records[at + StepWord.lock];
    if (this.bytes[field.mutex + lock] === own.lockTag) return unusual;
    this.change(field.mutex + lock, own.lockTag);
    if (lock === Lock.vmemMutex) this.change(own.tookMutex, 1);
    return 0;
  }

  protected unlock(at: number): number {
    const { own, field } = this;
    const lock = this.records[at + StepWord.lock];
    if (this.bytes[field.mutex + lock] !== own.lockTag) return unusual;
    this.write(field.mutex + lock, 0);
    if (lock === Lock.vmemMutex) this.noteUnlocked();
    return 0;
  }

  private noteUnlocked(): void {
    this.occasions |= Occasion.unlocked;
    if ((this.bytes[this.field.flags] & Flag.cleared) !== 0) this.facts |= Fact.unlockedBeforeFlush;
  }

  protected flush(at: number): number {
    const { bytes, field } = this;
    const flags = bytes[field.flags];
    if ((flags & (Flag.cleared | Flag.reusePending)) === 0) return 0;
    if ((flags & Flag.cleared) !== 0) this.occasions |= Occasion.flushedCleared;
    this.write(field.flags, flags & ~(Flag.cleared | Flag.reusePending));
    this.state.logged = this.logged;
    this.flushEntries(this.compiler.flushes[this.records[at + StepWord.flush]]);
    this.logged = this.state.logged;
    return 0;
  }

  /** Tests four entries at a time. */
  private flushEntries(range: Range): void {
    const { words, bytes } = this.state;
    const { entryCount } = this.layout;
    for (let entry = 0; entry < entryCount; entry += 4) {
      const word = words[entry >> 2];
      const isNone = ~((word & 0x07070707) + 0x07070707);
      // Only classes, and no empty entry is in a TLB.
      if (((word & 0xf0f0f0f0) | (word & isNone & 0x08080808)) === 0) continue;
      const end = Math.min(entry + 4, entryCount);
      for (let one = entry; one < end; one++) {
        const value = bytes[one];
        if ((value & ~(classMask | cached)) === 0 && value !== cached) continue;
        this.facts |= this.machine.calls.flushEntry(one, range);
      }
    }
  }

  protected count(at: number): number {
    const drift = this.own.counterDrift + this.records[at + StepWord.level];
    this.change(drift, (this.bytes[drift] - this.records[at + StepWord.delta]) & 0xff);
    this.occasions |= Occasion.counted;
    return 0;
  }

  protected tailIs(at: number): number {
    if (this.bytes[this.field.tail] !== this.records[at + StepWord.tail]) return 0;
    this.occasions |= Occasion.tailContinued;
    return 1;
  }

  protected testUnused(at: number): number {
    const { records } = this;
    const answer = this.machine.memmap.isUnused(
      records[at + StepWord.page],
      records[at + StepWord.pmd],
      records[at + StepWord.contentMask],
    );
    if (answer < 0) return unusual;
    this.occasions |= Occasion.memmapAccessed;
    this.occasions |= answer === 1 ? Occasion.blockFoundUnused : Occasion.blockSurvived;
    return answer;
  }

  protected call(at: number): number {
    const { bytes, records, own } = this;
    const { guards } = this.compiler;
    const end = records[at + StepWord.guardEnd];
    for (let guard = records[at + StepWord.guardStart]; guard < end; guard += 2) {
      this.change(guards[guard], bytes[guards[guard]] & ~guards[guard + 1]);
    }
    this.change(own.inCall, 1);
    this.change(own.tookMutex, 0);
    this.change(own.failedInCall, 0);
    this.change(own.blockFailedInCall, 0);
    const place = records[at + StepWord.snapshot];
    if (place >= 0) this.loggedBefore[place] = this.logged;
    return 0;
  }

  protected return(at: number): number {
    const { bytes, records, own, field, masks } = this;
    const kind = records[at + StepWord.callKind];
    const maps = kind !== CallKind.free && kind !== CallKind.remove;
    const isFailed = maps && records[at + StepWord.result] !== 0;
    if (isFailed) this.rememberCall(records[at + StepWord.snapshot]);
    else if (maps && records[at + StepWord.units] === 0) return unusual;
    const drift = own.counterDrift;
    const isLost = bytes[own.heldTables] | bytes[own.heldMemmap];
    if ((isLost | bytes[drift] | bytes[drift + 1] | bytes[drift + 2]) !== 0) return unusual;
    if (!masks.update(bytes, this.log, this.logged)) return unusual;
    this.occasions |= Occasion.cameToRest;
    this.write(own.inCall, 0);
    if (bytes[own.tookMutex] === 0) this.noteUnlocked();
    if (isFailed) this.failed(at);
    else if (maps) this.mapped(at, kind === CallKind.populate);
    else if (kind === CallKind.remove) this.removed(at);
    this.facts |= masks.facts(bytes);
    const tail = bytes[field.tail];
    if (tail !== 0) this.occasions |= Occasion.tailRemembered;
    if ((tail | (bytes[field.flags] & lost)) !== 0) this.facts |= this.machine.rest.judgeRest();
    const isHeld =
      bytes[field.mutex + Lock.vmemMutex] === own.lockTag ||
      bytes[field.mutex + Lock.cpa] === own.lockTag;
    if (isHeld) this.facts |= Fact.lockHeld;
    return 0;
  }

  /** The call that maps a range returned 0. */
  private mapped(at: number, isMemmap: boolean): void {
    const { bytes, records, masks } = this;
    const { guards } = this.compiler;
    this.occasions |= Occasion.succeeded;
    if (masks.isUnmapped(records[at + StepWord.units], isMemmap)) this.facts |= Fact.falseSuccess;
    const end = records[at + StepWord.guardEnd];
    for (let guard = records[at + StepWord.guardStart]; guard < end; guard += 2) {
      this.change(guards[guard], bytes[guards[guard]] | guards[guard + 1]);
    }
  }

  private failed(at: number): void {
    this.occasions |= failureOf(this.bytes[this.own.failedInCall]);
    const place = this.records[at + StepWord.snapshot];
    if (this.machine.rest.differsFrom(place)) this.facts |= Fact.failureNotUndone;
  }

  private removed(at: number): void {
    if (this.records[at + StepWord.guardStart] === this.records[at + StepWord.guardEnd]) return;
    this.occasions |= Occasion.memoryUnmapped;
    if (this.isHit(at)) this.facts |= Fact.memmapWithoutMemory;
  }

  /** Passes the state before a failed call to the machine. */
  private rememberCall(place: number): void {
    const logged = this.loggedBefore[place] ?? -1;
    if (logged < 0) return;
    this.state.logged = this.logged;
    this.state.undoIn(this.machine.rest.rememberBefore(place), logged);
  }
}
