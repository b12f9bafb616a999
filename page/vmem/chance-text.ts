/** The nondeterministic choices of an operation, in words. */
import type { VmemOperation } from '../../src/subjects/vmem/trace/steps.ts';
import { sizeText } from './address.ts';

/** The nondeterministic choices of the operation. */
export function chanceText({ failed, contents }: VmemOperation['scheduled']): string {
  const parts = [
    ...failed.map((attempt) => `allocation ${attempt} fails`),
    ...contents.map(({ attempt, marked }) => {
      const bytes = marked.reduce((sum, [, length]) => sum + length, 0);
      return `allocation ${attempt} returns memory that holds ${sizeText(bytes)} of 0xFD`;
    }),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}
