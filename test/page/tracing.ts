/** Traces for the page tests: executed counterexamples of the corpus. */
import type { VmemTrace } from '../../src/subjects/vmem/trace/steps.ts';
import { traceVmem } from '../support/vmem-files.ts';

export function traceOf(name: string): VmemTrace {
  return traceVmem(`corpus/${name}.json`);
}
