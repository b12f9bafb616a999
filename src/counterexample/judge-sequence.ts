/** Executes a sequence of operations on the reference machine and judges it by one claim. */

import { version } from '../files/version.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { meet } from '../model/masks.ts';
import { buildScope } from '../subjects/vmem/build-scope.ts';
import { ScopeExecutor } from '../subjects/vmem/execution/executor.ts';
import type { ScheduledOperation } from '../subjects/vmem/execution/scheduled-operation.ts';
import type { ScopeConfig } from '../subjects/vmem/scope/scope-config.ts';
import { tellInOneLine, tellStory } from '../subjects/vmem/story/story.ts';
import { type Counterexample, makeCounterexample } from './counterexample.ts';
import { judgeExecution } from './judge-replay.ts';

/** `undecided`: an operation is not possible as written, and those before it break nothing. */
export type JudgedSequence =
  | { readonly verdict: 'holds' }
  | {
      readonly verdict: 'violated';
      /** The operations up to the first that breaks the claim. */
      readonly counterexample: Counterexample;
      readonly story: string;
    }
  | { readonly verdict: 'undecided'; readonly reason: string };

export function judgeSequence(
  request: ScopeConfig,
  schedule: readonly ScheduledOperation[],
  invariant: Invariant,
): JudgedSequence {
  const executor = new ScopeExecutor(buildScope(request));
  const { operations: executed, divergence } = executor.execute({ operations: schedule });
  // An operation that ran differently was not executed as written: it proves nothing.
  const before = schedule.slice(0, executed.length);
  const lastIsOther =
    divergence !== null && executor.execute({ operations: before }).divergence !== null;
  const operations = lastIsOther ? executed.slice(0, -1) : executed;
  const broken = operations.findIndex(({ facts }) => meet(facts, invariant.violatedBy));
  if (broken < 0) {
    if (divergence === null) return { verdict: 'holds' };
    const reason = `operation ${operations.length + 1} is not possible as written: ${divergence.reason}`;
    return { verdict: 'undecided', reason };
  }
  const told = operations.slice(0, broken + 1);
  const counterexample = makeCounterexample({
    tool: version,
    request,
    invariant: invariant.id,
    claim: invariant.claim,
    operations: told.map(({ scheduled }) => scheduled),
    steps: told.reduce((sum, { steps }) => sum + steps, 0),
    text: tellInOneLine(request.revision, invariant.id, told),
  });
  const story = tellStory({ counterexample, operations: told, invariant, file: null });
  return { verdict: 'violated', counterexample, story };
}

/** The same for a counterexample with threads, in its schedule. */
export function judgeTurns(read: Counterexample, invariant: Invariant): JudgedSequence {
  const { request, expected } = read;
  const claim = { tool: version, invariant: invariant.id, claim: invariant.claim };
  const counterexample = makeCounterexample({
    ...read,
    ...claim,
    steps: expected.steps,
    brokenBy: expected.operation,
  });
  const executor = new ScopeExecutor(buildScope(request));
  const execution = executor.execute(counterexample);
  const judged = judgeExecution({ counterexample, invariant, execution, executor });
  if (judged.outcome === 'fixed') return { verdict: 'holds' };
  if (judged.brokenBy === null) {
    const reason = `operation ${(judged.operation ?? 0) + 1} is not possible as written: ${judged.reason}`;
    return { verdict: 'undecided', reason };
  }
  const { operations } = execution;
  const violating = makeCounterexample({
    ...counterexample,
    steps: operations.reduce((sum, { steps }) => sum + steps, 0),
    brokenBy: judged.brokenBy,
    text: tellInOneLine(request.revision, invariant.id, operations),
  });
  const story = tellStory({ counterexample: violating, operations, invariant, file: null });
  return { verdict: 'violated', counterexample: violating, story };
}
