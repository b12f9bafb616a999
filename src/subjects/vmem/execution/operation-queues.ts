/** By thread: the operations of a schedule that have started, the running one, and the next one. */
import type { Divergence } from '../../../subject/execution.ts';
import type { Operation, Scope } from '../environment/scope.ts';
import { conflicts } from '../environment/scope.ts';
import type { ReferenceThreads } from '../plain/threads.ts';
import type { ReferenceWorld } from '../plain/world.ts';
import type { VmemScheduledOperation } from './scheduled-operation.ts';

/** The operation of a thread, from 0, that a schedule names; undefined if the thread may not start it. */
export type FindOperation = (
  thread: number,
  scheduled: VmemScheduledOperation,
) => Operation | undefined;

interface StartedOperation {
  readonly index: number;
  readonly operation: Operation;
}

export class OperationQueues {
  /** Operations that were skipped because they were not possible at their turn. */
  readonly skipped: number[] = [];
  private readonly scope: Scope;
  private readonly world: ReferenceWorld;
  private readonly schedule: readonly VmemScheduledOperation[];
  private readonly find: FindOperation;
  /** Indices of the schedule, and the number that have started. */
  private readonly queues: readonly (readonly number[])[];
  private readonly begun: number[];
  private readonly running: (StartedOperation | null)[];

  constructor(
    scope: Scope,
    world: ReferenceWorld,
    schedule: readonly VmemScheduledOperation[],
    find: FindOperation,
  ) {
    this.scope = scope;
    this.world = world;
    this.schedule = schedule;
    this.find = find;
    const threads = scope.threads ?? ['the only one'];
    this.running = threads.map(() => null);
    this.begun = threads.map(() => 0);
    const queues: number[][] = threads.map(() => []);
    for (const [index, { thread = 1 }] of schedule.entries()) queues[thread - 1]?.push(index);
    this.queues = queues;
  }

  get threadCount(): number {
    return this.queues.length;
  }

  runs(thread: number): boolean {
    return this.running[thread] !== null;
  }

  /** Index of the operation that the thread runs or would start, or of its last one if none is left. */
  current(thread: number): number {
    const queue = this.queues[thread];
    return this.running[thread]?.index ?? queue[this.begun[thread]] ?? queue.at(-1) ?? 0;
  }

  /** The thread has finished this operation, or it was skipped. */
  isPast(thread: number, index: number): boolean {
    const at = this.running[thread]?.index ?? this.queues[thread][this.begun[thread]];
    return at !== index;
  }

  /** The next operation of the thread, or why it is not possible, as part of a sentence. */
  begin(thread: number): StartedOperation | string {
    const index = this.queues[thread][this.begun[thread]];
    if (index === undefined) return `thread ${thread + 1} has no operation left`;
    const operation = this.find(thread, this.schedule[index]);
    if (operation === undefined) return 'it is not in the scope';
    const reason = this.whyNot(operation);
    if (reason !== null) return reason;
    this.begun[thread]++;
    const started = { index, operation };
    this.running[thread] = started;
    return started;
  }

  skip(thread: number): void {
    const index = this.queues[thread][this.begun[thread]];
    if (index === undefined) return;
    this.skipped.push(index);
    this.begun[thread]++;
  }

  end(thread: number): void {
    this.running[thread] = null;
  }

  /** An operation of the schedule that was never scheduled. */
  missing(): Divergence | null {
    const left = new Set(this.schedule.keys());
    for (const [thread, queue] of this.queues.entries()) {
      for (const index of queue.slice(0, this.begun[thread])) left.delete(index);
    }
    const [operation] = left;
    return operation === undefined
      ? null
      : { operation, reason: `operation ${operation + 1} never has a turn` };
  }

  /** True if some thread waits, and no thread can continue. */
  isStuck(threads: ReferenceThreads): boolean {
    const isFree = this.queues.some((_, thread) =>
      threads.isIdle(thread)
        ? this.canStartSomething(thread, threads)
        : threads.waitsFor(thread) === null,
    );
    return !isFree && this.queues.some((_, thread) => !threads.isIdle(thread));
  }

  private canStartSomething(thread: number, threads: ReferenceThreads): boolean {
    const menu = this.scope.threads?.[thread].menu ?? [];
    return menu.some((at) => {
      const operation = this.scope.operations[at];
      return this.whyNot(operation) === null && !threads.wouldWait(operation);
    });
  }

  private whyNot(operation: Operation): string | null {
    const owner = this.running.find((other) => other && conflicts(other.operation, operation));
    if (owner) return `"${operation.label}" needs what "${owner.operation.label}" works on`;
    return this.world.isEnabled(operation)
      ? null
      : `"${operation.label}" is not possible in this state`;
  }
}
