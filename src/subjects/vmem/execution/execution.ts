/**
 * The result of executing a schedule on the plain machine: the operations, their calls, every event.
 */
import type * as generic from '../../../subject/execution.ts';
import type { OperationRecorder, RecordedCall } from '../plain/recorder.ts';
import type { PendingStep } from '../plain/threads.ts';
import type { ReferenceWorld } from '../plain/world.ts';
import type { Allocation, Chance } from './chance.ts';
import type { VmemScheduledOperation } from './scheduled-operation.ts';

export interface ExecutedOperation extends generic.ExecutedPart<VmemScheduledOperation> {
  /** Empty if nothing was recorded. */
  readonly calls: readonly RecordedCall[];
  /** Allocation attempts in earlier parts of the operation. */
  readonly attemptsBefore: number;
}

export interface VmemExecution extends generic.Execution<ExecutedOperation> {
  /** For each thread that is inside an operation at the end, its next step. */
  readonly pending: readonly PendingStep[];
  /** The allocation requests of each operation, by index in the schedule. */
  readonly allocations: ReadonlyMap<number, readonly Allocation[]>;
}

export type VmemSchedule = generic.Schedule<VmemScheduledOperation>;

/** Creates the recorder of each part, before it starts. */
export type RecorderFor = (world: ReferenceWorld, thread: number) => OperationRecorder;

export interface VmemExecuteOptions extends generic.ExecuteOptions<ExecutedOperation> {
  readonly recorderFor?: RecorderFor | undefined;
  /** Replaces the choices in the schedule, by index in the schedule. */
  readonly chanceOf?: (index: number) => Chance;
}
