/** A counterexample of vmem.c that is being shrunk. */

import type { Draft } from '../../../subject/draft.ts';
import type { Candidates, Trial } from '../../../subject/shrink.ts';
import type { Allocation } from '../execution/chance.ts';
import type { Execution } from '../execution/execution.ts';
import type { ScheduledOperation } from '../execution/scheduled-operation.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';

export type VmemDraft = Draft<ScopeConfig, ScheduledOperation>;
export type VmemTrial = Trial<VmemDraft, Execution>;
export type VmemCandidates = Candidates<VmemDraft, Execution>;

/** The allocation requests of the operation, by its index in the draft. */
export function allocationsOf(
  { execution, executed }: VmemTrial,
  at: number,
): readonly Allocation[] {
  return execution.allocations.get(executed[at]) ?? [];
}
