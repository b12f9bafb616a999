/** Which part of an execution breaks a claim: the first that shows one of its facts, or where nobody can go on. */
import { noDeadlockId } from '../explorer/claims.ts';
import type { Invariant } from '../invariants/invariant.ts';
import type { Counterexample } from '../trace/counterexample.ts';
import type { Execution } from '../trace/execution.ts';

/** What tells whether a part breaks a claim. */
export type Claim = Pick<Invariant, 'id' | 'violatedBy'>;

/** Index among the parts; -1 if none breaks the claim, or the schedule cannot happen to its end as written. */
export function brokenPart({ id, violatedBy }: Claim, execution: Execution): number {
  const { operations, leftBecause, isStuck = false } = execution;
  if (leftBecause !== null) return -1;
  if (id === noDeadlockId) return isStuck ? operations.length - 1 : -1;
  return firstBreaking(violatedBy, execution);
}

function firstBreaking(violatedBy: number, { operations }: Execution): number {
  return operations.findIndex(({ facts }) => (facts & violatedBy) !== 0);
}

/**
 * Index among the operations of the file, as far as they happened; -1 if none breaks the claim. A
 * deadlock is nobody's in particular, so whichever operation the file names for one is right.
 */
export function brokenOperation(
  { id, violatedBy }: Claim,
  execution: Execution,
  { expected }: Counterexample,
): number {
  if (id === noDeadlockId) return execution.isStuck ? expected.operation : -1;
  return execution.operations[firstBreaking(violatedBy, execution)]?.index ?? -1;
}

/** True if the last part breaks the claim, whether an earlier one does or not. */
export function isBrokenAtEnd(
  { id, violatedBy }: Claim,
  { operations, isStuck = false }: Execution,
): boolean {
  if (id === noDeadlockId) return isStuck;
  return ((operations.at(-1)?.facts ?? 0) & violatedBy) !== 0;
}
