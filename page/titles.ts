/** The title of an operation: with its thread, if there are several. */
import type { VmemOperation, VmemTrace } from '../src/subjects/vmem/trace/steps.ts';

export function titleOf(
  { operations }: Pick<VmemTrace, 'operations'>,
  { label, thread }: Pick<VmemOperation, 'label' | 'thread'>,
): string {
  const hasThreads = operations.some((operation) => operation.thread > 1);
  return hasThreads ? `thread ${thread}: ${label}` : label;
}
