/** One execution of a schedule, turn by turn. */
import type { Divergence, Manner, Turn } from '../../../subject/execution.ts';
import { placeText } from '../../../text/code-place.ts';
import type { Operation, Scope } from '../environment/scope.ts';
import { OperationRecorder } from '../plain/recorder.ts';
import { ReferenceThreads } from '../plain/threads.ts';
import type { ReferenceWorld } from '../plain/world.ts';
import {
  between,
  ChanceChoices,
  chanceByAttempt,
  checkContents,
  failureThatIsMissing,
  happened,
  whatNeverHappened,
} from './chance.ts';
import type {
  ExecutedOperation,
  VmemExecuteOptions,
  VmemExecution,
  VmemSchedule,
} from './execution.ts';
import { type FindOperation, OperationQueues } from './operation-queues.ts';

/** The current operation of a thread. */
interface Running {
  readonly index: number;
  readonly operation: Operation;
  readonly choices: ChanceChoices;
}

/** A part of an operation without steps of other threads. */
interface OperationPart extends Running {
  readonly thread: number;
  readonly resumes: boolean;
  readonly recorder: OperationRecorder | undefined;
  readonly attemptsBefore: number;
  steps: number;
}

interface ScheduleRunOptions extends VmemExecuteOptions {
  readonly find: FindOperation;
}

export class ScheduleRun {
  private readonly scope: Scope;
  private readonly world: ReferenceWorld;
  private readonly schedule: VmemSchedule;
  private readonly options: ScheduleRunOptions;
  private readonly manner: Manner;
  private readonly queues: OperationQueues;
  /** Null for one thread, whose operations run as a whole. */
  private readonly threads: ReferenceThreads | null;
  private readonly running: (Running | null)[];
  private readonly parts: ExecutedOperation[] = [];
  private readonly choices = new Map<number, ChanceChoices>();
  private segment: OperationPart | null = null;
  private unsound: string | null = null;
  /** True if the caller wants no further part. */
  private isOver = false;
  /** True if nothing can follow. */
  private hasEnded = false;

  constructor(
    scope: Scope,
    world: ReferenceWorld,
    schedule: VmemSchedule,
    options: ScheduleRunOptions,
  ) {
    this.scope = scope;
    this.world = world;
    this.schedule = schedule;
    this.options = options;
    this.manner = options.manner ?? 'as-written';
    this.queues = new OperationQueues(scope, world, schedule.operations, options.find);
    const { threadCount } = this.queues;
    this.threads = scope.threads === undefined ? null : new ReferenceThreads(world, threadCount);
    this.running = Array.from({ length: threadCount }, () => null);
  }

  follow(turns: readonly Turn[]): VmemExecution {
    for (const turn of turns) {
      const divergence = this.takeTurn(turn);
      if (divergence !== null || this.isOver) return this.result(divergence);
    }
    const missing = this.isStrict ? this.queues.missing() : null;
    return this.result(missing ?? (this.options.toTheEnd === true ? this.runOn() : null));
  }

  private get isStrict(): boolean {
    return this.manner === 'as-written';
  }

  /** Runs a thread; returns the obstacle, or null. */
  private takeTurn([number, steps, bound]: Turn): Divergence | null {
    const thread = number - 1;
    const { queues } = this;
    if (thread >= queues.threadCount) {
      const reason = `thread ${number} has a turn, but the scope has ${queues.threadCount}`;
      return { operation: this.parts.at(-1)?.index ?? 0, reason };
    }
    for (let step = 0; step < steps && !this.isOver; step++) {
      if (bound !== undefined && queues.isPast(thread, bound)) break;
      const operation = queues.current(thread);
      const reason = this.takeStep(thread);
      if (reason !== null) {
        this.closeSegment();
        return this.isStrict ? { operation, reason } : null;
      }
      // An unlimited turn lasts until the end of the operation.
      if (steps === Infinity && (this.hasEnded || !queues.runs(thread))) break;
    }
    this.closeSegment();
    return null;
  }

  /** Completes the started operations, first of the thread that ran last, then of the others. */
  private runOn(): Divergence | null {
    const { threads } = this;
    if (threads === null) return null;
    const last = (this.parts.at(-1)?.thread ?? 1) - 1;
    const order = [last, ...[...this.running.keys()].filter((thread) => thread !== last)];
    while (!this.hasEnded) {
      const busy = order.filter((thread) => !threads.isIdle(thread));
      if (busy.length === 0) return null;
      const next = busy.find((thread) => threads.waitsFor(thread) === null);
      if (next === undefined) {
        const reason = `thread ${busy[0] + 1} waits for ${threads.waitsFor(busy[0])} forever`;
        return { operation: this.queues.current(busy[0]), reason };
      }
      const divergence = this.takeTurn([next + 1, Infinity]);
      if (divergence !== null && threads.waitsFor(next) === null) return divergence;
    }
    return null;
  }

  private result(divergence: Divergence | null): VmemExecution {
    const { parts, threads, queues } = this;
    const isStuck = threads !== null && !this.hasEnded && queues.isStuck(threads);
    const last = parts.at(-1);
    if (isStuck && last !== undefined) {
      parts[parts.length - 1] = { ...last, waits: waitsOf(threads) };
    }
    return {
      operations: parts,
      divergence,
      isStuck,
      skipped: queues.skipped,
      unsound: this.unsound,
      pending: threads?.pending() ?? [],
      allocations: new Map(
        [...this.choices].map(([index, { allocations }]) => [index, allocations]),
      ),
    };
  }

