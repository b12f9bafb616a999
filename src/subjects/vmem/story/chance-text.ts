/** The nondeterministic choices of an operation, in words. */
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';

/** ` (allocation 3 fails)`; empty if there were none. */
export function chanceText({ failed, contents }: VmemScheduledOperation): string {
  const parts: string[] = [];
  if (failed.length > 0) {
    parts.push(
      `${failed.length === 1 ? 'allocation' : 'allocations'} ${failed.join(', ')} ${failed.length === 1 ? 'fails' : 'fail'}`,
    );
  }
  for (const { attempt, marked } of contents) {
    const bytes = marked.reduce((sum, [, length]) => sum + length, 0);
    parts.push(`allocation ${attempt} returns memory with ${bytes} bytes of 0xFD in it`);
  }
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}
