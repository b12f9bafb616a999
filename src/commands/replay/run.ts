/** Executes stored counterexamples again, on their own revision or on another one. */

import { type Counterexample, makeCounterexample } from '../../counterexample/counterexample.ts';
import { findCounterexamples, readCounterexample } from '../../counterexample/files.ts';
import { type JudgedReplay, judgeExecution } from '../../counterexample/judge-replay.ts';
import { InputError } from '../../errors.ts';
import { forEachFile } from '../../files/each-file.ts';
import { mustBeOneOf } from '../../input/nearest.ts';
import { allInvariantIds, findInvariant } from '../../invariants/catalogue.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { buildScope } from '../../subjects/vmem/build-scope.ts';
import type { Execution } from '../../subjects/vmem/execution/execution.ts';
import { ScopeExecutor } from '../../subjects/vmem/execution/executor.ts';
import { brokenAt, codeJson } from '../../subjects/vmem/story/code-text.ts';
import { tellInOneLine } from '../../subjects/vmem/story/story.ts';
import type { ReplayOutcome, ReplayRun } from './report.ts';

/** A counterexample read from a file and executed. */
export interface ReplayedFile {
  /** As in the file, with its own revision. */
  readonly read: Counterexample;
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  readonly execution: Execution;
  readonly judged: JudgedReplay;
}

/** Throws `InputError` if the file names a claim that does not exist. */
export function claimOfFile(file: string, read: Counterexample): Invariant {
  const invariant = findInvariant(read.invariant);
  if (invariant !== undefined) return invariant;
  throw new InputError(
    `${file}: invariant is ${JSON.stringify(read.invariant)}; ${mustBeOneOf(read.invariant, allInvariantIds, 'tablewalk list invariants')}`,
  );
}

export function replayFile(file: string, revision: string | null = null): ReplayedFile {
  const read = readCounterexample(file);
  const invariant = claimOfFile(file, read);
  const request = { ...read.request, revision: revision ?? read.request.revision };
  const { steps } = read.expected;
  const claim = read.claim === '' ? invariant.claim : read.claim;
  const counterexample = makeCounterexample({
    ...read,
    claim,
    request,
    steps,
    brokenBy: read.expected.operation,
  });
  return { read, counterexample, invariant, ...executeNamed(file, counterexample, invariant) };
}

/** Reports an error in the content of a file with the name of the file. */
function executeNamed(
  file: string,
  counterexample: Counterexample,
  invariant: Invariant,
): Pick<ReplayedFile, 'execution' | 'judged'> {
  try {
    const executor = new ScopeExecutor(buildScope(counterexample.request));
    const execution = executor.execute(counterexample);
    return {
      execution,
      judged: judgeExecution({ counterexample, invariant, execution, executor }),
    };
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: request: ${error.message}`);
    throw error;
  }
}

/** Replays files and all *.json of directories. Throws the error of a file only if it is the only one. */
export function replayPaths(paths: readonly string[], revision: string | null): ReplayRun {
  const { answers, unreadable, stopped } = forEachFile(findCounterexamples(paths), (file) =>
    judgeReplay(file, replayFile(file, revision)),
  );
  return { results: answers, unreadable, stopped };
}

/** The outcome for the violation of the file. */
export function judgeReplay(
  file: string,
  { read, counterexample, invariant, execution, judged }: ReplayedFile,
): ReplayOutcome {
  const { revision } = counterexample.request;
  const { outcome, operation, reason } = judged;
  return {
    file,
    invariant: invariant.id,
    revision,
    operations: counterexample.operations.length,
    outcome,
    operation: operation === null ? null : operation + 1,
    reason,
    note: execution.divergence === null ? noteOf(read, execution, revision) : null,
    ...codeJson(brokenAt(invariant, execution)),
  };
}

/** The operations decide. Text and steps are derived from them, and may be stale in an edited file. */
function noteOf(
  { expected, text, request, invariant }: Counterexample,
  { operations }: Execution,
  revision: string,
): string | null {
  if (revision !== request.revision) return null;
  const steps = operations.reduce((sum, operation) => sum + operation.steps, 0);
  const parts: string[] = [];
  // A file without these fields has no mismatch.
  if (expected.steps !== 0 && steps !== expected.steps) {
    parts.push(`expected.steps is ${expected.steps}, and the operations take ${steps}`);
  }
  const line = tellInOneLine(revision, invariant, operations);
  if (text !== '' && line !== text)
    parts.push(`text does not match the operations, which give "${line}"`);
  return parts.length === 0 ? null : parts.join('; ');
}
