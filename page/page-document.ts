/** The document that the page draws: a counterexample of vmem.c. */
import type { PageDocument as AnyPageDocument } from '../src/commands/show/page-document.ts';
import type { VmemTrace } from '../src/subjects/vmem/trace/steps.ts';

type AnyShow = AnyPageDocument<VmemTrace>['show'];

interface Show extends Omit<AnyShow, 'counterexample'> {
  readonly counterexample: Omit<AnyShow['counterexample'], 'request'> & {
    /** Roles of the threads; absent if there is only one. */
    readonly request: { readonly threads?: readonly string[] };
  };
}

export interface PageDocument extends Omit<AnyPageDocument, 'show'> {
  readonly show: Show;
}
