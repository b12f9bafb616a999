/** Executes a counterexample with threads on the reference machine, turn by turn. */

import type { ScheduledOperation } from '../../../counterexample/counterexample.ts';
import { needTheSame } from '../environment/ownership.ts';
import type { Operation, Scope } from '../environment/scope.ts';
import { placeText } from '../machine/code-place.ts';
import { choicesFrom } from '../plain/choices.ts';
import { OperationRecorder } from '../plain/recorder.ts';
import { ReferenceThreads } from '../plain/threads.ts';
import { ReferenceWorld } from '../plain/world.ts';
import {
  checkContents,
  type ExecutedPart,
  type Execution,
  isSame,
  type RecorderFor,
} from './execution.ts';
import type { Turn } from './schedule.ts';

/** An operation of the schedule that a thread runs now. */
interface Running {
  readonly index: number;
  readonly operation: Operation;
}

/** A part of an operation in which no other thread came in between. */
interface Segment extends Running {
  readonly thread: number;
  readonly continues: boolean;
  readonly recorder: OperationRecorder;
  readonly attemptsBefore: number;
  steps: number;
}

/** Executes a schedule in a fresh world. A step that is not possible ends it. */
export function executeTurns(
  scope: Scope,
  schedule: readonly ScheduledOperation[],
  turns: readonly Turn[],
  recorderFor?: RecorderFor,
): Execution {
  return follow(new TurnExecution(scope, schedule, recorderFor), turns);
}

/** The same; then each operation that has begun runs until it is over. */
export function executeTurnsToTheEnd(
  scope: Scope,
  schedule: readonly ScheduledOperation[],
  turns: readonly Turn[],
): Execution {
  const execution = new TurnExecution(scope, schedule, undefined);
  const followed = follow(execution, turns);
  return followed.leftBecause === null ? execution.result(execution.runOn()) : followed;
}

function follow(execution: TurnExecution, turns: readonly Turn[]): Execution {
  for (const [thread, steps] of turns) {
    const left = execution.takeTurn(thread - 1, steps);
    if (left !== null) return execution.result(left);
  }
  return execution.result(execution.whatIsMissing());
}

/** Where the schedule cannot be followed: index of the operation, and why. */
interface Departure {
  readonly at: number;
  readonly because: string;
}

class TurnExecution {
  private readonly scope: Scope;
  private readonly schedule: readonly ScheduledOperation[];
  private readonly recorderFor: RecorderFor | undefined;
  private readonly world: ReferenceWorld;
  private readonly threads: ReferenceThreads;
  private readonly threadCount: number;
  private readonly running: (Running | null)[];
  /** By thread: its operations, as indices of the schedule, and how many of them have begun. */
  private readonly queues: readonly (readonly number[])[];
  private readonly begun: number[];
  /** Operations of which an earlier part is in `segments`. */
  private readonly seen = new Set<number>();
  private readonly segments: ExecutedPart[] = [];
  private segment: Segment | null = null;

  constructor(
    scope: Scope,
    schedule: readonly ScheduledOperation[],
    recorderFor: RecorderFor | undefined,
  ) {
    this.scope = scope;
    this.schedule = schedule;
    this.recorderFor = recorderFor;
    this.threadCount = scope.interleaving?.threads.length ?? 0;
    this.world = new ReferenceWorld(scope);
    this.threads = new ReferenceThreads(this.world, this.threadCount);
    this.running = Array.from({ length: this.threadCount }, () => null);
    this.begun = Array.from({ length: this.threadCount }, () => 0);
    const queues: number[][] = this.begun.map(() => []);
    for (const [index, { thread = 1 }] of schedule.entries()) queues[thread - 1]?.push(index);
    this.queues = queues;
  }

  /** Lets a thread run; null if it can. */
  takeTurn(thread: number, steps: number): Departure | null {
    if (thread >= this.threadCount) {
      const because = `thread ${thread + 1} has a turn, and the scope has ${this.threadCount}`;
      return { at: this.segments.at(-1)?.index ?? 0, because };
    }
    for (let step = 0; step < steps; step++) {
      const at = this.operationOf(thread);
      const because = this.takeStep(thread);
      if (because !== null) {
        this.closeSegment();
        return { at, because };
      }
      // A turn without an end lasts as long as the operation.
      if (steps === Infinity && (this.threads.isIdle(thread) || this.threads.ended)) break;
    }
    this.closeSegment();
    return null;
  }

  /** Lets the operations that have begun come to their ends: the thread that ran last, then the others. */
  runOn(): Departure | null {
    const last = (this.segments.at(-1)?.thread ?? 1) - 1;
    const others = this.running.map((_, thread) => thread).filter((thread) => thread !== last);
    const order = [last, ...others];
    while (!this.threads.ended) {
      const busy = order.filter((thread) => !this.threads.isIdle(thread));
      if (busy.length === 0) return null;
      const next = busy.find((thread) => this.threads.waitsFor(thread) === null);
      if (next === undefined) {
        const because = `thread ${busy[0] + 1} waits for ${this.threads.waitsFor(busy[0])} for ever`;
        return { at: this.operationOf(busy[0]), because };
      }
      const departure = this.takeTurn(next, Infinity);
      if (departure !== null && this.threads.waitsFor(next) === null) return departure;
    }
    return null;
  }

  result(left: Departure | null): Execution {
    const isStuck = !this.threads.ended && this.isStuck();
    const last = this.segments.at(-1);
    if (isStuck && last !== undefined) {
      this.segments[this.segments.length - 1] = { ...last, waits: this.waits() };
    }
    const { at: leftAt, because: leftBecause } = left ?? { at: null, because: null };
    return {
      operations: this.segments,
      leftBecause,
      leftAt,
      isStuck,
      pending: this.threads.pending(),
    };
  }

