/**
 * Threads on the plain machine: each runs its programs on the same tables, and the caller schedules
 * them. Written independently of the fast machine: here a freed table is an object that is no longer
 * live, there a bit marks a stale handle.
 */
import { Fact } from '../../../invariants/facts.ts';
import { maskWithout, union } from '../../../model/masks.ts';
import type { CodePlace } from '../../../text/code-place.ts';
import type { Operation } from '../environment/scope.ts';
import {
  type Answer,
  type CallKind,
  type FrameRequest,
  Lock,
  lockNames,
  Op,
  type Program,
  type Request,
  type TableRequest,
} from '../kernel/request.ts';
import type { Range } from '../machine/description.ts';
import { Trait } from '../steps/step-row.ts';
import { hasTrait, isFrame, usesTable } from '../steps/steps.ts';
import type { AllocationChoices } from './choices.ts';
import { Monitor } from './monitor.ts';
import { Oops } from './objects.ts';
import type { OperationRecorder } from './recorder.ts';
import { endingFacts } from './seen-facts.ts';
import type { PreparedOperation, ReferenceWorld } from './world.ts';

/** Facts that end the path, whichever thread caused them. */
const threadEndingFacts = maskWithout(
  union(endingFacts, Fact.readUnmapped),
  // It waits for itself, but other threads continue.
  Fact.lockTakenTwice,
);

interface CallInProgress {
  readonly kind: CallKind;
  readonly range: Range;
}

/** The call that a call request begins; null at its return. */
function callBegunBy(request: FrameRequest): CallInProgress | null {
  if (request.op === Op.return) return null;
  return { kind: request.call, range: { start: request.start, end: request.end } };
}

class Thread {
  readonly monitor: Monitor;
  program: Program<number> | null = null;
  request: Request | null = null;
  operation: Operation | null = null;
  prepared: PreparedOperation | null = null;
  recorder: OperationRecorder | undefined = undefined;
  /** The answers to the program so far. */
  answers: Answer[] = [];
  attempts = 0;
  call: CallInProgress | null = null;
  /** A table that set_memory_*() allocated and has not linked yet. */
  holdsTable = false;

  constructor(monitor: Monitor) {
    this.monitor = monitor;
  }
}

export interface PendingStep {
  /** From 1. */
  readonly thread: number;
  /** Its request; null if only the return is left. */
  readonly request: Request | null;
  /** Where a C source makes the request. */
  readonly places: readonly CodePlace[];
}

export class ReferenceThreads {
  readonly world: ReferenceWorld;
  private readonly threads: readonly Thread[];
  private readonly holders = lockNames.map((): Thread | null => null);
  /** The kernel has crashed. */
  ended = false;

  constructor(world: ReferenceWorld, threadCount: number) {
    this.world = world;
    const { runner } = world;
    const { ghost, flushes } = runner.monitor;
    runner.machine.endsOnHeld = true;
    this.threads = Array.from({ length: threadCount }, () => {
      const monitor = new Monitor(runner.machine, ghost, flushes);
      monitor.endsOn =
        world.scope.config.faults === 'end'
          ? threadEndingFacts
          : maskWithout(threadEndingFacts, Fact.wroteUnmapped);
      monitor.watchesFailures = false;
      monitor.sections = world.scope.sections;
      monitor.isQuiet = () =>
        this.threads.every((other) => !other.monitor.isInCall && !other.holdsTable);
      return new Thread(monitor);
    });
  }

  isIdle(thread: number): boolean {
    return this.threads[thread].program === null;
  }

  /** Starts an operation of the thread; nothing happens until it takes a step. */
  start(thread: number, operation: Operation, choices: AllocationChoices): void {
    const it = this.threads[thread];
    it.prepared = this.world.prepare(choices, undefined);
    it.operation = operation;
    it.program = operation.program();
    it.answers = [];
    it.attempts = 0;
    it.call = null;
    it.monitor.beginOperation();
    this.world.operationsLeft--;
    this.ask(it, undefined);
  }

  /** Switches the thread to `recorder`; a call in progress starts again in it. */
  record(
    thread: number,
    choices: AllocationChoices,
    recorder: OperationRecorder | undefined,
  ): void {
    const it = this.threads[thread];
    const { call, monitor } = it;
    it.recorder = recorder;
    const before = it.prepared?.allocations;
    const prepared = this.world.prepare(choices, recorder);
    if (before !== undefined) {
      prepared.allocations.failed.push(...before.failed);
      prepared.allocations.contents.push(...before.contents);
    }
    it.prepared = prepared;
    monitor.beginTurn();
    monitor.onFacts = recorder && ((facts, atRest) => recorder.facts(facts, atRest));
    if (recorder === undefined) return;
    if (call !== null) recorder.beginCall(call.kind, call.range);
    else if (it.request?.op !== Op.call && it.request?.op !== Op.writeMemmap) {
      recorder.beginCall(null, { start: 0, end: 0 });
    }
  }

