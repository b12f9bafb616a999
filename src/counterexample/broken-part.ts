/** Which part of an execution breaks a claim: the first that shows one of its facts, or where nobody can go on. */

import { noDeadlockId } from '../explorer/claims.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { meet } from '../model/masks.ts';
import type { Execution } from '../subjects/vmem/execution/execution.ts';

/** What tells whether a part breaks a claim. */
export type Claim = Pick<Invariant, 'id' | 'violatedBy'>;

/** Index among the parts; -1 if none breaks the claim, or the schedule cannot happen to its end as written. */
export function brokenPart(claim: Claim, execution: Execution): number {
  return execution.leftBecause === null ? firstBrokenPart(claim, execution) : -1;
}

/** The same of as many parts as happened, whether the schedule could be followed or not. */
export function firstBrokenPart({ id, violatedBy }: Claim, execution: Execution): number {
  const { operations, isStuck = false } = execution;
  if (id === noDeadlockId) return isStuck ? operations.length - 1 : -1;
  return operations.findIndex(({ facts }) => meet(facts, violatedBy));
}

/** True if the last part breaks the claim, whether an earlier one does or not. */
export function isBrokenAtEnd(
  { id, violatedBy }: Claim,
  { operations, isStuck = false }: Execution,
): boolean {
  if (id === noDeadlockId) return isStuck;
  return meet(operations.at(-1)?.facts ?? 0, violatedBy);
}
