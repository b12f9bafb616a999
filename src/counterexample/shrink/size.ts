/** How large a counterexample is: fewer operations first, then fewer failures, then the rest. */
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ScheduledOperation } from '../counterexample.ts';
import { bytesOf, type ShrinkPlan } from './trial.ts';

/** Compared from left to right. What is kept is always smaller, so shrinking ends. */
export type PlanSize = readonly number[];

export function sizeOf({ request, operations }: ShrinkPlan): PlanSize {
  return [
    operations.length,
    sum(operations, ({ failed }) => failed.length),
    // Where all fresh memory is 0xFD, that is no choice of anybody.
    request.fresh === 'recycled' ? sum(operations, markedBytes) : 0,
    sum(operations, rangeBytes),
    scopeSize(request),
    request.failAllocs,
    request.fresh === 'recycled' ? 1 : 0,
  ];
}

export function isSmaller(a: PlanSize, b: PlanSize): boolean {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing >= 0 && a[differing] < b[differing];
}

function sum(
  operations: readonly ScheduledOperation[],
  of: (operation: ScheduledOperation) => number,
): number {
  return operations.reduce((total, operation) => total + of(operation), 0);
}

function markedBytes({ contents }: ScheduledOperation): number {
  return contents.reduce((total, { marked }) => total + bytesOf(marked), 0);
}

function rangeBytes({ start, end }: ScheduledOperation): number {
  return start === undefined || end === undefined ? 0 : Number(end) - Number(start);
}

function scopeSize(request: ScopeConfig): number {
  const { blocks, dcss, memmapPages, identityPages, memmapPoints, identityPoints } = request;
  return (
    blocks.flat().length +
    (dcss === null ? 0 : 1) +
    memmapPages +
    identityPages +
    memmapPoints.length +
    identityPoints.length
  );
}