  /** The allocation requests of the thread in its operation so far. */
  allocationsOf(thread: number): PreparedOperation['allocations'] | null {
    return this.threads[thread].prepared?.allocations ?? null;
  }

  /** Allocation attempts in its operation so far. */
  attemptsOf(thread: number): number {
    return this.threads[thread].attempts;
  }

  /** True if the first step of an operation would wait for a lock. */
  wouldWait(operation: Operation): boolean {
    const program = operation.program();
    let request = program.next();
    while (!request.done && isFrame(request.value)) request = program.next(0);
    return (
      !request.done && request.value.op === Op.lock && this.holders[request.value.lock] !== null
    );
  }

  /** Facts seen since the thread's turn began. */
  factsOf(thread: number): number {
    return this.threads[thread].monitor.facts;
  }

  /** The lock that the thread waits for; null if it can continue. */
  waitsFor(thread: number): string | null {
    const request = this.nextStep(this.threads[thread]);
    if (request?.op !== Op.lock) return null;
    return this.holders[request.lock] === null ? null : lockNames[request.lock];
  }

  /** For each thread that is inside an operation, its next step. */
  pending(): PendingStep[] {
    return this.threads.flatMap((it, thread) => {
      if (it.program === null) return [];
      const request = this.nextStep(it);
      return [{ thread: thread + 1, request, places: request?.stack?.places() ?? [] }];
    });
  }

  /** Executes one step of a thread that runs an operation and does not wait; true if that was the last. */
  step(thread: number): boolean {
    const it = this.threads[thread];
    const { runner } = this.world;
    runner.monitor = it.monitor;
    runner.listener = it.prepared?.listener;
    runner.machine.resume(it.prepared?.plan ?? neverAllocates, it.attempts);
    if (it.call !== null) runner.serve(it.call.range);
    try {
      this.takeFrames(it);
      const { request } = it;
      if (request !== null) {
        const answer = this.answer(it, request);
        if (it.call === null) it.holdsTable = request.op === Op.alloc && answer > 0;
        this.ask(it, answer);
      }
      if (it.monitor.ends) throw new Oops();
      while (it.request?.op === Op.return) this.takeFrame(it, it.request);
      // A call without effect that nothing follows belongs to the step before.
      if (it.request !== null && this.nextStep(it) === null) this.takeFrames(it);
      this.noteTakenTwice(it);
      it.attempts = runner.machine.attempts;
    } catch (error) {
      if (!(error instanceof Oops)) throw error;
      this.ended = true;
    }
    if (it.monitor.ends) this.ended = true;
    return it.program === null;
  }

  /** Makes the thread wait for a lock that it holds itself. */
  private noteTakenTwice(it: Thread): void {
    const { request } = it;
    if (request?.op !== Op.lock || this.holders[request.lock] !== it) return;
    it.monitor.observe(Fact.lockTakenTwice, 0);
  }

  /** Resumes the program with an answer, and keeps its next request. */
  private ask(it: Thread, answer: Answer | undefined): void {
    if (answer !== undefined) it.answers.push(answer);
    const resumed = answer === undefined ? it.program?.next() : it.program?.next(answer);
    if (resumed === undefined || resumed.done === true) {
      it.program = null;
      it.request = null;
      return;
    }
    it.request = { ...resumed.value };
  }

  private answer(it: Thread, request: Request): Answer {
    const { runner } = this.world;
    if (usesTable(request)) this.checkHandle(request);
    if (request.op === Op.lock) this.holders[request.lock] = it;
    if (request.op === Op.unlock) this.holders[request.lock] = null;
    if (hasTrait(request.op, Trait.ofReader)) return runner.answerReader(request);
    const isOther = request.op === Op.lock || request.op === Op.unlock;
    if (isOther && request.lock !== Lock.vmemMutex) return runner.pass(request);
    return runner.answer(request);
  }

  private checkHandle(request: TableRequest): void {
    const { machine, listener } = this.world.runner;
    try {
      machine.checkHandle(request);
    } catch (error) {
      listener?.endStep?.(request, null);
      throw error;
    }
  }

  /** Calls come before the step that they belong to. */
  private takeFrames(it: Thread): void {
    while (it.request !== null && isFrame(it.request)) this.takeFrame(it, it.request);
  }

  private takeFrame(it: Thread, request: FrameRequest): void {
    it.call = callBegunBy(request);
    this.ask(it, this.world.runner.answer(request));
    const isAlone = this.threads.every(({ call }) => call === null);
    if (isAlone) this.world.runner.machine.forgetHeld();
  }

  /** The request of its next step, found on a copy of the program, so that no call is started. */
  private nextStep(it: Thread): Request | null {
    if (it.request === null || !isFrame(it.request)) return it.request;
    const program = it.operation?.program();
    let resumed = program?.next();
    for (const answer of it.answers) resumed = program?.next(answer);
    while (resumed?.done === false && isFrame(resumed.value)) resumed = program?.next(0);
    return resumed?.done === false ? resumed.value : null;
  }
}

const neverAllocates = { fails: () => true, contentOf: () => [] };
