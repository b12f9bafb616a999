/** The page of a series on disk: written whole or not at all. */
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../errors.ts';
import { makeDirectory } from './make-directory.ts';

/** Refuses a place that cannot be written to before the search costs minutes. */
export function preparePlace(flag: string, file: string): void {
  attempt(flag, file, () => makeDirectory(dirname(file)));
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new InputError(`${flag} is ${JSON.stringify(file)}; it is a directory`);
  }
  // Creating the temporary file is the only test that tells the truth.
  writeTemporary(flag, file, '', (temporary) => rmSync(temporary));
}

/** Writes under a temporary name in the same folder, then renames: nobody ever sees half a file. */
export function writeWhole(flag: string, file: string, content: string): void {
  writeTemporary(flag, file, content, (temporary) => renameSync(temporary, file));
}

function writeTemporary(
  flag: string,
  file: string,
  content: string,
  then: (temporary: string) => void,
): void {
  const temporary = `${file}.${process.pid}.tmp`;
  attempt(flag, file, () => {
    try {
      writeFileSync(temporary, content);
      then(temporary);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

function attempt(flag: string, file: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new InputError(`${flag} is ${JSON.stringify(file)}; it cannot be written: ${error.code}`);
  }
}
