/** Executes stored counterexamples again, on their own revision or on another one. */
import { InputError } from '../errors.ts';
import { allInvariantIds, findInvariant } from '../invariants/catalogue.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import { buildScope } from '../model/build-scope.ts';
import type { ReplayOutcome } from '../report/replay-report.ts';
import { tellInOneLine } from '../report/story.ts';
import { type Counterexample, makeCounterexample } from '../trace/counterexample.ts';
import { executeCounterexample } from '../trace/execute-counterexample.ts';
import type { Execution } from '../trace/execution.ts';
import { brokenOperation } from './broken-part.ts';
import { findCounterexamples, readCounterexample } from './counterexample-files.ts';

/** A counterexample read from a file and executed. */
export interface ReplayedFile {
  /** As it is in the file, with its own revision. */
  readonly read: Counterexample;
  readonly counterexample: Counterexample;
  readonly invariant: PageTableInvariant;
  readonly execution: Execution;
}

export function replayFile(file: string, revision: string | null = null): ReplayedFile {
  const read = readCounterexample(file);
  const invariant = findInvariant(read.invariant);
  if (invariant === undefined) {
    throw new InputError(
      `${file}: invariant is ${JSON.stringify(read.invariant)}; it must be one of ${allInvariantIds.join(', ')}`,
    );
  }
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
  return { read, counterexample, invariant, execution: executeNamed(file, counterexample) };
}

/** Whatever is wrong with the content of a file is told with the name of the file. */
function executeNamed(file: string, counterexample: Counterexample): Execution {
  try {
    return executeCounterexample(buildScope(counterexample.request), counterexample);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: request: ${error.message}`);
    throw error;
  }
}

/** Replays files and all *.json of directories. */
export function replayPaths(paths: readonly string[], revision: string | null): ReplayOutcome[] {
  return findCounterexamples(paths).map((file) => judgeReplay(file, replayFile(file, revision)));
}

/** What became of the violation that the file tells. */
export function judgeReplay(
  file: string,
  { read, counterexample, invariant, execution }: ReplayedFile,
): ReplayOutcome {
  const { operations, leftBecause } = execution;
  const base = {
    file,
    invariant: invariant.id,
    revision: counterexample.request.revision,
    operations: counterexample.operations.length,
    note: leftBecause === null ? noteOf(read, execution, counterexample.request.revision) : null,
  };
  const broken = brokenOperation(invariant, execution, counterexample);
  if (broken === counterexample.expected.operation && leftBecause === null) {
    return { ...base, outcome: 'reproduced', operation: broken + 1, reason: null };
  }
  if (broken >= 0 && broken < counterexample.expected.operation) {
    const reason = `the invariant is violated earlier, by "${operations.find(({ index }) => index === broken)?.label}"`;
    return { ...base, outcome: 'different', operation: broken + 1, reason };
  }
  if (leftBecause !== null) {
    // An operation that went another way was executed; one that is not possible was not.
    const operation = Math.min(operations.length + 1, counterexample.operations.length);
    return { ...base, outcome: 'different', operation, reason: leftBecause };
  }
  return { ...base, outcome: 'fixed', operation: null, reason: null };
}

/** The operations decide. Text and steps follow from them; who edits a file may forget that. */
function noteOf(
  { expected, text, request, invariant }: Counterexample,
  { operations }: Execution,
  revision: string,
): string | null {
  if (revision !== request.revision) return null;
  const steps = operations.reduce((sum, operation) => sum + operation.steps, 0);
  const parts: string[] = [];
  // A file that says nothing of them says nothing wrong.
  if (expected.steps !== 0 && steps !== expected.steps) {
    parts.push(`expected.steps is ${expected.steps}, and the operations take ${steps}`);
  }
  const line = tellInOneLine(revision, invariant, operations);
  if (text !== '' && line !== text)
    parts.push(`text is not what the operations do, which is "${line}"`);
  return parts.length === 0 ? null : parts.join('; ');
}
