/** Executes a sequence of operations with the executor of the subject and judges it by one claim. */

import { version } from '../files/package.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { type ScheduledOperation, stepsOf } from '../subject/execution.ts';
import type { ScopeData } from '../subject/scopes.ts';
import type { Subject } from '../subject/subject.ts';
import { type Counterexample, makeCounterexample } from './counterexample.ts';
import { firstBrokenPart, judgeExecution } from './judge-execution.ts';
import { lineOf, storyText } from './story.ts';

/** `undecided`: an operation is not possible as written, and no earlier one violates the claim. */
export type JudgedSequence =
  | { readonly verdict: 'holds' }
  | {
      readonly verdict: 'violated';
      /** The operations up to the first that violates the claim. */
      readonly counterexample: Counterexample;
      readonly story: string;
    }
  | { readonly verdict: 'undecided'; readonly reason: string };

export function judgeSequence(
  subject: Subject,
  request: ScopeData,
  schedule: readonly ScheduledOperation[],
  invariant: Invariant,
): JudgedSequence {
  const executor = subject.execution.executor(request);
  const execution = executor.execute({ operations: schedule });
  const { operations: executed, divergence } = execution;
  // A diverged execution proves nothing.
  const before = schedule.slice(0, executed.length);
  const lastIsOther =
    divergence !== null && executor.execute({ operations: before }).divergence !== null;
  const operations = lastIsOther ? executed.slice(0, -1) : executed;
  const broken = firstBrokenPart(invariant, { ...execution, operations });
  if (broken < 0) {
    if (divergence === null) return { verdict: 'holds' };
    const reason = `operation ${operations.length + 1} is not possible as written: ${divergence.reason}`;
    return { verdict: 'undecided', reason };
  }
  const story = operations.slice(0, broken + 1);
  const counterexample = makeCounterexample(subject, {
    tool: version,
    request,
    invariant: invariant.id,
    claim: invariant.claim,
    operations: story.map(({ scheduled }) => scheduled),
    steps: stepsOf({ operations: story }),
    text: lineOf(subject, request, invariant.id, story),
  });
  return violated(subject, counterexample, invariant);
}

/** The same for a counterexample with threads, in its turns. */
export function judgeTurns(
  subject: Subject,
  read: Counterexample,
  invariant: Invariant,
): JudgedSequence {
  const { request, expected } = read;
  const claim = { tool: version, invariant: invariant.id, claim: invariant.claim };
  const counterexample = makeCounterexample(subject, {
    ...read,
    ...claim,
    steps: expected.steps,
    brokenBy: expected.operation,
  });
  const executor = subject.execution.executor(request);
  const execution = executor.execute(counterexample);
  const judged = judgeExecution({ counterexample, invariant, execution, executor });
  if (judged.outcome === 'fixed') return { verdict: 'holds' };
  if (judged.brokenBy === null) {
    const reason = `operation ${(judged.operation ?? 0) + 1} is not possible as written: ${judged.reason}`;
    return { verdict: 'undecided', reason };
  }
  const violating = makeCounterexample(subject, {
    ...counterexample,
    steps: stepsOf(execution),
    brokenBy: judged.brokenBy,
    text: lineOf(subject, request, invariant.id, execution.operations),
  });
  return violated(subject, violating, invariant);
}

function violated(
  subject: Subject,
  counterexample: Counterexample,
  invariant: Invariant,
): JudgedSequence {
  const story = storyText(subject, { counterexample, invariant, file: null });
  return { verdict: 'violated', counterexample, story };
}