  /** Index of the operation that the thread runs or would begin; of its last one if there is none left. */
  private operationOf(thread: number): number {
    const queue = this.queues[thread];
    return this.running[thread]?.index ?? queue[this.begun[thread]] ?? queue.at(-1) ?? 0;
  }

  /** An operation of the schedule that never had a turn. */
  whatIsMissing(): Departure | null {
    const left = new Set(this.schedule.keys());
    for (const [thread, queue] of this.queues.entries()) {
      for (const index of queue.slice(0, this.begun[thread])) left.delete(index);
    }
    const [missing] = left;
    return missing === undefined
      ? null
      : { at: missing, because: `operation ${missing + 1} never has a turn` };
  }

  private takeStep(thread: number): string | null {
    const { threads } = this;
    if (threads.ended) return 'the kernel crashed before it';
    if (threads.isIdle(thread)) {
      const leftBecause = this.begin(thread);
      if (leftBecause !== null) return leftBecause;
    }
    const lock = threads.waitsFor(thread);
    if (lock !== null) return `thread ${thread + 1} waits for ${lock}`;
    const segment = this.segment ?? this.openSegment(thread);
    segment.steps++;
    const isDone = threads.step(thread);
    if (isDone || threads.ended) this.closeSegment();
    const allocations = threads.allocationsOf(thread);
    if (allocations?.contentWasInPool === false) {
      return 'an allocation would return content that was never freed';
    }
    return isDone ? this.end(thread) : null;
  }

  private begin(thread: number): string | null {
    const index = this.queues[thread][this.begun[thread]];
    if (index === undefined) return `thread ${thread + 1} has no operation left`;
    const scheduled = this.schedule[index];
    const menu = this.scope.interleaving?.threads[thread].menu ?? [];
    const operation = menu
      .map((at) => this.scope.operations[at])
      .find(({ record }) => isSame(record, scheduled));
    if (operation === undefined) return `operation ${index + 1} is not in the scope`;
    const owner = this.running.find((other) => other && needTheSame(other.operation, operation));
    if (owner) return `"${operation.label}" needs what "${owner.operation.label}" works on`;
    const leftBecause = this.threads.whyNot(operation);
    if (leftBecause !== null) return leftBecause;
    checkContents(this.scope, scheduled);
    this.threads.start(thread, operation, choicesFrom(scheduled));
    this.begun[thread]++;
    this.running[thread] = { index, operation };
    return null;
  }

  /** The operation of the thread is over: whatever was to fail in it must have failed. */
  private end(thread: number): string | null {
    const running = this.running[thread];
    this.running[thread] = null;
    if (running === null) return null;
    const { failed = [] } = this.threads.allocationsOf(thread) ?? {};
    const missing = this.schedule[running.index].failed.find(
      (attempt) => !failed.includes(attempt),
    );
    return missing === undefined
      ? null
      : `allocation ${missing}, which should fail, was never tried`;
  }

  private openSegment(thread: number): Segment {
    const running = this.running[thread] as Running;
    const recorder = this.recorderFor?.(this.world, thread + 1) ?? new OperationRecorder();
    this.threads.record(thread, choicesFrom(this.schedule[running.index]), recorder);
    this.segment = {
      ...running,
      thread,
      continues: this.seen.has(running.index),
      recorder,
      attemptsBefore: this.threads.attemptsOf(thread),
      steps: 0,
    };
    return this.segment;
  }

  private closeSegment(): void {
    const { segment } = this;
    if (segment === null) return;
    this.segment = null;
    this.seen.add(segment.index);
    const { index, operation, thread, continues, recorder, attemptsBefore, steps } = segment;
    const scheduled = this.schedule[index];
    if (!this.threads.ended) recorder.cut();
    const isInside = (attempt: number): boolean =>
      attempt > attemptsBefore && attempt <= this.threads.attemptsOf(thread);
    this.segments.push({
      index,
      label: continues ? `${operation.label}, goes on` : operation.label,
      scheduled: {
        ...scheduled,
        failed: scheduled.failed.filter(isInside),
        contents: scheduled.contents.filter(({ attempt }) => isInside(attempt)),
      },
      calls: recorder.calls,
      facts: this.threads.factsOf(thread),
      steps,
      ends: this.threads.ended,
      thread: thread + 1,
      attemptsBefore,
      isCut: !this.threads.ended && !this.threads.isIdle(thread),
    });
  }

  /** Somebody waits, and nobody can do anything. */
  private isStuck(): boolean {
    let waiting = 0;
    for (let thread = 0; thread < this.threadCount; thread++) {
      if (this.threads.isIdle(thread)) {
        if (this.canStartSomething(thread)) return false;
      } else if (this.threads.waitsFor(thread) === null) {
        return false;
      } else {
        waiting++;
      }
    }
    return waiting > 0;
  }

  private waits(): string[] {
    return this.threads.pending().map(({ thread, places }) => {
      const wait = `thread ${thread} waits for ${this.threads.waitsFor(thread - 1)} for ever`;
      const place = placeText(places);
      return place === '' ? wait : `${wait}, at ${place}`;
    });
  }

  private canStartSomething(thread: number): boolean {
    const menu = this.scope.interleaving?.threads[thread].menu ?? [];
    return menu.some((at) => {
      const operation = this.scope.operations[at];
      const owned = this.running.some((other) => other && needTheSame(other.operation, operation));
      if (owned || this.threads.whyNot(operation) !== null) return false;
      return !this.threads.wouldWait(operation);
    });
  }
}
