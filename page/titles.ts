/** The title of an operation: with its thread, if there are several. */
import type { Operation, Trace } from './page-document.ts';

export function titleOf(
  { operations }: Pick<Trace, 'operations'>,
  { label, thread }: Pick<Operation, 'label' | 'thread'>,
): string {
  const hasThreads = operations.some((operation) => operation.thread > 1);
  return hasThreads ? `thread ${thread}: ${label}` : label;
}
