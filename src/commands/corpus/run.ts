/** A folder of stored counterexamples: list, run, prune. */

import { rmSync } from 'node:fs';
import { type Counterexample, storyKey } from '../../counterexample/counterexample.ts';
import { findCounterexamples, readCounterexampleFile } from '../../counterexample/files.ts';
import { type FileError, InputError } from '../../errors.ts';
import { forEachFile } from '../../files/each-file.ts';
import type { StoppedFiles } from '../../stop.ts';
import type { Subject, SubjectOfFile } from '../../subject/subject.ts';
import { judgeReplay, type ReplayOutcome, type ReplayRun, replayFile } from '../replay/run.ts';

/** A stored counterexample, as shown in a list. */
export interface CorpusEntry {
  readonly file: string;
  readonly revision: string;
  readonly invariant: string;
  readonly operations: number;
  /** Indivisible steps; 0 if the file does not contain it. */
  readonly steps: number;
}

export interface CorpusList {
  readonly directory: string;
  readonly entries: readonly CorpusEntry[];
  readonly unreadable: readonly FileError[];
  readonly stopped: StoppedFiles | null;
}

export interface CorpusAddition {
  readonly from: string;
  readonly entry: CorpusEntry;
  /** `reproduced`, unless other outcomes are allowed. */
  readonly outcome: ReplayOutcome['outcome'];
}

/** A file that was not stored, because its story already is. */
export interface SkippedStory {
  readonly from: string;
  /** The file with the same story: in the corpus, or added before. */
  readonly sameAs: string;
}

export interface CorpusAdded {
  readonly directory: string;
  readonly additions: readonly CorpusAddition[];
  readonly skipped: readonly SkippedStory[];
}

export interface CorpusRun extends ReplayRun {
  readonly directory: string;
  /** The expected outcome of each file; null if none was given. */
  readonly expected: ReplayOutcome['outcome'] | null;
}

/** An obsolete file, with the reason in one sentence without its name. */
export interface Prunable {
  readonly entry: CorpusEntry;
  readonly kind: 'fixed' | 'duplicate';
  readonly reason: string;
}

export interface CorpusPruned {
  readonly directory: string;
  /** Number of files examined. */
  readonly files: number;
  readonly prunable: readonly Prunable[];
  readonly isRemoved: boolean;
  readonly unreadable: readonly FileError[];
  readonly stopped: StoppedFiles | null;
}

export const defaultCorpus = 'corpus';

export function listCorpus(subjectOf: SubjectOfFile, directory: string): CorpusList {
  const { answers, unreadable, stopped } = forEachFile(storedFiles(directory), (file) =>
    corpusEntry(file, readCounterexampleFile(subjectOf(file), file)),
  );
  return { directory, entries: answers, unreadable, stopped };
}

/**
 * Finds fixed counterexamples, on their own revision or another, and stories stored twice. Removes
 * them if `mayRemove`, and if every file was read and executed.
 */
export function pruneCorpus(
  subjectOf: SubjectOfFile,
  directory: string,
  revision: string | null,
  mayRemove: boolean,
): CorpusPruned {
  const files = storedFiles(directory);
  const seen = new Map<string, string>();
  const { answers, unreadable, stopped } = forEachFile(files, (file) =>
    prunableOf(subjectOf(file), file, revision, seen),
  );
  const prunable = answers.flat();
  const isRemoved = mayRemove && unreadable.length === 0 && stopped === null;
  if (isRemoved) for (const { entry } of prunable) rmSync(entry.file);
  return { directory, files: files.length, prunable, isRemoved, unreadable, stopped };
}

/** Empty if the file must be kept; `seen` has the first file of each story. */
function prunableOf(
  subject: Subject,
  file: string,
  revision: string | null,
  seen: Map<string, string>,
): Prunable[] {
  const stored = readCounterexampleFile(subject, file);
  const entry = corpusEntry(file, stored);
  const replayed = replayFile(subject, file, revision);
  if (judgeReplay(subject, replayed).outcome === 'fixed') {
    const on = replayed.counterexample.request.revision;
    return [{ entry, kind: 'fixed', reason: `${entry.invariant} holds on ${on}` }];
  }
  const key = storyKey(subject, stored);
  const first = seen.get(key);
  seen.set(key, first ?? file);
  if (first === undefined) return [];
  return [{ entry, kind: 'duplicate', reason: `has the same story as ${first}` }];
}

export function storedFiles(directory: string): string[] {
  const files = findCounterexamples([directory]);
  if (files.length === 1 && files[0] === directory) {
    throw new InputError(`--dir is ${JSON.stringify(directory)}; it must be a directory`);
  }
  return files;
}

/** The line of a list. */
export function corpusEntry(
  file: string,
  { request, invariant, operations, expected }: Counterexample,
) {
  return {
    file,
    revision: request.revision,
    invariant,
    operations: operations.length,
    steps: expected.steps,
  } satisfies CorpusEntry;
}
