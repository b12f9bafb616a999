/**
 * Observes facts and occasions, event by event, as defined in `facts.ts`: slow and literal.
 *
 * It runs alongside any machine that reports events. Its driver marks the start and end of operations
 * and calls, and passes it each request before and each answer after the step; these contain what no
 * event reports (whether an entry was empty, whether a tail was continued).
 */
import { Fact, faultFacts, Occasion } from '../../../invariants/facts.ts';
import {
  type Answer,
  CallKind,
  faultNames,
  Op,
  ReadAnswer,
  type Request,
} from '../kernel/request.ts';
import type { DescribedMemory, Range } from '../machine/description.ts';
import { AllocWhat, EventKind, type EventSink, Target } from '../machine/events.ts';
import { Level } from '../machine/geometry.ts';
import { type Ghost, isMapping } from './ghost.ts';
import type { ReferenceMachine } from './machine.ts';
import { FlushMonitor, type Hook } from './monitor-flushes.ts';
import { imageOf, isUndone, restFacts, when } from './rest-facts.ts';
import { LockMonitor, newCall, type RunningCall, warned } from './running-call.ts';
import { SeenFacts } from './seen-facts.ts';
import { sightingOfFill, sightingOfFree, sightingOfRemoval } from './sightings.ts';
import { type Survey, surveyOf } from './survey.ts';

/** Outside any call: writes of the core, or events injected by a test. */
const noRange: Range = { start: 0, end: 0 };

export class Monitor extends SeenFacts implements EventSink {
  /** False if allocations cannot fail: then the state at each call need not be stored. */
  watchesFailures = true;
  /** True if callers pass ranges that are rejected: then the state at each call is stored. */
  watchesRefusals = false;
  /** The sections that callers add and remove as a whole. */
  sections: readonly DescribedMemory[] = [];
  /** Called when a call returns: false while another thread is in a call, so that nothing is at rest. */
  isQuiet: () => boolean = () => true;
  ghost: Ghost;
  flushes: FlushMonitor;
  private readonly machine: ReferenceMachine;
  private readonly locks = new LockMonitor();
  private call: RunningCall | undefined = undefined;
  private coreWrites = false;
  /** True if the entry about to be set is not empty. */
  private overwrites = false;

  constructor(machine: ReferenceMachine, ghost: Ghost, flushes = new FlushMonitor()) {
    super();
    this.machine = machine;
    this.ghost = ghost;
    this.flushes = flushes;
  }

  /** Clears everything, including state that outlives an operation. */
  reset(): void {
    this.flushes.reset();
    this.beginOperation();
  }

  beginOperation(): void {
    this.facts = 0;
    this.hasFaulted = false;
    this.occasions = 0;
    this.callFacts = 0;
    this.locks.reset();
    this.call = undefined;
    this.coreWrites = false;
    this.overwrites = false;
  }

  /** True between the call and the return of an entry point. */
  get isInCall(): boolean {
    return this.call !== undefined;
  }

  beginCall(kind: CallKind, range: Range): void {
    this.callFacts = 0;
    const live = this.ghost.beginCall(kind, range);
    const keeps = (isMapping(kind) && this.watchesFailures) || this.watchesRefusals;
    const before = keeps ? imageOf(this.machine, surveyOf(this.machine)) : undefined;
    this.call = newCall(kind, range, before, live);
  }

  /** Called when a call returned: the state is at rest. `result` is 0 for calls that return nothing. */
  endCall(result: number): void {
    const { call } = this;
    if (call === undefined) return;
    this.call = undefined;
    this.note(this.locks.atReturn(), true);
    this.ghost.endCall(call.kind, call.range, result);
    if (!call.tookMutex) this.unlocked(true);
    const survey = surveyOf(this.machine);
    if (this.isQuiet()) this.note(restFacts(this.machine, this.ghost, survey), true);
    // At every return, failed or not. An operation without calls (the core writes) never comes to rest.
    if (call.kind === CallKind.remove) {
      this.saw(sightingOfRemoval(this.ghost, call.range, this.sections), true);
    }
    this.occasions |= Occasion.cameToRest | when(this.machine.tail !== 0, Occasion.tailRemembered);
    if (call.refused) this.failed(call, survey, Occasion.refused);
    else if (!isMapping(call.kind)) return;
    else if (result === 0) this.succeeded(call, survey);
    else this.failed(call, survey, call.allocFailed ? Occasion.ranOutOfMemory : Occasion.refused);
  }

  private succeeded({ kind, range }: RunningCall, survey: Survey): void {
    this.occasions |= Occasion.succeeded;
    const mapped = kind === CallKind.populate ? survey.memmapMapped : survey.identityMapped;
    if (!mapped.covers(range.start, range.end)) this.note(Fact.falseSuccess, true);
  }

  /** Facts of a call with a failed allocation or a rejected range. */
  private failed({ before }: RunningCall, survey: Survey, occasion: number): void {
    this.occasions |= occasion;
    if (before === undefined) return;
    const { description } = this.machine;
    if (!isUndone(description, before, imageOf(this.machine, survey))) {
      this.note(Fact.failureNotUndone, true);
    }
  }

