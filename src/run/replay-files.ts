/** Executes stored counterexamples again, on their own revision or on another one. */
import { InputError } from '../errors.ts';
import { findInvariant, invariantIds } from '../invariants/catalogue.ts';
import type { PageTableInvariant } from '../invariants/invariant.ts';
import { buildScope } from '../model/build-scope.ts';
import type { ReplayOutcome } from '../report/replay-report.ts';
import { type Counterexample, makeCounterexample } from '../trace/counterexample.ts';
import { type Execution, execute } from '../trace/execution.ts';
import { findCounterexamples, readCounterexample } from './counterexample-files.ts';

/** A counterexample read from a file and executed. */
export interface ReplayedFile {
  readonly counterexample: Counterexample;
  readonly invariant: PageTableInvariant;
  readonly execution: Execution;
}

export function replayFile(file: string, revision: string | null = null): ReplayedFile {
  const read = readCounterexample(file);
  const invariant = findInvariant(read.invariant);
  if (invariant === undefined) {
    throw new InputError(
      `${file}: invariant is ${JSON.stringify(read.invariant)}; it must be one of ${invariantIds.join(', ')}`,
    );
  }
  const request = { ...read.request, revision: revision ?? read.request.revision };
  const { steps } = read.expected;
  const claim = read.claim === '' ? invariant.claim : read.claim;
  const counterexample = makeCounterexample({ ...read, claim, request, steps });
  return { counterexample, invariant, execution: executeNamed(file, counterexample) };
}

/** Whatever is wrong with the content of a file is told with the name of the file. */
function executeNamed(file: string, { request, operations }: Counterexample): Execution {
  try {
    return execute(buildScope(request), operations);
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
  { counterexample, invariant, execution }: ReplayedFile,
): ReplayOutcome {
  const { operations, leftBecause } = execution;
  const base = {
    file,
    invariant: invariant.id,
    revision: counterexample.request.revision,
    operations: counterexample.operations.length,
  };
  const broken = operations.findIndex(({ facts }) => (facts & invariant.violatedBy) !== 0);
  if (broken === counterexample.expected.operation && leftBecause === null) {
    return { ...base, outcome: 'reproduced', operation: broken + 1, reason: null };
  }
  if (broken >= 0 && broken < counterexample.expected.operation) {
    const reason = `the invariant is violated earlier, by "${operations[broken].label}"`;
    return { ...base, outcome: 'different', operation: broken + 1, reason };
  }
  if (leftBecause !== null) {
    // An operation that went another way was executed; one that is not possible was not.
    const operation = Math.min(operations.length + 1, counterexample.operations.length);
    return { ...base, outcome: 'different', operation, reason: leftBecause };
  }
  return { ...base, outcome: 'fixed', operation: null, reason: null };
}