  /** Why the turn is not possible, as part of a sentence; null if it was taken. */
  private takeStep(thread: number): string | null {
    const { threads } = this;
    if (this.hasEnded) return 'the kernel crashed before it';
    const running = this.running[thread] ?? this.begin(thread);
    if (typeof running === 'string') return running;
    if (threads === null) return this.takeWhole(running);
    const lock = threads.waitsFor(thread);
    if (lock !== null) return `thread ${thread + 1} waits for ${lock}`;
    const segment = this.segment ?? this.openSegment(thread, running, threads);
    segment.steps++;
    const isDone = threads.step(thread);
    this.hasEnded = threads.ended;
    if (isDone || this.hasEnded) this.closeSegment();
    const allocations = threads.allocationsOf(thread);
    if (isDone) this.end(thread);
    const problem = this.checkPool(allocations?.contentWasInPool ?? true);
    if (problem !== null || !isDone || !this.isStrict) return problem;
    // Every failure in the schedule of the operation must have occurred.
    const scheduled = this.schedule.operations[running.index];
    return failureThatIsMissing(scheduled, allocations?.failed ?? []);
  }

  private begin(thread: number): Running | string {
    const started = this.queues.begin(thread);
    if (typeof started === 'string') {
      if (!this.isStrict) this.queues.skip(thread);
      return started;
    }
    const { index, operation } = started;
    const scheduled = this.schedule.operations[index];
    if (this.isStrict) checkContents(this.scope, scheduled);
    const chance = this.options.chanceOf?.(index) ?? chanceByAttempt(scheduled);
    const choices = new ChanceChoices(chance, this.manner);
    this.choices.set(index, choices);
    this.threads?.start(thread, operation, choices);
    const running = { index, operation, choices };
    this.running[thread] = running;
    return running;
  }

  private end(thread: number): void {
    this.running[thread] = null;
    this.queues.end(thread);
  }

  /** The single thread runs its operation from start to end. */
  private takeWhole({ index, operation, choices }: Running): string | null {
    this.end(0);
    const recorder = this.recorderOf(1);
    const recording = recorder === undefined ? { record: false } : { recorder };
    const performed = this.world.perform(operation, choices, recording);
    const scheduled = this.schedule.operations[index];
    const { calls, facts, steps, ends } = performed;
    const soFar = this.isStrict ? scheduled : happened(scheduled, performed);
    this.hasEnded = ends;
    this.add({
      index,
      label: operation.label,
      scheduled: soFar,
      soFar,
      calls,
      facts,
      steps,
      ends,
      attemptsBefore: 0,
    });
    const missing = this.isStrict ? whatNeverHappened(scheduled, performed) : null;
    return missing ?? this.checkPool(performed.contentWasInPool);
  }

  private checkPool(contentWasInPool: boolean): string | null {
    if (contentWasInPool) return null;
    if (this.isStrict) return 'an allocation would return content that was never freed';
    // Memory that is all 0xFD by assumption has no origin; recycled memory must have been freed.
    if (this.scope.config.fresh === 'recycled')
      this.unsound = 'the recycled content was never freed';
    return null;
  }

  private recorderOf(thread: number): OperationRecorder | undefined {
    if (this.manner === 'nearest') return undefined;
    return this.options.recorderFor?.(this.world, thread) ?? new OperationRecorder();
  }

  private openSegment(thread: number, running: Running, threads: ReferenceThreads): OperationPart {
    const { index, choices } = running;
    const recorder = this.recorderOf(thread + 1);
    threads.record(thread, choices, recorder);
    this.segment = {
      ...running,
      thread,
      resumes: this.parts.some((part) => part.index === index),
      recorder,
      attemptsBefore: threads.attemptsOf(thread),
      steps: 0,
    };
    return this.segment;
  }

  private closeSegment(): void {
    const { segment, threads } = this;
    if (segment === null || threads === null) return;
    this.segment = null;
    const { index, operation, thread, resumes, recorder, attemptsBefore, steps } = segment;
    if (!threads.ended) recorder?.cut();
    const attempts = threads.attemptsOf(thread);
    const scheduled = this.schedule.operations[index];
    const allocations = threads.allocationsOf(thread);
    const all =
      this.isStrict || allocations === null ? scheduled : happened(scheduled, allocations);
    this.add({
      index,
      label: resumes ? `${operation.label}, continued` : operation.label,
      scheduled: between(all, attemptsBefore, attempts),
      soFar: between(all, 0, attempts),
      calls: recorder?.calls ?? [],
      facts: threads.factsOf(thread),
      steps,
      ends: threads.ended,
      thread: thread + 1,
      attemptsBefore,
      isCut: !threads.ended && !threads.isIdle(thread),
    });
  }

  private add(part: ExecutedOperation): void {
    this.parts.push(part);
    this.isOver = this.options.until?.(part) === true;
  }
}

function waitsOf(threads: ReferenceThreads): string[] {
  return threads.pending().map(({ thread, places }) => {
    const wait = `thread ${thread} waits for ${threads.waitsFor(thread - 1)} forever`;
    const place = placeText(places);
    return place === '' ? wait : `${wait}, at ${place}`;
  });
}
