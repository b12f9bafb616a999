/** Adds counterexamples to a folder: those that reproduce, each story once, even if another process adds at the same time. */
import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type Counterexample,
  counterexampleFileName,
  counterexampleText,
  makeCounterexample,
  storyKey,
} from '../../counterexample/counterexample.ts';
import {
  counterexamplesIn,
  findCounterexamples,
  readCounterexampleFile,
} from '../../counterexample/files.ts';
import { lineOf } from '../../counterexample/story.ts';
import { InputError, unlessRefused } from '../../errors.ts';
import { version } from '../../files/package.ts';
import { createWhole } from '../../files/write-whole.ts';
import { stopIfDue } from '../../stop.ts';
import { stepsOf } from '../../subject/execution.ts';
import type { Subject, SubjectOfFile } from '../../subject/subject.ts';
import { judgeReplay, type ReplayedFile, type ReplayOutcome, replayFile } from '../replay/run.ts';
import { type CorpusAdded, type CorpusAddition, corpusEntry, type SkippedStory } from './run.ts';

export interface AddOptions {
  /** Base name of the single added file; null for a name derived from its content. */
  readonly name: string | null;
  /** Also accept files whose violation does not reproduce. */
  readonly allowUnreproduced: boolean;
}

/** A file to be stored. */
interface Planned {
  readonly from: string;
  readonly subject: Subject;
  readonly outcome: ReplayOutcome['outcome'];
  readonly counterexample: Counterexample;
}

/**
 * Replays files and stores them, all or none; a story that is already stored is skipped. Throws `InputError`
 * for a file that does not reproduce.
 */
export function addToCorpus(
  subjectOf: SubjectOfFile,
  directory: string,
  paths: readonly string[],
  options: AddOptions,
): CorpusAdded {
  const files = findCounterexamples(paths);
  const asked = options.name === null ? null : fileNameOf(options.name, files.length);
  const stored = existsSync(directory) ? counterexamplesIn(directory) : [];
  const seen = storiesOf(subjectOf, stored);
  const planned: Planned[] = [];
  const skipped: SkippedStory[] = [];
  for (const from of files) {
    const subject = subjectOf(from);
    const replayed = replayFile(subject, from);
    const { outcome, reason } = judgeReplay(subject, replayed);
    if (outcome !== 'reproduced' && !options.allowUnreproduced) {
      throw notReproducedReason(from, outcome, reason);
    }
    const key = storyKey(subject, replayed.counterexample);
    const sameAs = seen.get(key);
    if (sameAs !== undefined) {
      if (asked !== null) throw storedAlready(asked, sameAs);
      skipped.push({ from, sameAs });
      continue;
    }
    seen.set(key, from);
    planned.push({ from, subject, outcome, counterexample: withText(subject, replayed) });
  }
  const names = new Set(stored.map((file) => basename(file)));
  return storeAll(directory, planned, { names, asked, skipped });
}

interface Storing {
  /** Names used so far. */
  readonly names: ReadonlySet<string>;
  readonly asked: string | null;
  readonly skipped: readonly SkippedStory[];
}

function storeAll(directory: string, planned: readonly Planned[], storing: Storing): CorpusAdded {
  const additions: CorpusAddition[] = [];
  const skipped = [...storing.skipped];
  try {
    for (const { from, subject, outcome, counterexample } of planned) {
      stopIfDue();
      const { file, isNew } = storeFile(subject, directory, counterexample, storing);
      if (isNew) additions.push({ from, outcome, entry: corpusEntry(file, counterexample) });
      else skipped.push({ from, sameAs: file });
    }
  } catch (error) {
    for (const { entry } of additions) rmSync(entry.file);
    throw error;
  }
  return { directory, additions, skipped };
}

/**
 * Creates a file under the first free name. Processes that add one story at the same time try the
 * same names in the same order, so the second one finds the file of the first.
 */
function storeFile(
  subject: Subject,
  directory: string,
  counterexample: Counterexample,
  { names, asked }: Storing,
): { readonly file: string; readonly isNew: boolean } {
  const content = counterexampleText(subject, counterexample);
  for (const name of asked === null ? namesFor(subject, counterexample) : [asked]) {
    const file = join(directory, name);
    if (names.has(name)) continue;
    if (createWhole('the corpus', file, content)) return { file, isNew: true };
    if (tellsStory(subject, file, counterexample)) return { file, isNew: false };
  }
  const file = join(directory, asked ?? '');
  throw new InputError(`--name is ${JSON.stringify(asked)}; ${file} already exists`);
}

/** Revision and invariant; if that name is taken, the machine as well, then a number. */
function* namesFor(
  { files }: Subject,
  { request, invariant }: Counterexample,
): Generator<string, never> {
  const short = basename(counterexampleFileName(request.revision, invariant), '.json');
  const long = `${short}--${files.tag(request)}`;
  yield `${short}.json`;
  yield `${long}.json`;
  for (let number = 2; ; number++) yield `${long}-${number}.json`;
}

function fileNameOf(asked: string, files: number): string {
  if (files !== 1) {
    throw new InputError(`--name is ${JSON.stringify(asked)}; it needs one file, not ${files}`);
  }
  const name = asked.endsWith('.json') ? asked : `${asked}.json`;
  if (!/^\w[\w.+-]{0,120}\.json$/.test(name)) {
    throw new InputError(
      `--name is ${JSON.stringify(asked.slice(0, 60))}; it must be letters, digits, dots, dashes, plus signs and underscores, at most 120`,
    );
  }
  return name;
}

function storedAlready(asked: string, sameAs: string): InputError {
  return new InputError(
    `--name is ${JSON.stringify(asked)}; the same story is already stored as ${sameAs}; rename that file instead`,
  );
}

function notReproducedReason(
  file: string,
  outcome: ReplayOutcome['outcome'],
  reason: string | null,
): InputError {
  const why = outcome === 'fixed' ? 'all operations run, and the claim holds' : reason;
  return new InputError(
    `${file}: does not reproduce: ${why}; --allow-unreproduced stores it anyway`,
  );
}

/** Maps each story to its first file. */
function storiesOf(subjectOf: SubjectOfFile, files: readonly string[]): Map<string, string> {
  const seen = new Map<string, string>();
  for (const file of files) {
    const subject = subjectOf(file);
    const key = storyKey(subject, readCounterexampleFile(subject, file));
    if (!seen.has(key)) seen.set(key, file);
  }
  return seen;
}

function tellsStory(subject: Subject, file: string, counterexample: Counterexample): boolean {
  const key = unlessRefused(
    () => storyKey(subject, readCounterexampleFile(subject, file)),
    () => null,
  );
  return key === storyKey(subject, counterexample);
}

/** Adds the fields that an older or shorter file lacks. */
function withText(
  subject: Subject,
  { counterexample, execution, judged }: ReplayedFile,
): Counterexample {
  const { request, invariant, expected, text } = counterexample;
  const { operation = null } = judged.outcome === 'reproduced' ? judged : expected;
  const steps = stepsOf(execution);
  return makeCounterexample(subject, {
    ...counterexample,
    tool: counterexample.tool === 'unknown' ? version : counterexample.tool,
    brokenBy: operation,
    steps: expected.steps === 0 ? steps : expected.steps,
    text: text === '' ? lineOf(subject, request, invariant, execution.operations) : text,
  });
}
