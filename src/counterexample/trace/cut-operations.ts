/** Operations and calls restricted to a part of a trace. */
import type { TracedOperation } from '../../subject/trace.ts';
import type { IndexRange } from './step-window.ts';

/** The operations, with only their steps in the window; `firstStep` is above `lastStep` if there are none. */
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
