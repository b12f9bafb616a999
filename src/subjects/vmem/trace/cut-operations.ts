/** Operations and calls as a part of a trace has them. */
import type { IndexRange } from './step-window.ts';
import type { TracedCall, TracedOperation } from './steps.ts';

/** The operations with their steps within the window alone; `firstStep` is above `lastStep` where none is. */
export function cutOperations(
  operations: readonly TracedOperation[],
  window: IndexRange,
): TracedOperation[] {
  return operations.map((operation) => ({
    ...operation,
    ...cutSteps(operation, window),
    calls: operation.calls.map((call): TracedCall => ({ ...call, ...cutSteps(call, window) })),
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
