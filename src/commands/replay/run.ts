/** Executes stored counterexamples again, on their own revision or on another one. */

import type { Context } from '../../cli/context.ts';
import { type PartsValues, workOnParts } from '../../cli/parts.ts';
import { type Counterexample, makeCounterexample } from '../../counterexample/counterexample.ts';
import { readCounterexampleFile } from '../../counterexample/files.ts';
import { type JudgedReplay, judgeExecution } from '../../counterexample/judge-execution.ts';
import { lineOf } from '../../counterexample/story.ts';
import { type FileError, InputError, inFile } from '../../errors.ts';
import { answersOf } from '../../files/each-file.ts';
import { mustBeOneOf } from '../../input/nearest.ts';
import type { Invariant } from '../../invariants/invariant.ts';
import { type WorkKind, type WorkLimits, workKind } from '../../jobs/work-jobs.ts';
import type { StoppedFiles } from '../../stop.ts';
import { type Execution, stepsOf } from '../../subject/execution.ts';
import type { Subject } from '../../subject/subject.ts';
import { type CodePlace, codeJson } from '../../text/code-place.ts';

export interface ReplayOutcome {
  readonly file: string;
  readonly invariant: string;
  readonly revision: string;
  readonly operations: number;
  readonly outcome: JudgedReplay['outcome'];
  /** The operation that violates, or where the execution diverged; counted from 1. */
  readonly operation: number | null;
  readonly reason: string | null;
  /** Parts of the file that do not match the replay; they do not affect the outcome. Null if all match. */
  readonly note: string | null;
  /** The call stack where a C source violates the claim, innermost function first. */
  readonly code?: readonly CodePlace[];
}

export interface ReplayRun {
  readonly results: readonly ReplayOutcome[];
  readonly unreadable: readonly FileError[];
  /** Null if all were executed. */
  readonly stopped: StoppedFiles | null;
}

export interface FilesToReplay {
  readonly kind?: WorkKind<ReplayPart, ReplayOutcome>;
  readonly files: readonly string[];
  /** Null for their own. */
  readonly revision: string | null;
  readonly limits?: WorkLimits;
}

/** A counterexample read from a file and executed. */
export interface ReplayedFile {
  /** Its name in messages. */
  readonly file: string;
  /** Unchanged from the file, with its own revision. */
  readonly read: Counterexample;
  readonly counterexample: Counterexample;
  readonly invariant: Invariant;
  readonly execution: Execution;
  readonly judged: JudgedReplay;
}

/** Throws `InputError` if the file names a claim that does not exist. */
export function claimOfFile(
  { claims: { invariants } }: Subject,
  file: string,
  read: Counterexample,
): Invariant {
  const invariant = invariants.find(({ id }) => id === read.invariant);
  if (invariant !== undefined) return invariant;
  const ids = invariants.map(({ id }) => id);
  throw new InputError(
    `${file}: invariant is ${JSON.stringify(read.invariant)}; ${mustBeOneOf(read.invariant, ids, 'tablewalk list invariants')}`,
  );
}

export function replayFile(
  subject: Subject,
  file: string,
  revision: string | null = null,
): ReplayedFile {
  const read = readCounterexampleFile(subject, file);
  const invariant = claimOfFile(subject, file, read);
  const request = { ...read.request, revision: revision ?? read.request.revision };
  const { steps } = read.expected;
  const claim = read.claim === '' ? invariant.claim : read.claim;
  const counterexample = makeCounterexample(subject, {
    ...read,
    claim,
    request,
    steps,
    brokenBy: read.expected.operation,
  });
  return inFile(`${file}: request`, () => {
    const executor = subject.execution.executor(counterexample.request);
    const execution = executor.execute(counterexample);
    const judged = judgeExecution({ counterexample, invariant, execution, executor });
    return { file, read, counterexample, invariant, execution, judged };
  });
}

/** A file to be replayed, as plain data. */
export interface ReplayPart {
  readonly file: string;
  /** Null for its own. */
  readonly revision: string | null;
}

export const replays = workKind('replay', ({ file, revision }: ReplayPart, subject) =>
  judgeReplay(subject, replayFile(subject, file, revision)),
);

/** Replays the files by several workers. Throws the error of a file only if it is the only one. */
export async function replayAll(
  context: Context,
  values: PartsValues,
  { kind = replays, files, revision, limits }: FilesToReplay,
): Promise<ReplayRun> {
  const ends = await workOnParts(
    context,
    values,
    {
      kind,
      parts: files.map((file) => ({ file, revision })),
      subjectOf: ({ file }) => context.subjectOf(file),
    },
    limits,
  );
  const { answers, unreadable, stopped } = answersOf(files, ends);
  return { results: answers, unreadable, stopped };
}

/** The outcome of the violation of the file. */
export function judgeReplay(
  subject: Subject,
  { file, read, counterexample, invariant, execution, judged }: ReplayedFile,
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
    note: execution.divergence === null ? noteOf(subject, read, execution, revision) : null,
    ...codeJson(subject.story.placesOf(invariant, execution)),
  };
}

/** The operations decide. Text and steps derive from them; the author of a file may not have updated these. */
function noteOf(
  subject: Subject,
  { expected, text, request, invariant }: Counterexample,
  execution: Execution,
  revision: string,
): string | null {
  if (revision !== request.revision) return null;
  const steps = stepsOf(execution);
  const parts: string[] = [];
  // A file without these fields cannot mismatch.
  if (expected.steps !== 0 && steps !== expected.steps) {
    parts.push(`expected.steps is ${expected.steps}, and the operations take ${steps}`);
  }
  const line = lineOf(subject, request, invariant, execution.operations);
  if (text !== '' && line !== text)
    parts.push(`text does not match the operations, which give "${line}"`);
  return parts.length === 0 ? null : parts.join('; ');
}
