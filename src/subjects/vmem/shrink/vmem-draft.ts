/** A counterexample of vmem.c that is being shrunk, its windows of addresses, and its equal blocks. */
import type { Draft } from '../../../subject/draft.ts';
import type { Candidates, Trial } from '../../../subject/shrink.ts';
import type { Scope } from '../environment/scope.ts';
import type { Allocation } from '../execution/chance.ts';
import type { VmemExecution } from '../execution/execution.ts';
import type { VmemScheduledOperation } from '../execution/scheduled-operation.ts';
import type { ScopeConfig } from '../scope/scope-config.ts';

export type VmemDraft = Draft<ScopeConfig, VmemScheduledOperation>;
export type VmemTrial = Trial<VmemDraft, VmemExecution>;
export type VmemCandidates = Candidates<VmemDraft, VmemExecution>;

/** The allocation requests of the operation, by its index in the draft. */
export function allocationsOf(
  { execution, executed }: Pick<VmemTrial, 'execution' | 'executed'>,
  at: number,
): readonly Allocation[] {
  return execution.allocations.get(executed[at]) ?? [];
}

export const windows = ['memmap', 'identity'] as const;
export type Window = (typeof windows)[number];

export function windowOfOperation({ op }: VmemScheduledOperation): Window {
  return op === 'populate' || op === 'free' ? 'memmap' : 'identity';
}

export function windowStart(scope: Scope, window: Window): number {
  return window === 'memmap' ? scope.kernel.machine.vmemmapStart : 0;
}

/** The draft, and the draft with two memory blocks of equal size exchanged. */
export function withTwins(draft: VmemDraft): VmemDraft[] {
  const { blocks } = draft.request;
  const twins = blocks.flatMap((one, index) =>
    blocks
      .slice(index + 1)
      .filter((other) => other.length === one.length)
      .map((other) => swapped(draft, one, other)),
  );
  return [draft, ...twins];
}

function swapped(draft: VmemDraft, one: readonly number[], other: readonly number[]): VmemDraft {
  const placeOf = new Map([
    [String(one), other],
    [String(other), one],
  ]);
  const operations = draft.operations.map((operation) => {
    const place = placeOf.get(String(operation.sections));
    return place === undefined ? operation : { ...operation, sections: [...place] };
  });
  return { ...draft, operations };
}
