/** A counterexample of vmem.c that is being shrunk. */

import type { Draft } from '../../../subject/draft.ts';
import type { Candidates, Trial } from '../../../subject/shrink.ts';
import type { Allocation } from '../execution/chance.ts';
import type { VmemExecution } from '../execution/execution.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';

export type VmemDraft = Draft<ScopeConfig, VmemScheduledOperation>;
export type VmemTrial = Trial<VmemDraft, VmemExecution>;
export type VmemCandidates = Candidates<VmemDraft, VmemExecution>;

/** The allocation requests of the operation, by its index in the draft. */
export function allocationsOf(
  { execution, executed }: VmemTrial,
  at: number,
): readonly Allocation[] {
  return execution.allocations.get(executed[at]) ?? [];
}