  /** Called before the machine answers. */
  asking(request: Request): void {
    this.overwrites = false;
    switch (request.op) {
      case Op.setTable:
      case Op.setIdentity:
      case Op.setMemmap:
        this.overwrites = this.machine.isFilled(request);
        return;
      case Op.replaceLeaf:
        this.overwrites = this.machine.readEntry(request) !== ReadAnswer.leaf;
        return;
      case Op.writeMemmap:
        // Also if it faults before it has written a byte.
        this.coreWrites = true;
        this.occasions |= Occasion.initialised;
        return;
      default:
        return;
    }
  }

  /** Called after the machine answered. */
  answered(request: Request, answer: Answer): void {
    switch (request.op) {
      case Op.lock:
      case Op.unlock:
        this.note(this.locks.changed(request));
        return;
      case Op.fault:
        this.hasFaulted = true;
        this.note(faultFacts[faultNames[request.fault]]);
        return;
      case Op.follow: // Any answer means that the entry pointed to a live table.
        this.occasions |= Occasion.followed;
        return;
      case Op.tailIs: // 1: the populate continues where the tail begins, and will write nothing.
        this.occasions |= when(answer === 1, Occasion.tailContinued);
        return;
      case Op.writeMemmap:
        this.coreWrites = false;
        this.ghost.coreWrote({ start: request.va, end: request.va + request.bytes });
        return;
      default:
        return;
    }
  }

  event(kind: EventKind, a: number, b: number, c: number, d: number): void {
    switch (kind) {
      case EventKind.lock:
        if (this.call !== undefined) this.call.tookMutex = true;
        return;
      case EventKind.unlock:
        // A lock that is not held cannot be released.
        if (this.locks.holdsMutex) this.unlocked(false);
        return;
      case EventKind.alloc:
        this.alloc(a, b);
        return;
      case EventKind.set:
        this.set(a, b, c, d);
        return;
      case EventKind.clear:
        this.clear(a, b, c, d);
        return;
      case EventKind.free:
        this.free(a, b);
        return;
      case EventKind.badFree:
        this.note(Fact.freedTwice);
        return;
      case EventKind.memset:
        if (!this.coreWrites) this.saw(sightingOfFill(this.ghost, a, b, c));
        return;
      case EventKind.fault:
        this.note(Fact.wroteUnmapped);
        return;
      case EventKind.scan: {
        const found = c === 1 ? Occasion.blockFoundUnused : Occasion.blockSurvived;
        this.occasions |= Occasion.memmapAccessed | found;
        return;
      }
      case EventKind.flush:
        this.saw(this.flushes.flush(a, b));
        return;
      case EventKind.count:
        this.occasions |= Occasion.counted;
        return;
      case EventKind.warn:
        // A range that is in order is not rejected: what it should have removed is left behind.
        if (this.watchesRefusals) warned(this.call, this.ghost, a);
        return;
      case EventKind.altmapFree:
        // No other user can get it, so the TLB does not matter.
        if (c > 0) this.sawFree(b, this.flushes.hookOf(b, c));
        return;
      case EventKind.programFault:
        return;
      case EventKind.oops:
        this.note(Fact.walkedIntoNoTable);
        return;
    }
  }

  /** Called when the mutex is released, or a call that never took it returns. */
  private unlocked(atRest: boolean): void {
    this.occasions |= Occasion.unlocked;
    this.note(this.flushes.unlocked(), atRest);
  }

  private alloc(what: number, id: number): void {
    const { call } = this;
    if (id === 0) {
      if (call === undefined) return;
      call.allocFailed = true;
      if (what === AllocWhat.block) call.blockFailed = true;
      return;
    }
    this.occasions |= Occasion.allocated;
    // A page table instead of a block: the block failed earlier in this call, the table did not.
    if (what === Level.pte && call?.blockFailed === true) this.occasions |= Occasion.fellBack;
    this.note(this.flushes.allocated());
  }

  private entryRange(level: number, start: number): Range {
    return { start, end: start + this.machine.description.geometry.span[level] };
  }

  /**
   * Boot adds memory before other threads exist; outside a call, set_memory_*() writes under its own lock.
   */
  private entryWritten(): void {
    this.occasions |= Occasion.entryWritten;
    const isOurs = this.call !== undefined && this.call.kind !== CallKind.addAtBoot;
    this.note(when(isOurs && !this.locks.holdsMutex, Fact.wroteWithoutMutex));
  }

  private set(level: number, va: number, target: number, id: number): void {
    this.entryWritten();
    const isOver = target === Target.identityOver;
    const isLarge = (isOver || target === Target.identity) && level > Level.pte;
    this.occasions |= when(isLarge, Occasion.largeIdentity);
    this.note(when(isOver || this.overwrites, Fact.entryOverwritten));
    this.flushes.set(target, id, this.entryRange(level, va));
  }

  private clear(level: number, va: number, target: number, id: number): void {
    this.entryWritten();
    const entry = this.entryRange(level, va);
    if (target === Target.block || target === Target.page) {
      this.occasions |= Occasion.memmapCleared;
      const own = this.call?.range ?? noRange;
      const isOthers = this.ghost.hasLiveMemmap(entry.start, entry.end, own);
      this.note(when(isOthers, Fact.memmapClearedLive));
    }
    this.flushes.clear(target, id, entry);
  }

  private free(target: number, id: number): void {
    const { facts, hook } = this.flushes.free(target, id);
    this.note(facts);
    this.sawFree(target, hook);
  }

  private sawFree(target: number, hook: Hook | undefined): void {
    this.saw(sightingOfFree(this.machine.description, this.ghost, target, hook));
  }
}
