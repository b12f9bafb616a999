/** Counterexample files on disk: written whole or not at all, found by file or directory. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, ModelError } from '../errors.ts';
import { attemptRead, attemptWrite } from '../files/system-errors.ts';
import { createFile, replaceFile } from '../files/write-whole.ts';
import {
  type Counterexample,
  counterexampleFileName,
  formatCounterexample,
  parseCounterexample,
} from './counterexample.ts';

/** The largest that is read; ours are a few KiB. */
const fileBytesMax = 16 * 2 ** 20;
/** Digits of a hash in a name, of SHA-256. */
const hashDigits = [8, 16, 64] as const;

/**
 * Writes into a directory, by the name that revision and invariant give. If a file of that name holds
 * something else, a hash follows the name: no story replaces another one, nor the same story that was
 * found in another scope. `suffix` follows the invariant. Throws `OutputError`.
 */
export function writeCounterexample(
  directory: string,
  counterexample: Counterexample,
  suffix = '',
): string {
  const content = formatCounterexample(counterexample);
  return attemptWrite('--out', directory, () => {
    for (const name of namesOf(counterexample, suffix)) {
      const file = join(directory, name);
      if (createFile(file, content)) return file;
      if (holdsSame(file, counterexample)) {
        replaceFile(file, content);
        return file;
      }
    }
    throw new ModelError(`${directory}: every name for ${counterexample.text} is taken`);
  });
}

/** The short one first; the last cannot be that of another story. */
function* namesOf(counterexample: Counterexample, suffix: string): Generator<string> {
  const { request, invariant } = counterexample;
  const short = counterexampleFileName(request.revision, `${invariant}${suffix}`);
  yield short;
  const hash = createHash('sha256').update(evidenceKey(counterexample)).digest('hex');
  for (const digits of hashDigits) {
    yield short.replace(/\.json$/, `--${hash.slice(0, digits)}.json`);
  }
}

/** Another story, or another scope, has the short name. */
export function isHashedName(file: string): boolean {
  const digits = /--([0-9a-f]+)\.json$/.exec(file)?.[1].length;
  return hashDigits.some((count) => count === digits);
}

function holdsSame(file: string, counterexample: Counterexample): boolean {
  try {
    return evidenceKey(readCounterexample(file)) === evidenceKey(counterexample);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/**
 * Equal for files of which one may replace the other: they differ at most in what follows from the
 * operations, and in the version that wrote them. The whole scope counts, for the file says where to search.
 */
function evidenceKey(counterexample: Counterexample): string {
  const { expected, ...rest } = counterexample;
  const told = { tool: '', claim: '', text: '', expected: { ...expected, steps: 0 } };
  return formatCounterexample({ ...rest, ...told });
}

export function readCounterexample(file: string): Counterexample {
  const content = attemptRead('the counterexample', file, () => {
    const status = statSync(file);
    // A pipe or a device might never end, and nobody would know what is being waited for.
    if (!status.isFile() && !status.isDirectory()) {
      throw new InputError(`${file}: is no regular file; save what it gives to a file first`);
    }
    if (status.size > fileBytesMax) {
      throw new InputError(
        `${file}: the file has ${status.size} bytes; a counterexample has at most ${fileBytesMax}`,
      );
    }
    return readFileSync(file);
  });
  return parseCounterexample(file, decode(file, content));
}

function decode(file: string, content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new InputError(`${file}: the content is not UTF-8 text; a counterexample is JSON`);
  }
}

/** Files as they are; of a directory, all *.json in it, by name. */
export function findCounterexamples(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    const isDirectory = attemptRead('the path', path, () => statSync(path).isDirectory());
    if (!isDirectory) return [path];
    const found = counterexamplesIn(path);
    if (found.length === 0) {
      throw new InputError(`${path}: the directory holds no *.json file`);
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
