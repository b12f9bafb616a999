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
} from '../trace/counterexample.ts';
import { storyKey } from '../trace/story-key.ts';

/** The largest that is read; ours are a few KiB. */
const fileBytesMax = 16 * 2 ** 20;

/**
 * Writes into a directory, by the name that revision and invariant give. If a file of that name holds
 * something else, a hash of the story follows the name: no story replaces another one. `suffix` follows
 * the invariant. Throws `OutputError`.
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
      if (holdsStory(file, counterexample)) {
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
  const hash = createHash('sha256').update(storyKey(counterexample)).digest('hex');
  for (const digits of [8, 16, hash.length]) {
    yield short.replace(/\.json$/, `--${hash.slice(0, digits)}.json`);
  }
}

function holdsStory(file: string, counterexample: Counterexample): boolean {
  try {
    return storyKey(readCounterexample(file)) === storyKey(counterexample);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
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
