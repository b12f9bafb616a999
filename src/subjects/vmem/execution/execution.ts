/** A counterexample executed on the reference machine: the operations, their calls, every event. */

import type { ScheduledOperation } from '../../../counterexample/counterexample.ts';
import { InputError } from '../../../errors.ts';
import type { Operation, OperationRecord, Scope } from '../environment/scope.ts';
import { choicesFrom } from '../plain/choices.ts';
import type { OperationRecorder, RecordedCall } from '../plain/recorder.ts';
import type { PendingStep } from '../plain/threads.ts';
import { ReferenceWorld } from '../plain/world.ts';

export interface ExecutedOperation {
  readonly label: string;
  readonly scheduled: ScheduledOperation;
  readonly calls: readonly RecordedCall[];
  /** Mask of everything observed in it. */
  readonly facts: number;
  readonly steps: number;
  /** The kernel would have crashed in it. */
  readonly ends: boolean;
  /** The thread that ran it, from 1; absent if there is only one. */
  readonly thread?: number;
  /** With threads: attempts at an allocation that earlier parts of the operation made. */
  readonly attemptsBefore?: number;
  /** With threads: the operation is not over at the end of this part. */
  readonly isCut?: boolean;
  /** With threads, in the last part: who waits for what, if nobody can do anything any more. */
  readonly waits?: readonly string[];
}

/** A whole operation, or with threads a part of one. */
export interface ExecutedPart extends ExecutedOperation {
  /** Index of the operation in the file. */
  readonly index: number;
}

export interface Execution {
  readonly operations: readonly ExecutedPart[];
  /** Why the next operation of the schedule cannot happen as written; null if all of them did. */
  readonly leftBecause: string | null;
  /** Index of that operation in the file; null if all of them happened. */
  readonly leftAt: number | null;
  /** With threads: at its end somebody waits for a lock, and nobody can do anything. */
  readonly isStuck?: boolean;
  /** With threads: of each thread that is inside an operation at the end, the step that it would take next. */
  readonly pending?: readonly PendingStep[];
}

/** Makes the recorder of each operation, before it begins. */
export type RecorderFor = (world: ReferenceWorld, thread: number) => OperationRecorder;

/** Executes a schedule in a fresh world. An operation that goes another way ends it. */
export function execute(
  scope: Scope,
  schedule: readonly ScheduledOperation[],
  recorderFor?: RecorderFor,
): Execution {
  const world = new ReferenceWorld(scope);
  const operations: ExecutedPart[] = [];
  for (const [index, scheduled] of schedule.entries()) {
    const operation = scope.operations.find(({ record }) => isSame(record, scheduled));
    const impossible = whyNot(world, operation, operations.at(-1));
    if (operation === undefined || impossible !== null) {
      return { operations, leftBecause: impossible, leftAt: index };
    }
    checkContents(scope, scheduled);
    const { executed, leftBecause } = perform(world, operation, scheduled, recorderFor);
    operations.push({ ...executed, index });
    if (leftBecause !== null) return { operations, leftBecause, leftAt: index };
  }
  return { operations, leftBecause: null, leftAt: null };
}

function whyNot(
  world: ReferenceWorld,
  operation: Operation | undefined,
  before: ExecutedPart | undefined,
): string | null {
  if (operation === undefined) return 'it is not in the scope';
  if (before?.ends) return 'the kernel crashed before it';
  return world.isEnabled(operation) ? null : `"${operation.label}" is not possible in this state`;
}

interface Performed {
  readonly executed: ExecutedOperation;
  readonly leftBecause: string | null;
}

function perform(
  world: ReferenceWorld,
  operation: Operation,
  scheduled: ScheduledOperation,
  recorderFor: RecorderFor | undefined,
): Performed {
  const { calls, facts, steps, ends, failed, contents, contentWasInPool } = world.perform(
    operation,
    choicesFrom(scheduled),
    recorderFor === undefined ? {} : { recorder: recorderFor(world, 1) },
  );
  const executed = { label: operation.label, scheduled, calls, facts, steps, ends };
  const missing = scheduled.failed.find((attempt) => !failed.includes(attempt));
  if (missing !== undefined) {
    return { executed, leftBecause: `allocation ${missing}, which should fail, was never tried` };
  }
  const unused = scheduled.contents.find(
    ({ attempt }) => !contents.some((content) => content.attempt === attempt),
  );
  if (unused !== undefined) {
    return {
      executed,
      leftBecause: `allocation ${unused.attempt}, whose content is given, was never tried`,
    };
  }
  const leftBecause = contentWasInPool
    ? null
    : 'an allocation would return content that was never freed';
  return { executed, leftBecause };
}

/** Marks beyond the largest thing that holds marks would be ignored, or cost time without end. */
export function checkContents(scope: Scope, { contents }: ScheduledOperation): void {
  const { span } = scope.kernel.machine.geometry;
  for (const { attempt, marked } of contents) {
    const run = marked.find(([offset, length]) => offset + length > span[1]);
    if (run !== undefined) {
      throw new InputError(
        `contents of attempt ${attempt} mark [${run.join(', ')}]; they must end within ${span[1]} bytes`,
      );
    }
  }
}

export function isSame(record: OperationRecord, scheduled: ScheduledOperation): boolean {
  return (
    record.op === scheduled.op &&
    record.start === scheduled.start &&
    record.end === scheduled.end &&
    String(record.sections) === String(scheduled.sections)
  );
}
