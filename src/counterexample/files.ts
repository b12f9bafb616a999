/** Counterexample files on disk: written atomically, found by file or directory. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, ModelError, unlessRefused } from '../errors.ts';
import { attemptRead, attemptWrite } from '../files/system-errors.ts';
import { createFile, replaceFile } from '../files/write-whole.ts';
import type { Subject } from '../subject/subject.ts';
import {
  type Counterexample,
  counterexampleFileName,
  counterexampleText,
  parseCounterexampleFile,
} from './counterexample.ts';

/** Maximum size to read; ours have a few KiB. */
export const fileBytesMax = 16 * 2 ** 20;
/** Number of hash digits in a name, of SHA-256. */
const hashDigits = [8, 16, 64] as const;

/**
 * Writes into a directory, under a name derived from revision and invariant. If a file of that name
 * has other content, a hash is appended, so that no story replaces another one, or the same story
 * from another scope. `suffix` follows the invariant. Throws `OutputError`.
 */
export function writeCounterexampleFile(
  subject: Subject,
  directory: string,
  counterexample: Counterexample,
  suffix = '',
): string {
  const content = counterexampleText(subject, counterexample);
  return attemptWrite('--out', directory, () => {
    for (const name of namesOf(subject, counterexample, suffix)) {
      const file = join(directory, name);
      // Writing ten files takes longer than the search of a small scope.
      if (holdsText(file, content)) return file;
      if (createFile(file, content)) return file;
      if (holdsSame(subject, file, counterexample)) {
        replaceFile(file, content);
        return file;
      }
    }
    throw new ModelError(`${directory}: every name for ${counterexample.text} is taken`);
  });
}

/** The short name first; the last one cannot belong to another story. */
function* namesOf(
  subject: Subject,
  counterexample: Counterexample,
  suffix: string,
): Generator<string> {
  const { request, invariant } = counterexample;
  const short = counterexampleFileName(request.revision, `${invariant}${suffix}`);
  yield short;
  const hash = createHash('sha256').update(evidenceKey(subject, counterexample)).digest('hex');
  for (const digits of hashDigits) {
    yield short.replace(/\.json$/, `--${hash.slice(0, digits)}.json`);
  }
}

/** True if another story, or another scope, has the short name. */
export function isHashedName(file: string): boolean {
  const digits = /--([0-9a-f]+)\.json$/.exec(file)?.[1].length;
  return hashDigits.some((count) => count === digits);
}

function holdsText(file: string, text: string): boolean {
  if (!existsSync(file)) return false;
  return unlessRefused(
    () => bytesOf(file).equals(Buffer.from(text)),
    () => false,
  );
}

function holdsSame(subject: Subject, file: string, counterexample: Counterexample): boolean {
  const held = unlessRefused(
    () => evidenceKey(subject, readCounterexampleFile(subject, file)),
    () => null,
  );
  return held === evidenceKey(subject, counterexample);
}

/**
 * Equal for files that may replace each other: they differ at most in derived fields and in the
 * version of the tool. The whole scope counts, because the file records where to search.
 */
function evidenceKey(subject: Subject, counterexample: Counterexample): string {
  const { expected, ...rest } = counterexample;
  const derived = { tool: '', claim: '', text: '', expected: { ...expected, steps: 0 } };
  return counterexampleText(subject, { ...rest, ...derived });
}

export function readCounterexampleFile(subject: Subject, file: string): Counterexample {
  return parseCounterexampleFile(subject, file, decode(file, bytesOf(file)));
}

function bytesOf(file: string): Buffer {
  return attemptRead('the counterexample', file, () => {
    const status = statSync(file);
    // A pipe or a device might never end, and the user would not see why the program waits.
    if (!status.isFile() && !status.isDirectory()) {
      throw new InputError(`${file}: is not a regular file; save its content to a file first`);
    }
    if (status.size > fileBytesMax) {
      throw new InputError(
        `${file}: the file has ${status.size} bytes; a counterexample has at most ${fileBytesMax}`,
      );
    }
    return readFileSync(file);
  });
}

function decode(file: string, content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new InputError(`${file}: the content is not UTF-8 text; a counterexample is JSON`);
  }
}

/** The files; for a directory, all *.json in it, by name. */
export function findCounterexamples(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    const isDirectory = attemptRead('the path', path, () => statSync(path).isDirectory());
    if (!isDirectory) return [path];
    const found = counterexamplesIn(path);
    if (found.length === 0) {
      throw new InputError(`${path}: the directory contains no *.json file`);
    }
    return found;
  });
  return [...new Set(files)];
}

/** All *.json of a directory, by name; none if it is empty. */
export function counterexamplesIn(directory: string): string[] {
  const names = attemptRead('the directory', directory, () => readdirSync(directory), {
    ENOTDIR: 'it must be a directory',
  });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(directory, name));
}
