/** Operations and calls restricted to a part of a trace. */
import type { TracedOperation } from '../../subject/trace.ts';
import type { IndexRange } from './step-window.ts';

/** The operations with their steps within the window alone; `firstStep` is above `lastStep` where none is. */
export function cutOperations<Operation extends TracedOperation>(
  operations: readonly Operation[],
  window: IndexRange,
): Operation[] {
  return operations.map((operation) => ({
    ...operation,
    ...cutSteps(operation, window),
    calls: operation.calls.map((call) => ({ ...call, ...cutSteps(call, window) })),
  }));
}

function cutSteps(
  { firstStep, lastStep }: { readonly firstStep: number; readonly lastStep: number },
  { first, last }: IndexRange,
): { firstStep: number; lastStep: number } {
  const start = Math.max(firstStep, first);
  const end = Math.min(lastStep, last);
  const begin = Math.min(start, last + 1) - first;
  return { firstStep: begin, lastStep: Math.max(begin - 1, end - first) };
}
