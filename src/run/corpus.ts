/** A folder of counterexamples that people keep: add, list, run, prune. */
import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../errors.ts';
import { createWhole } from '../files/write-whole.ts';
import type {
  CorpusAdded,
  CorpusAddition,
  CorpusEntry,
  CorpusList,
  CorpusPruned,
  CorpusRun,
  Prunable,
} from '../report/corpus-result.ts';
import type { ReplayOutcome } from '../report/replay-report.ts';
import { tellInOneLine } from '../report/story.ts';
import {
  type Counterexample,
  counterexampleFileName,
  formatCounterexample,
  makeCounterexample,
} from '../trace/counterexample.ts';
import { storyKey } from '../trace/story-key.ts';
import { findCounterexamples, readCounterexample } from './counterexample-files.ts';
import { judgeReplay, type ReplayedFile, replayFile, replayPaths } from './replay-files.ts';
import { version } from './version.ts';

export const defaultCorpus = 'corpus';

export interface AddOptions {
  /** Base name of the one file that is added; null for one that says what it is. */
  readonly name: string | null;
  /** Take files, too, whose violation does not happen. */
  readonly allowUnreproduced: boolean;
}

/**
 * Replays files and stores them, all or none. Throws `InputError` for a file that does not
 * reproduce or tells the same story as another one.
 */
export function addToCorpus(
  directory: string,
  paths: readonly string[],
  { name, allowUnreproduced }: AddOptions,
): CorpusAdded {
  const files = findCounterexamples(paths);
  if (name !== null && files.length !== 1) {
    throw new InputError(
      `--name is ${JSON.stringify(name)}; it needs one file, not ${files.length}`,
    );
  }
  const told = existsSync(directory) ? storiesOf(directory) : new Map<string, string>();
  const names = new Set<string>();
  const planned = files.map((from) => {
    const replayed = replayFile(from);
    const { outcome, reason } = judgeReplay(from, replayed);
    if (outcome !== 'reproduced' && !allowUnreproduced) throw notReproduced(from, outcome, reason);
    refuseTwice(told, from, replayed.counterexample);
    const counterexample = withText(replayed);
    const target = freeName(directory, names, counterexample, name);
    names.add(target);
    return { from, outcome, counterexample, file: join(directory, target) };
  });
  const additions = planned.map(({ from, outcome, counterexample, file }): CorpusAddition => {
    const content = formatCounterexample(counterexample);
    let target = file;
    // Another process may have taken the name since.
    while (!createWhole('the corpus', target, content)) {
      target = join(directory, freeName(directory, names, counterexample, name));
    }
    return { from, outcome, entry: entryOf(target, counterexample) };
  });
  return { directory, additions };
}

function notReproduced(
  file: string,
  outcome: ReplayOutcome['outcome'],
  reason: string | null,
): InputError {
  const why = outcome === 'fixed' ? 'all operations happen, and the claim holds' : reason;
  return new InputError(
    `${file}: does not reproduce: ${why}; --allow-unreproduced stores it all the same`,
  );
}

/** File by story; of several files, the first tells it. */
function storiesOf(directory: string): Map<string, string> {
  const told = new Map<string, string>();
  for (const file of storedFiles(directory)) {
    const key = storyKey(readCounterexample(file));
    if (!told.has(key)) told.set(key, file);
  }
  return told;
}

function refuseTwice(told: Map<string, string>, file: string, counterexample: Counterexample) {
  const key = storyKey(counterexample);
  const other = told.get(key);
  if (other === file) throw new InputError(`${file}: is in the corpus already`);
  if (other !== undefined) {
    throw new InputError(
      `${file}: tells the same story as ${other}: the same operations on the same machine break the same claim`,
    );
  }
  told.set(key, file);
}

/** What an older or a shorter file did not say, it says from now on. */
function withText({ counterexample, execution, judged }: ReplayedFile): Counterexample {
  const { request, invariant, expected, text } = counterexample;
  const { operation = null } = judged.outcome === 'reproduced' ? judged : expected;
  const steps = execution.operations.reduce((sum, operation) => sum + operation.steps, 0);
  return makeCounterexample({
    ...counterexample,
    tool: counterexample.tool === 'unknown' ? version : counterexample.tool,
    brokenBy: operation,
    steps: expected.steps === 0 ? steps : expected.steps,
    text: text === '' ? tellInOneLine(request.revision, invariant, execution.operations) : text,
  });
}

/** Revision and invariant; if that is taken, the machine as well; and then a number. */
function freeName(
  directory: string,
  planned: ReadonlySet<string>,
  { request, invariant }: Counterexample,
  asked: string | null,
): string {
  const isFree = (name: string) => !planned.has(name) && !existsSync(join(directory, name));
  if (asked !== null) {
    const name = asked.endsWith('.json') ? asked : `${asked}.json`;
    if (!/^\w[\w.+-]{0,120}\.json$/.test(name)) {
      throw new InputError(
        `--name is ${JSON.stringify(asked.slice(0, 60))}; it must be letters, digits, dots, dashes, plus signs and underscores, at most 120`,
      );
    }
    if (!isFree(name)) {
      throw new InputError(
        `--name is ${JSON.stringify(asked)}; ${join(directory, name)} is there already`,
      );
    }
    return name;
  }
  const short = basename(counterexampleFileName(request.revision, invariant), '.json');
  const long = `${short}--${request.geometry}-${request.structPage}-${request.contract}`;
  if (isFree(`${short}.json`)) return `${short}.json`;
  if (isFree(`${long}.json`)) return `${long}.json`;
  let number = 2;
  while (!isFree(`${long}-${number}.json`)) number++;
  return `${long}-${number}.json`;
}

export function listCorpus(directory: string): CorpusList {
  const entries = storedFiles(directory).map((file) => entryOf(file, readCounterexample(file)));
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
    const entry = entryOf(file, stored);
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

function entryOf(file: string, { request, invariant, operations, expected }: Counterexample) {
  return {
    file,
    revision: request.revision,
    invariant,
    operations: operations.length,
    steps: expected.steps,
  } satisfies CorpusEntry;
}
