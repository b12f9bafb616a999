/** The document that these panels draw: a counterexample of vmem.c. */
import type { VmemTrace } from '../../src/subjects/vmem/trace/steps.ts';
import type { Show } from '../page-document.ts';

export interface VmemShow extends VmemTrace {
  readonly counterexample: {
    /** Roles of the threads; absent if there is only one. */
    readonly request: { readonly threads?: readonly string[] };
  };
}

/** The document of this subject, recognised by its subject name. */
export function vmemShow(show: Show): VmemShow {
  return show as unknown as VmemShow;
}
