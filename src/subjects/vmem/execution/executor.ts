/**
 * Executes schedules on the plain machine. A single thread is one turn without a limit for each
 * operation.
 */
import type { Turn } from '../../../subject/execution.ts';
import { buildScope } from '../build-scope.ts';
import type { Operation, OperationRecord, Scope } from '../environment/scope.ts';
import { ReferenceWorld } from '../plain/world.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import type { VmemExecuteOptions, VmemExecution, VmemSchedule } from './execution.ts';
import { ScheduleRun } from './schedule-run.ts';
import type { VmemScheduledOperation } from './scheduled-operation.ts';

export class ScopeExecutor {
  readonly scope: Scope;
  /** By thread: the operations that it may start, by their form in schedules. */
  private readonly menus: readonly ReadonlyMap<string, Operation>[];
  /** For one thread, created once, because the tables of a real machine are large. */
  private world: ReferenceWorld | null = null;

  constructor(scope: Scope) {
    this.scope = scope;
    const all = scope.operations.map((_, index) => index);
    const menus = scope.threads?.map(({ menu }) => menu) ?? [all];
    this.menus = menus.map(
      (menu) =>
        new Map(
          [...menu].reverse().map((at) => {
            const operation = scope.operations[at];
            return [operationKey(operation.record), operation];
          }),
        ),
    );
  }

  execute(schedule: VmemSchedule, options: VmemExecuteOptions = {}): VmemExecution {
    const { scope } = this;
    const run = new ScheduleRun(scope, this.freshWorld(), schedule, {
      ...options,
      find: (thread, scheduled) => this.menus[thread].get(operationKey(scheduled)),
    });
    return run.follow(schedule.turns ?? schedule.operations.map(wholeOperation));
  }

  private freshWorld(): ReferenceWorld {
    if (this.scope.threads !== undefined) return new ReferenceWorld(this.scope);
    this.world ??= new ReferenceWorld(this.scope);
    this.world.reset();
    return this.world;
  }
}

/** Executes one schedule in a new world. */
export function execute(
  scope: Scope,
  schedule: VmemSchedule,
  options: VmemExecuteOptions = {},
): VmemExecution {
  return new ScopeExecutor(scope).execute(schedule, options);
}

function wholeOperation(_: VmemScheduledOperation, index: number): Turn {
  return [1, Infinity, index];
}

function operationKey({
  op,
  start,
  end,
  sections,
}: OperationRecord | VmemScheduledOperation): string {
  return `${op} ${start} ${end} ${sections}`;
}

export const vmemExecution = {
  executor: (request: ScopeConfig): ScopeExecutor => new ScopeExecutor(buildScope(request)),
};
