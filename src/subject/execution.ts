/** The execution of the schedule of a counterexample: operations, their threads and turns, and the result. */
import type { ScopeData } from './scopes.ts';

/** An operation in the form of a counterexample file. All other fields belong to the subject. */
export interface ScheduledOperation {
  readonly op: string;
  /** The thread that runs it, from 1; absent if there is only one. */
  readonly thread?: number | undefined;
}

/**
 * The thread, from 1, runs for that number of indivisible steps; with `Infinity`, until its operation
 * has ended. If `operation`, an index, is given, it runs only that operation.
 */
export type Turn = readonly [thread: number, steps: number, operation?: number];

export interface Schedule<Operation extends ScheduledOperation = ScheduledOperation> {
  readonly operations: readonly Operation[];
  /** Absent if there is one thread: each operation runs to its end. */
  readonly turns?: readonly Turn[] | undefined;
}

export interface ScopedSchedule extends Schedule {
  readonly request: ScopeData;
}

/** A whole operation, or with threads a part of one. */
export interface ExecutedPart<Operation extends ScheduledOperation = ScheduledOperation> {
  /** Index of the operation in the schedule. */
  readonly index: number;
  /** The operation in a few words: `add section 2`. */
  readonly label: string;
  /** As executed, with the nondeterministic choices of this part. */
  readonly scheduled: Operation;
  /** The same with the choices of earlier parts of the operation. */
  readonly soFar: Operation;
  /** Mask of all facts observed in it. */
  readonly facts: number;
  readonly steps: number;
  /** True if nothing can follow, for example after a crash of the kernel. */
  readonly ends: boolean;
  /** The thread that ran it, from 1; absent if there is only one. */
  readonly thread?: number;
  /** True if the operation resumes in a later part, or never. */
  readonly isCut?: boolean;
  /** In the last part, if no thread can continue: sentences that state what each thread waits for. */
  readonly waits?: readonly string[];
}

/** Where a schedule cannot be followed as written. */
export interface Divergence {
  /** Index of the operation in the schedule. */
  readonly operation: number;
  /** Part of a sentence. */
  readonly reason: string;
}

export interface Execution<Part extends ExecutedPart = ExecutedPart> {
  readonly operations: readonly Part[];
  /** Null if the whole schedule was executed as written. Always null if impossible operations are skipped. */
  readonly divergence: Divergence | null;
  /** True if some thread waits forever, and no thread can continue. */
  readonly isStuck: boolean;
  /** Skipped operations that were not possible, as indices of the schedule. */
  readonly skipped: readonly number[];
  /** Why the execution proves nothing: it used something that cannot exist. Usually null. */
  readonly unsound: string | null;
}

/**
 * `as-written`: the execution ends at the first operation that is not possible as written. The others
 * skip impossible operations. `nearest` replaces an impossible choice with the nearest possible one;
 * `as-far-as-possible` makes it as written and reports it as `unsound`.
 */
export type Manner = 'as-written' | 'nearest' | 'as-far-as-possible';

export interface ExecuteOptions<Part extends ExecutedPart = ExecutedPart> {
  /** Default: `as-written`. */
  readonly manner?: Manner;
  /** Ends the execution after the first part for which it is true. */
  readonly until?: (part: Part) => boolean;
  /** After the schedule, every started operation runs to its end. */
  readonly toTheEnd?: boolean;
}

/** Executes schedules in one scope, each in a fresh world. Deterministic. */
export interface Executor {
  execute(schedule: Schedule, options?: ExecuteOptions): Execution;
}

/** Steps of all operations together: the number in files, in reports and on the page. */
export function stepsOf({ operations }: Pick<Execution, 'operations'>): number {
  return operations.reduce((sum, { steps }) => sum + steps, 0);
}

export interface SubjectExecution {
  /** Throws `InputError` if there is no such scope. */
  executor(scope: ScopeData): Executor;
}
