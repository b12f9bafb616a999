/** A counterexample executed on the reference machine: the operations, their calls, every event. */
import { InputError } from '../errors.ts';
import type { Operation, OperationRecord, Scope } from '../model/environment/scope.ts';
import { choicesFrom } from '../model/reference/choices.ts';
import type { OperationRecorder, RecordedCall } from '../model/reference/recorder.ts';
import { ReferenceWorld } from '../model/reference/world.ts';
import type { ScheduledOperation } from './counterexample.ts';

export interface ExecutedOperation {
  readonly label: string;
  readonly scheduled: ScheduledOperation;
  readonly calls: readonly RecordedCall[];
  /** Mask of everything observed in it. */
  readonly facts: number;
  readonly steps: number;
  /** The kernel would have crashed in it. */
  readonly ends: boolean;
}

export interface Execution {
  readonly operations: readonly ExecutedOperation[];
  /** Why the next operation of the schedule cannot happen as written; null if all of them did. */
  readonly leftBecause: string | null;
}

/** Makes the recorder of each operation, before it begins. */
export type RecorderFor = (world: ReferenceWorld) => OperationRecorder;

/** Executes a schedule in a fresh world. An operation that goes another way ends it. */
export function execute(
  scope: Scope,
  schedule: readonly ScheduledOperation[],
  recorderFor?: RecorderFor,
): Execution {
  const world = new ReferenceWorld(scope);
  const operations: ExecutedOperation[] = [];
  for (const scheduled of schedule) {
    const operation = scope.operations.find(({ record }) => isSame(record, scheduled));
    if (operation === undefined) {
      return { operations, leftBecause: 'it is not in the scope' };
    }
    if (operations.at(-1)?.ends) {
      return { operations, leftBecause: 'the kernel crashed before it' };
    }
    if (!world.isEnabled(operation)) {
      return { operations, leftBecause: `"${operation.label}" is not possible in this state` };
    }
    checkContents(scope, scheduled);
    const { executed, leftBecause } = perform(world, operation, scheduled, recorderFor);
    operations.push(executed);
    if (leftBecause !== null) return { operations, leftBecause };
  }
  return { operations, leftBecause: null };
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
    recorderFor === undefined ? {} : { recorder: recorderFor(world) },
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
function checkContents(scope: Scope, { contents }: ScheduledOperation): void {
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

function isSame(record: OperationRecord, scheduled: ScheduledOperation): boolean {
  return (
    record.op === scheduled.op &&
    record.start === scheduled.start &&
    record.end === scheduled.end &&
    String(record.sections) === String(scheduled.sections)
  );
}
