/** A folder of counterexamples that people keep: list, run, prune. */
import { rmSync } from 'node:fs';
import { InputError } from '../errors.ts';
import type {
  CorpusEntry,
  CorpusList,
  CorpusPruned,
  CorpusRun,
  Prunable,
} from '../report/corpus-result.ts';
import type { ReplayOutcome } from '../report/replay-report.ts';
import type { Counterexample } from '../trace/counterexample.ts';
import { storyKey } from '../trace/story-key.ts';
import { findCounterexamples, readCounterexample } from './counterexample-files.ts';
import { judgeReplay, replayFile, replayPaths } from './replay-files.ts';

export const defaultCorpus = 'corpus';

export function listCorpus(directory: string): CorpusList {
  const entries = storedFiles(directory).map((file) => corpusEntry(file, readCounterexample(file)));
  return { directory, entries };
}

export function runCorpus(
  directory: string,
  revision: string | null,
  expected: ReplayOutcome['outcome'] | null,
): CorpusRun {
  return { directory, expected, results: replayPaths(storedFiles(directory), revision) };
}

/** Finds what is fixed, on its own revision or another, and what is told twice; removes it if asked to. */
export function pruneCorpus(
  directory: string,
  revision: string | null,
  isRemoved: boolean,
): CorpusPruned {
  const files = storedFiles(directory);
  const told = new Map<string, string>();
  const prunable = files.flatMap((file): Prunable[] => {
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
    return first === undefined
      ? []
      : [{ entry, kind: 'duplicate', reason: `tells the same story as ${first}` }];
  });
  // Whatever cannot be read or executed was refused above, before anything is gone.
  if (isRemoved) for (const { entry } of prunable) rmSync(entry.file);
  return { directory, files: files.length, prunable, isRemoved };
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
