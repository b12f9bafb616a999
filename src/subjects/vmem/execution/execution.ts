/** What executing a schedule on the reference machine gives: the operations, their calls, every event. */

import type * as generic from '../../../subject/execution.ts';
import type { OperationRecorder, RecordedCall } from '../plain/recorder.ts';
import type { PendingStep } from '../plain/threads.ts';
import type { ReferenceWorld } from '../plain/world.ts';
import type { Allocation, Chance } from './chance.ts';
import type { ScheduledOperation } from './scheduled-operation.ts';

export interface ExecutedOperation extends generic.ExecutedPart<ScheduledOperation> {
  /** Empty if nothing was recorded. */
  readonly calls: readonly RecordedCall[];
  /** Attempts at an allocation that earlier parts of the operation made. */
  readonly attemptsBefore: number;
}

export interface Execution extends generic.Execution<ExecutedOperation> {
  /** Of each thread that is inside an operation at the end, the step that it would take next. */
  readonly pending: readonly PendingStep[];
  /** What each operation requested of the allocator, by index in the schedule. */
  readonly allocations: ReadonlyMap<number, readonly Allocation[]>;
}

export type Schedule = generic.Schedule<ScheduledOperation>;

/** Makes the recorder of each part, before it begins. */
export type RecorderFor = (world: ReferenceWorld, thread: number) => OperationRecorder;

export interface ExecuteOptions extends generic.ExecuteOptions<ExecutedOperation> {
  readonly recorderFor?: RecorderFor | undefined;
  /** What chance does, by index in the schedule, if that is not what the schedule says. */
  readonly chanceOf?: (index: number) => Chance;
}
