/** Judges one execution of the operations of a counterexample: which part violates the claim, and the outcome. */

import { noDeadlockId } from '../explorer/judge.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { meet } from '../model/masks.ts';
import type { Divergence, ExecutedPart, Execution, Executor } from '../subject/execution.ts';
import type { Counterexample } from './counterexample.ts';

export const replayOutcomes = ['reproduced', 'fixed', 'different'] as const;

export interface JudgedReplay {
  /** See `judgeExecution`. */
  readonly outcome: (typeof replayOutcomes)[number];
  /** Index of the operation that violates the claim, or where the execution diverged; null if fixed. */
  readonly operation: number | null;
  /** As part of a sentence; null unless the outcome is `different`. */
  readonly reason: string | null;
  /** Index of the first operation that violates the claim; null if it holds so far. */
  readonly brokenBy: number | null;
}

/** The operations of the file, as far as they could be executed. */
export interface JudgedExecution {
  readonly counterexample: Counterexample;
  readonly invariant: BreakableClaim;
  readonly execution: Execution;
  /** Data of the scope in which it was executed. */
  readonly executor: Executor;
}

/**
 * `reproduced`: everything happens as written, and the operation of the file is the first that breaks the
 * claim. `fixed`: every operation runs to its end, and the claim holds in all of them. Otherwise `different`.
 */
export function judgeExecution(judged: JudgedExecution): JudgedReplay {
  const { counterexample, invariant, execution } = judged;
  const broken = brokenOperation(judged);
  if (broken !== null) return judgeBroken(judged, broken);
  const departure = departureOf(execution);
  if (departure !== null) return different(departure.operation, departure.reason);
  const { operations, turns } = counterexample;
  const fixed = { outcome: 'fixed', operation: null, reason: null, brokenBy: null } as const;
  if (turns === undefined) return fixed;
  // The schedule ends at the violation; another revision may need more steps to get there.
  const whole = judged.executor.execute({ operations, turns }, { toTheEnd: true });
  const late = whole.operations[firstBrokenPart(invariant, whole)];
  if (late !== undefined) {
    const reason = `the invariant is violated after the turns of the file, by "${late.label}"`;
    return { ...different(late.index, reason), brokenBy: late.index };
  }
  const end = departureOf(whole);
  return end === null ? fixed : different(end.operation, end.reason);
}

function judgeBroken(
  { execution, counterexample }: JudgedExecution,
  by: ExecutedPart,
): JudgedReplay {
  const { divergence, operations } = execution;
  const expected = counterexample.expected.operation ?? operations.at(-1)?.index ?? by.index;
  if (by.index !== expected) {
    const when = by.index < expected ? 'earlier' : 'later';
    const reason = `the invariant is violated ${when}, by "${by.label}"`;
    return { ...different(by.index, reason), brokenBy: by.index };
  }
  return divergence === null
    ? { outcome: 'reproduced', operation: by.index, reason: null, brokenBy: by.index }
    : { ...different(divergence.operation, divergence.reason), brokenBy: by.index };
}

function different(operation: number, reason: string): JudgedReplay {
  return { outcome: 'different', operation, reason, brokenBy: null };
}

/** The first part that violates the claim; null if there is none. */
function brokenOperation({
  invariant,
  execution,
  counterexample,
}: JudgedExecution): ExecutedPart | null {
  const part = execution.operations[firstBrokenPart(invariant, execution)];
  if (part === undefined) return null;
  // A deadlock belongs to no particular operation, so the file may name any.
  const { operation } = counterexample.expected;
  return invariant.id === noDeadlockId && operation !== null ? { ...part, index: operation } : part;
}

/** Where an execution diverged from the file, including a crash; null if it did not. */
function departureOf({ operations, divergence }: Execution): Divergence | null {
  const crash = operations.find(({ ends }) => ends);
  if (crash !== undefined) {
    return { operation: crash.index, reason: `the kernel crashes in "${crash.label}"` };
  }
  return divergence;
}

/** The data that decides whether a part violates a claim. */
export type BreakableClaim = Pick<Invariant, 'id' | 'violatedBy'>;

/** Index among the parts; -1 if none violates the claim, or the schedule cannot be followed. */
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

/** True if the part shows a fact that violates the claim. A deadlock is detected only at the end. */
export function breaks(
  { violatedBy }: BreakableClaim,
  { facts }: Pick<ExecutedPart, 'facts'>,
): boolean {
  return meet(facts, violatedBy);
}

/** True if the last part violates the claim, whether or not an earlier one does. */
export function isBrokenAtEnd(
  { id, violatedBy }: BreakableClaim,
  { operations, isStuck }: Execution,
): boolean {
  if (id === noDeadlockId) return isStuck;
  return meet(operations.at(-1)?.facts ?? 0, violatedBy);
}
