/** A counterexample of vmem.c. */
import type { Counterexample } from '../../../counterexample/counterexample.ts';
import { allInvariants } from '../../../invariants/catalogue.ts';
import { buildScope } from '../build-scope.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';
import type { TraceRequest } from './trace-steps.ts';

export type VmemCounterexample = Counterexample<ScopeConfig, VmemScheduledOperation>;

/** Its steps, judged by all claims. */
export function traceRequest({
  request,
  operations,
  turns,
  invariant,
}: Pick<VmemCounterexample, 'request' | 'operations' | 'turns' | 'invariant'>): TraceRequest {
  const scope = buildScope(request);
  return { scope, operations, turns, claims: allInvariants, violated: invariant };
}
