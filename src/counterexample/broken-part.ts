/**
 * Finds the part of an execution that breaks a claim: the first with one of its facts, or where no
 * thread can continue.
 */

import { noDeadlockId } from '../explorer/judge.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { meet } from '../model/masks.ts';
import type { ExecutedPart, Execution } from '../subject/execution.ts';

/** The data that decides whether a part breaks a claim. */
export type BreakableClaim = Pick<Invariant, 'id' | 'violatedBy'>;

/**
 * Index among the parts; -1 if none breaks the claim, or if the schedule cannot be executed to its end as
 * written.
 */
export function brokenPart(claim: BreakableClaim, execution: Execution): number {
  return execution.divergence === null ? firstBrokenPart(claim, execution) : -1;
}

/** The same for the parts that were executed, whether or not the whole schedule could be followed. */
export function firstBrokenPart(
  claim: BreakableClaim,
  { operations, isStuck }: Pick<Execution, 'operations' | 'isStuck'>,
): number {
  if (claim.id === noDeadlockId) return isStuck ? operations.length - 1 : -1;
  return operations.findIndex((part) => breaks(claim, part));
}

/** True if the part shows a fact that breaks the claim. A deadlock is detected only at the end. */
export function breaks(
  { violatedBy }: BreakableClaim,
  { facts }: Pick<ExecutedPart, 'facts'>,
): boolean {
  return meet(facts, violatedBy);
}

/** True if the last part breaks the claim, whether or not an earlier one does. */
export function isBrokenAtEnd(
  { id, violatedBy }: BreakableClaim,
  { operations, isStuck }: Execution,
): boolean {
  if (id === noDeadlockId) return isStuck;
  return meet(operations.at(-1)?.facts ?? 0, violatedBy);
}
