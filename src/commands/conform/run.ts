/** Replays files and directories of recordings against the model. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { needed } from '../../cli/capability.ts';
import { type FileError, InputError } from '../../errors.ts';
import { type FileAnswers, forEachFile } from '../../files/each-file.ts';
import { orInputError, readLines } from '../../files/read-lines.ts';
import { workKindWith } from '../../jobs/work-jobs.ts';
import type { StoppedFiles } from '../../stop.ts';
import type { Mismatch, ReplayedRecording, SubjectRecordings } from '../../subject/recordings.ts';
import type { Subject } from '../../subject/subject.ts';
import { byText } from '../../text/by-text.ts';

export interface SkippedTrace {
  readonly file: string;
  readonly reason: string;
}

export interface ConformanceResult {
  readonly recordings: SubjectRecordings;
  /** All recordings, in order, including skipped ones. */
  readonly files: readonly string[];
  /** Recordings replayed, with operations and expanded events. */
  readonly traces: number;
  readonly operations: number;
  readonly events: number;
  /** At most one per recording, because the states differ afterwards. */
  readonly mismatches: readonly Mismatch[];
  readonly skipped: readonly SkippedTrace[];
  /** Recordings that match but call no kernel function: they would conform with any code. */
  readonly empty: readonly string[];
  /** Recordings with states only; their single writes were not compared. */
  readonly statesOnly: readonly string[];
  /** Files that are not recordings, or are damaged. */
  readonly unreadable: readonly FileError[];
  /** Null if all were compared. */
  readonly stopped: StoppedFiles | null;
}

/** `undecided`: no difference, but a recording could not be read or had nothing to compare. */
export function conformanceVerdict({
  traces,
  mismatches,
  empty,
  unreadable,
  stopped,
}: ConformanceResult): 'conforms' | 'differs' | 'undecided' {
  if (mismatches.length > 0) return 'differs';
  const isOpen = empty.length > 0 || unreadable.length > 0 || stopped !== null;
  return isOpen || traces === 0 ? 'undecided' : 'conforms';
}

const tracePattern = /\.jsonl(\.gz)?$/;

/** A recording to be compared, as plain data. */
export interface ConformPart {
  readonly file: string;
  /** Skip recordings of revisions that are not modelled, instead of refusing them. */
  readonly skipUnknownRevision?: boolean;
  /** Compare the programs of this C source, whatever the revision of a recording. */
  readonly text?: string;
}

/** Throws `InputError` if it cannot be read. */
function conformFile(
  { file, ...options }: ConformPart,
  recordings: SubjectRecordings,
): ReplayedRecording {
  const replay = recordings.replay(file, readLines(file), options);
  if (replay.kind === 'replayed' && replay.operations === 0 && replay.mismatch === null) {
    throw new InputError(`${file}: no operations: the recording contains only a header`);
  }
  return replay;
}

export const recordingsOf = (subject: Subject): Promise<SubjectRecordings> =>
  needed(subject, 'recordings', 'conform')();

export const conformances = workKindWith('conformance', recordingsOf, conformFile);

/** Compares files, and all recordings below directories, one after the other. */
export function conformPaths(
  recordings: SubjectRecordings,
  paths: readonly string[],
  options: Omit<ConformPart, 'file'> = {},
): ConformanceResult {
  const files = findTraces(paths);
  const answers = forEachFile(files, (file) => conformFile({ ...options, file }, recordings));
  return conformanceOf(recordings, files, answers);
}

/** The result for `files`, as `findTraces` found them. */
export function conformanceOf(
  recordings: SubjectRecordings,
  files: readonly string[],
  { answers, unreadable, stopped }: FileAnswers<ReplayedRecording>,
): ConformanceResult {
  const without = [...unreadable.map(({ file }) => file), ...(stopped?.left ?? [])];
  const read = files.filter((file) => !without.includes(file));
  const replays = answers.map((replay, at) => ({ file: read[at], replay }));
  const skipped = replays.flatMap(({ file, replay }) =>
    replay.kind === 'skipped' ? [{ file, reason: replay.reason }] : [],
  );
  const compared = replays.flatMap(({ file, replay }) =>
    replay.kind === 'replayed' ? [{ file, ...replay }] : [],
  );
  const filesWith = (matches: (one: (typeof compared)[number]) => boolean): string[] =>
    compared.filter(matches).map(({ file }) => file);
  return {
    recordings,
    files,
    traces: compared.length,
    operations: compared.reduce((sum, { operations }) => sum + operations, 0),
    events: compared.reduce((sum, { events }) => sum + events, 0),
    mismatches: compared.flatMap(({ mismatch }) => mismatch ?? []),
    skipped,
    empty: filesWith(({ mismatch, calls }) => mismatch === null && calls === 0),
    statesOnly: filesWith(({ evidence }) => evidence === 'states'),
    unreadable,
    stopped,
  };
}

/** The files denoted by the paths, each once. Throws `InputError` for a path without files. */
export function findTraces(paths: readonly string[]): string[] {
  if (paths.length === 0) throw new InputError('no recording is named; name files or directories');
  const found = new Set<string>();
  for (const path of paths) {
    const status = orInputError(path, () => statSync(path));
    if (status.isFile()) {
      found.add(path);
    } else if (status.isDirectory()) {
      const below = tracesBelow(path);
      if (below.length === 0) {
        throw new InputError(
          `${path}: contains no recording; their names end in .jsonl or .jsonl.gz`,
        );
      }
      for (const file of below) found.add(file);
    } else {
      throw new InputError(`${path}: is neither a file nor a directory`);
    }
  }
  return [...found];
}

function tracesBelow(directory: string): string[] {
  const entries = orInputError(directory, () => readdirSync(directory, { withFileTypes: true }));
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) files.push(...tracesBelow(path));
    else if (tracePattern.test(entry.name)) files.push(path);
  }
  // By code units, so that the order is the same on every system.
  return files.sort(byText);
}
