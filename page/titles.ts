/** The title of an operation: with its thread, if there are several. */
import type { ExecutionTrace, TracedOperation } from '../src/subjects/vmem/trace/steps.ts';

export function titleOf(
  { operations }: Pick<ExecutionTrace, 'operations'>,
  { label, thread }: Pick<TracedOperation, 'label' | 'thread'>,
): string {
  const hasThreads = operations.some((operation) => operation.thread > 1);
  return hasThreads ? `thread ${thread}: ${label}` : label;
}
