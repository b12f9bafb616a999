/** Counterexamples shared by tests: each has a few operations in the scope of preset quick. */

import { findInvariant } from '../../src/invariants/catalogue.ts';
import type { Invariant } from '../../src/invariants/invariant.ts';
import type { VmemScheduledOperation } from '../../src/subjects/vmem/execution/scheduled-operation.ts';
import { findPreset } from '../../src/subjects/vmem/scope/presets.ts';
import type { ScopeConfig } from '../../src/subjects/vmem/scope/scope-config.ts';
import type { VmemCounterexample } from '../../src/subjects/vmem/trace/vmem-counterexample.ts';
import { makeVmem } from './vmem-files.ts';

export function quickScope(): ScopeConfig {
  const scope = findPreset('quick')?.scopes[0];
  if (scope === undefined) throw new Error('preset quick is gone');
  return scope;
}

export function invariantOf(id: string): Invariant {
  const invariant = findInvariant(id);
  if (invariant === undefined) throw new Error(`invariant ${id} is gone`);
  return invariant;
}

export function step(op: string, section: number, failed: number[] = []): VmemScheduledOperation {
  return { op, sections: [section], failed, contents: [] };
}

export function counterexampleOf(
  invariantId: string,
  operations: readonly VmemScheduledOperation[],
  steps: number,
): VmemCounterexample {
  const { claim } = invariantOf(invariantId);
  return makeVmem({
    tool: '0.1.0',
    request: quickScope(),
    invariant: invariantId,
    claim,
    operations,
    steps,
    text: `linux-5.10 violates ${invariantId}`,
  });
}

/** The pmd table for the second block cannot be allocated; populate returns 0 anyway. */
export const falseSuccess = (): VmemCounterexample =>
  counterexampleOf('success-means-mapped', [step('add', 2, [7])], 32);

/** After the false success the neighbour treats the hole as unused and fills it with 0xFD. */
export const neighbourMarked = (): VmemCounterexample =>
  counterexampleOf('live-memmap-not-marked', [step('add', 2, [7]), step('add', 3)], 60);

/** The same operations on another revision. */
export function onRevision(
  revision: string,
  { request, ...rest }: VmemCounterexample,
): VmemCounterexample {
  return { ...rest, request: { ...request, revision } };
}
