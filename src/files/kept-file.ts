/** Output files named by the user: an existing file is kept unless --force is given. */
import { parse } from 'node:path';
import { InputError, OutputError } from '../errors.ts';
import { destinationOf } from './destination.ts';
import { attemptTrial, attemptWrite } from './system-errors.ts';
import { type Content, createFile, replaceFile, tryFile } from './write-whole.ts';

/** Like `tryFile`, before the work. Also throws `InputError` for an existing file. */
export function tryUnlessThere(what: string, file: string, isForced: boolean): void {
  tryFile(what, file);
  if (isForced || !attemptTrial(what, file, () => holdsContent(file))) return;
  throw new InputError(keptText(what, file));
}

/**
 * Like `replaceWhole`. Also throws `OutputError` for an existing file: another process may have
 * created it during the work.
 */
export function writeUnlessThere(
  what: string,
  file: string,
  content: Content,
  isForced: boolean,
): void {
  attemptWrite(what, file, () => {
    const { path, isStream } = destinationOf(file);
    if (!isForced && !isStream) {
      if (createFile(path, content)) return;
      if (holdsContent(file)) throw new OutputError(keptText(what, file));
    }
    replaceFile(file, content);
  });
}

/** `a.json`, `a-2.json`, `a-3.json` … */
export function* numberedNames(file: string): Generator<string, void> {
  yield file;
  const { ext } = parse(file);
  const start = file.slice(0, file.length - ext.length);
  for (let number = 2; ; number++) yield `${start}-${number}${ext}`;
}

/** Except for a device or a FIFO, which is kept, or an empty file as created by `mktemp`. */
function holdsContent(file: string): boolean {
  const { isStream, bytes } = destinationOf(file);
  return !isStream && bytes !== null && bytes > 0;
}

function keptText(what: string, file: string): string {
  return `${what} is ${JSON.stringify(file)}; the file exists: choose another name, or overwrite it with --force`;
}
