/** Replays files and directories of recordings against the model. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type FileError, InputError } from '../../errors.ts';
import { forEachFile } from '../../files/each-file.ts';
import { orInputError, readLines } from '../../files/read-lines.ts';
import type { StoppedFiles } from '../../stop.ts';
import type { Mismatch, SubjectRecordings } from '../../subject/recordings.ts';
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

export interface ConformOptions {
  /** Called before each file. */
  readonly onProgress?: (file: string, doneFiles: number, totalFiles: number) => void;
  /** Skip and list recordings of revisions that are not modelled, instead of stopping at the first. */
  readonly skipUnknownRevisions?: boolean;
  /** Compare the programs of this C source, whatever the revision of a recording. */
  readonly source?: object;
}

const tracePattern = /\.jsonl(\.gz)?$/;

/**
 * Replays files, and all *.jsonl and *.jsonl.gz below directories, in the order of their names. Throws
 * `InputError` if the only file cannot be read; one of several is listed.
 */
export function conformPaths(
  recordings: SubjectRecordings,
  paths: readonly string[],
  options: ConformOptions = {},
): ConformanceResult {
  const files = findTraces(paths);
  const mismatches: Mismatch[] = [];
  const skipped: SkippedTrace[] = [];
  const empty: string[] = [];
  const statesOnly: string[] = [];
  const skipUnknownRevision = options.skipUnknownRevisions === true;
  let operations = 0;
  let events = 0;
  const { unreadable, stopped } = forEachFile(files, (file, index) => {
    options.onProgress?.(file, index, files.length);
    const replay = recordings.replay(file, readLines(file), {
      skipUnknownRevision,
      ...(options.source && { source: options.source }),
    });
    if (replay.kind === 'skipped') {
      skipped.push({ file, reason: replay.reason });
      return;
    }
    if (replay.operations === 0 && replay.mismatch === null) {
      throw new InputError(`${file}: no operations: the recording contains only a header`);
    }
    if (replay.evidence === 'states') statesOnly.push(file);
    operations += replay.operations;
    events += replay.events;
    if (replay.mismatch !== null) mismatches.push(replay.mismatch);
    else if (replay.calls === 0) empty.push(file);
  });
  const left = stopped?.left.length ?? 0;
  const traces = files.length - skipped.length - unreadable.length - left;
  return {
    recordings,
    files,
    traces,
    operations,
    events,
    mismatches,
    skipped,
    empty,
    statesOnly,
    unreadable,
    stopped,
  };
}

/** The files denoted by the paths, each once. Throws `InputError` for a path without files. */
function findTraces(paths: readonly string[]): string[] {
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
