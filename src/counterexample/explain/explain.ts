/** What a counterexample needs: each operation, failure, content and assumption taken away or changed, one at a time. */

import { InputError } from '../../errors.ts';
import type { Scope } from '../../subjects/vmem/environment/scope.ts';
import type { ScopeConfig } from '../../subjects/vmem/scope/scope-config.ts';
import type { ScheduledOperation } from '../counterexample.ts';
import { type AssumptionChange, assumptionChanges } from './assumptions.ts';
import { otherChances } from './chances.ts';
import { withAnyCallers } from './contract.ts';
import { chanceByAttempt, type ExplainTrial, type TrialOperation, tryOut } from './trial.ts';

/** What happens when one thing is different. */
export interface ExplainedTry {
  /** The claim breaks all the same. */
  readonly isViolated: boolean;
  /** What happens instead, as part of a sentence: `the claim holds`. */
  readonly instead: string;
  /** What else had to change so that it breaks: `allocation 7 of operation 1 fails`; mostly empty. */
  readonly note: string;
}

/** Numbers count from 1. */
export interface ExplainedOperation extends ExplainedTry {
  readonly operation: number;
  readonly label: string;
}

export interface ExplainedAllocation extends ExplainedTry {
  readonly operation: number;
  readonly attempt: number;
}

/** An operation is put aside after so many steps, so that others come in before it goes on. */
export interface ExplainedPreemption extends ExplainedTry {
  readonly operation: number;
  readonly thread: number;
  readonly steps: number;
}

export interface ExplainedAssumption {
  /** The field of the request. */
  readonly name: AssumptionChange['name'];
  readonly value: string;
  /** With none of the other values the claim breaks. */
  readonly isNecessary: boolean;
  readonly tried: readonly (ExplainedTry & { readonly value: string })[];
}

export interface Explanation {
  readonly operations: readonly ExplainedOperation[];
  /** With threads: each left out, the operation running on at once or only then. */
  readonly preemptions: readonly ExplainedPreemption[];
  /** Each failed allocation, let succeed. */
  readonly failures: readonly ExplainedAllocation[];
  /** Each memory that came with 0xFD in it, made to hold zeroes. */
  readonly contents: readonly ExplainedAllocation[];
  readonly assumptions: readonly ExplainedAssumption[];
}

export interface ExplainSubject {
  readonly request: ScopeConfig;
  readonly operations: readonly ScheduledOperation[];
  readonly labels: readonly string[];
  /** Mask of the facts that break the claim. */
  readonly violatedBy: number;
  readonly buildScope: (request: ScopeConfig) => Scope;
}

/** The operations must break the claim in the scope. Deterministic; executions only, no search. */
export function explain(subject: ExplainSubject): Explanation {
  const { request, operations, labels, violatedBy, buildScope } = subject;
  const scope = buildScope(request);
  const asWritten = operations.map((scheduled, origin) => ({
    origin,
    scheduled,
    chance: chanceByAttempt(scheduled),
  }));
  const judge = (schedule: readonly TrialOperation[]): ExplainedTry =>
    outcomeOf(tryOut(scope, schedule, violatedBy), labels);
  const base = tryOut(scope, asWritten, violatedBy);
  return {
    operations: labels.map((label, index) => ({
      operation: index + 1,
      label,
      ...judge(asWritten.filter(({ origin }) => origin !== index)),
    })),
    preemptions: [],
    failures: allocationsOf(operations, ({ failed }) => failed).map(({ index, attempt }) => ({
      operation: index + 1,
      attempt,
      ...judge(changed(asWritten, index, withoutFailure(operations[index], attempt))),
    })),
    contents: allocationsOf(operations, ({ contents }) =>
      contents.map((content) => content.attempt),
    ).map(({ index, attempt }) => ({
      operation: index + 1,
      attempt,
      ...judge(changed(asWritten, index, withZeroes(operations[index], attempt))),
    })),
    assumptions: assumptionChanges(request).map(({ name, value, others }) => {
      const tried = others.map((other) => ({
        value: other.value,
        ...tryRequest(subject, base, other.request),
      }));
      return { name, value, isNecessary: tried.every(({ isViolated }) => !isViolated), tried };
    }),
  };
}

function allocationsOf(
  operations: readonly ScheduledOperation[],
  attemptsOf: (operation: ScheduledOperation) => readonly number[],
): { readonly index: number; readonly attempt: number }[] {
  return operations.flatMap((operation, index) =>
    attemptsOf(operation).map((attempt) => ({ index, attempt })),
  );
}

function changed(
  schedule: readonly TrialOperation[],
  index: number,
  scheduled: ScheduledOperation,
): TrialOperation[] {
  return schedule.map((one) =>
    one.origin === index ? { ...one, chance: chanceByAttempt(scheduled) } : one,
  );
}

function withoutFailure(operation: ScheduledOperation, attempt: number): ScheduledOperation {
  return { ...operation, failed: operation.failed.filter((other) => other !== attempt) };
}

function withZeroes(operation: ScheduledOperation, attempt: number): ScheduledOperation {
  return {
    ...operation,
    contents: operation.contents.map((content) =>
      content.attempt === attempt ? { attempt, marked: [] } : content,
    ),
  };
}

/** With another machine or other callers the same allocation may have another number. */
function tryRequest(
  subject: ExplainSubject,
  base: ExplainTrial,
  request: ScopeConfig,
): ExplainedTry {
  try {
    if (request.contract !== subject.request.contract) return tryContract(subject, base, request);
    const scope = subject.buildScope(request);
    let first: ExplainTrial | undefined;
    for (const { schedule, note } of otherChances(subject.operations, base.asked, request.fresh)) {
      const trial = tryOut(scope, schedule, subject.violatedBy);
      const outcome = outcomeOf(trial, subject.labels);
      if (outcome.isViolated) return { ...outcome, note };
      first ??= trial;
    }
    return outcomeOf(first ?? base, subject.labels);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { isViolated: false, instead: `it is not possible: ${error.message}`, note: '' };
  }
}

function tryContract(
  { labels, violatedBy, buildScope, operations, request: own }: ExplainSubject,
  base: ExplainTrial,
  request: ScopeConfig,
): ExplainedTry {
  if (request.contract === 'kernel') {
    return { isViolated: false, instead: 'nobody makes such calls', note: '' };
  }
  const { vmemmapStart } = buildScope(own).kernel.machine;
  const { schedule, scope } = withAnyCallers(operations, base, request, vmemmapStart);
  return outcomeOf(tryOut(buildScope(scope), schedule, violatedBy), labels);
}

function outcomeOf(trial: ExplainTrial, labels: readonly string[]): ExplainedTry {
  const { brokenAt } = trial;
  const isViolated = brokenAt !== null && !trial.lacksContent;
  return {
    isViolated,
    instead: isViolated ? `operation ${brokenAt + 1} breaks the claim` : endText(trial, labels),
    note: '',
  };
}

function endText(
  { endedAt, skipped, lacksContent }: ExplainTrial,
  labels: readonly string[],
): string {
  if (lacksContent) return 'the recycled content was never freed';
  if (endedAt !== null) return `operation ${endedAt + 1} ends in another violation`;
  const left = [...new Set(skipped)].map((index) => `"${labels[index]}"`);
  if (left.length === 0) return 'the claim holds';
  return `${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} not possible`;
}
