/** Executes the result of a search again on the reference machine before it is reported. */

import type { ConfirmedViolation } from '../commands/check/result.ts';
import { ModelError, OutputError } from '../errors.ts';
import { version } from '../files/version.ts';
import type { Invariant } from '../invariants/invariant.ts';
import type { TransitionRecord } from '../model/system.ts';
import type { ScopeData } from '../subject/scopes.ts';
import { buildScope } from '../subjects/vmem/build-scope.ts';
import type { Execution } from '../subjects/vmem/execution/execution.ts';
import { execute } from '../subjects/vmem/execution/executor.ts';
import { interleavedSchedule } from '../subjects/vmem/execution/schedule.ts';
import { toScheduledOperation } from '../subjects/vmem/execution/scheduled-operation.ts';
import type { ScopeConfig } from '../subjects/vmem/scope/scope-config.ts';
import { tellInOneLine } from '../subjects/vmem/story/story.ts';
import { isBrokenAtEnd } from './broken-part.ts';
import { type Counterexample, makeCounterexample } from './counterexample.ts';
import { writeCounterexample } from './files.ts';

export interface FoundViolation {
  readonly invariant: Invariant;
  readonly scope: ScopeData;
  readonly transitions: readonly TransitionRecord[];
  readonly steps: number;
  /** As `Violation` has it. */
  readonly isOnlyDepthFirst?: boolean | undefined;
}

/** What the reference machine does on the path to the violation. */
export function executed({ scope: searched, transitions }: FoundViolation): Execution {
  const scope = searched as ScopeConfig;
  return execute(buildScope(scope), scheduleOf(scope, transitions));
}

/**
 * Two independently written machines must agree: otherwise throws `ModelError`. `execution` is that of the
 * same transitions.
 */
export function confirm(
  found: FoundViolation,
  execution: Execution = executed(found),
): ConfirmedViolation {
  const { invariant } = found;
  const scope = found.scope as ScopeConfig;
  const { operations, turns } = scheduleOf(scope, found.transitions);
  const last = execution.operations.at(-1);
  const text = tellInOneLine(scope.revision, invariant.id, execution.operations);
  if (execution.divergence !== null) {
    throw new ModelError(
      `the search found "${text}", but the reference machine leaves the path: ${execution.divergence.reason}`,
    );
  }
  if (last === undefined || !isBrokenAtEnd(invariant, execution)) {
    throw new ModelError(
      `the search found "${text}", but the reference machine does not violate ${invariant.id}`,
    );
  }
  const steps = execution.operations.reduce((sum, operation) => sum + operation.steps, 0);
  const counterexample = makeCounterexample({
    tool: version,
    request: scope,
    invariant: invariant.id,
    claim: invariant.claim,
    operations,
    turns,
    brokenBy: last.index,
    steps,
    text,
  });
  return {
    invariant,
    counterexample,
    execution,
    operations: operations.length,
    steps,
    file: null,
  };
}

/** The content of a counterexample file for the transitions. */
export function scheduleOf(
  scope: ScopeConfig,
  transitions: readonly TransitionRecord[],
): Pick<Counterexample, 'operations' | 'turns'> {
  if (scope.threads.length === 0) return { operations: transitions.map(toScheduledOperation) };
  const { operations, turns } = interleavedSchedule(transitions);
  return {
    operations: [...operations],
    turns: turns.map(([thread, steps]) => [thread, steps]),
  };
}

/**
 * The violation with its file; `suffix` follows the name of the claim. A failure to write the file is part
 * of the result, so that the result is still reported.
 */
export function withFile(
  confirmed: ConfirmedViolation,
  directory: string | null,
  suffix = '',
): ConfirmedViolation {
  if (directory === null) return confirmed;
  try {
    const file = writeCounterexample(directory, confirmed.counterexample, suffix);
    return { ...confirmed, file };
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    return { ...confirmed, unwritten: error.message };
  }
}

/** The one with the fewest operations, then steps, then the first. */
export function shortest(found: readonly FoundViolation[]): FoundViolation {
  return found.reduce((best, next) => {
    const operations = next.transitions.length - best.transitions.length;
    const isShorter = operations < 0 || (operations === 0 && next.steps < best.steps);
    return isShorter ? next : best;
  });
}
