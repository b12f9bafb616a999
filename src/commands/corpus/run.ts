/** Commands on a directory of stored counterexamples: list, run, prune. */
import { rmSync } from 'node:fs';
import type { Counterexample } from '../../counterexample/counterexample.ts';
import { findCounterexamples, readCounterexample } from '../../counterexample/files.ts';
import { storyKey } from '../../counterexample/story-key.ts';
import { InputError } from '../../errors.ts';
import { forEachFile } from '../../files/each-file.ts';
import type { ReplayOutcome } from '../replay/report.ts';
import { judgeReplay, replayFile, replayPaths } from '../replay/run.ts';
import type { CorpusEntry, CorpusList, CorpusPruned, CorpusRun, Prunable } from './result.ts';

export const defaultCorpus = 'corpus';

export function listCorpus(directory: string): CorpusList {
  const { answers, unreadable, stopped } = forEachFile(storedFiles(directory), (file) =>
    corpusEntry(file, readCounterexample(file)),
  );
  return { directory, entries: answers, unreadable, stopped };
}

export function runCorpus(
  directory: string,
  revision: string | null,
  expected: ReplayOutcome['outcome'] | null,
): CorpusRun {
  return { directory, expected, ...replayPaths(storedFiles(directory), revision) };
}

/**
 * Finds files that are fixed, on their own revision or another, and duplicates. Removes them if `mayRemove`,
 * and only if every file was read and executed.
 */
export function pruneCorpus(
  directory: string,
  revision: string | null,
  mayRemove: boolean,
): CorpusPruned {
  const files = storedFiles(directory);
  const told = new Map<string, string>();
  const { answers, unreadable, stopped } = forEachFile(files, (file) =>
    prunableOf(file, revision, told),
  );
  const prunable = answers.flat();
  const isRemoved = mayRemove && unreadable.length === 0 && stopped === null;
  if (isRemoved) for (const { entry } of prunable) rmSync(entry.file);
  return { directory, files: files.length, prunable, isRemoved, unreadable, stopped };
}

/** Empty if the file must stay; `told` maps each story to its first file. */
function prunableOf(file: string, revision: string | null, told: Map<string, string>): Prunable[] {
  const stored = readCounterexample(file);
  const entry = corpusEntry(file, stored);
  const replayed = replayFile(file, revision);
  if (judgeReplay(file, replayed).outcome === 'fixed') {
    const on = replayed.counterexample.request.revision;
    return [{ entry, kind: 'fixed', reason: `${entry.invariant} holds on ${on}` }];
  }
  const key = storyKey(stored);
  const first = told.get(key);
  told.set(key, first ?? file);
  if (first === undefined) return [];
  return [{ entry, kind: 'duplicate', reason: `has the same story as ${first}` }];
}

function storedFiles(directory: string): string[] {
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
