/** Counterexample files on disk: written whole or not at all, found by file or directory. */
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../errors.ts';
import {
  type Counterexample,
  counterexampleFileName,
  formatCounterexample,
  parseCounterexample,
} from '../trace/counterexample.ts';
import { makeDirectory } from './make-directory.ts';

/** The largest that is read; ours are a few KiB. */
const fileBytesMax = 16 * 2 ** 20;

/** Writes into a directory, by the name that revision and invariant give. */
export function writeCounterexample(directory: string, counterexample: Counterexample): string {
  const { request, invariant } = counterexample;
  const file = join(directory, counterexampleFileName(request.revision, invariant));
  writeCounterexampleAs(file, counterexample, '--out');
  return file;
}

/** Writes under a temporary name in the same folder, then renames: nobody ever sees half a file. */
export function writeCounterexampleAs(
  file: string,
  counterexample: Counterexample,
  what = 'the corpus',
): void {
  const directory = dirname(file);
  const temporary = `${file}.${process.pid}.tmp`;
  attempt(what, directory, writeReasons, () => {
    makeDirectory(directory);
    try {
      writeFileSync(temporary, formatCounterexample(counterexample));
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

export function readCounterexample(file: string): Counterexample {
  const content = attempt('the counterexample', file, reasons, () => {
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
    const isDirectory = attempt('the path', path, reasons, () => statSync(path).isDirectory());
    if (!isDirectory) return [path];
    const names = attempt('the directory', path, reasons, () => readdirSync(path));
    const found = names.filter((name) => name.endsWith('.json')).sort();
    if (found.length === 0) {
      throw new InputError(`${path}: the directory holds no *.json file`);
    }
    return found.map((name) => join(path, name));
  });
  return [...new Set(files)];
}

export const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is no directory',
  EEXIST: 'a part of the path is no directory',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
};

/** What is missing when one writes is the place, not the file. */
export const writeReasons: typeof reasons = { ...reasons, ENOENT: 'it cannot be created there' };

export function attempt<T>(what: string, path: string, words: typeof reasons, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const code = String(error.code);
    throw new InputError(`${what} is ${JSON.stringify(path)}; ${words[code] ?? code}`);
  }
}
