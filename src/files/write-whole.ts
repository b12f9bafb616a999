/** Writes files atomically: existing content stays until the new content is on the disk, or unless --force is given. */

import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { threadId } from 'node:worker_threads';
import { InputError, OutputError } from '../errors.ts';
import { stopIfDue } from '../stop.ts';
import { destinationOf } from './destination.ts';
import { makeDirectory } from './make-directory.ts';
import { attemptTrial, attemptWrite } from './system-errors.ts';
import { writeAll } from './write-all.ts';

/** Bytes between two checks for a stop. */
const textBlockBytes = 1 << 22;

/** A text, or a function that yields chunks of bytes. */
export type Content = string | ((write: (bytes: Uint8Array) => void) => void);

/**
 * Writes a file under a temporary name in the same directory, then renames it. Follows symbolic links, and
 * writes to a device or a FIFO instead of replacing it. `what` names the file in messages. Throws
 * `OutputError`.
 */
export function replaceWhole(what: string, file: string, content: Content): void {
  attemptWrite(what, file, () => replaceFile(file, content));
}

/** Like `replaceWhole`, but throws the system error. `temporary` is the temporary name, if given. */
export function replaceFile(file: string, content: Content, temporary?: string): void {
  const { path, isStream, mode } = destinationOf(file);
  if (isStream) {
    writeTo(openSync(path, constants.O_WRONLY | constants.O_APPEND), content, false);
    return;
  }
  makeDirectory(dirname(path));
  withTemporary(path, content, mode, temporary, (written) => renameSync(written, path));
}

/**
 * Creates a file. Returns false and changes nothing if the name exists: of several processes that create the
 * same name at the same time, one succeeds. Throws `OutputError`.
 */
export function createWhole(what: string, file: string, content: Content): boolean {
  return attemptWrite(what, file, () => createFile(file, content));
}

/** Like `createWhole`, but throws the system error. */
export function createFile(file: string, content: Content): boolean {
  makeDirectory(dirname(file));
  return withTemporary(file, content, null, undefined, (written) => linkTo(written, file));
}

/**
 * Appends text to a file with one system call, so that lines of several processes do not mix. After a
 * partial write the file is truncated to its old length, unless another process has appended meanwhile.
 */
export function appendWhole(what: string, file: string, text: string): void {
  attemptWrite(what, file, () => {
    makeDirectory(dirname(file));
    const descriptor = openSync(file, 'a');
    const before = fstatSync(descriptor);
    let written = 0;
    const count = (bytes: number): void => {
      written += bytes;
    };
    try {
      writeTo(descriptor, text, true, count);
    } catch (error) {
      const isOurs = before.isFile() && statSync(file).size === before.size + written;
      if (isOurs) truncateSync(file, before.size);
      throw error;
    }
  });
}

/** Tests before the work whether a file can be written. Throws `InputError` or, if the disk is full, `OutputError`. */
export function tryFile(what: string, file: string): void {
  attemptTrial(what, file, () => {
    const { path, isStream } = destinationOf(file);
    if (!isStream) tryCreating(dirname(path));
  });
}

/** Like `tryFile`, for a directory of files. */
export function tryDirectory(what: string, directory: string): void {
  attemptTrial(what, directory, () => tryCreating(directory));
}

/** Only creating a file proves that one can be created. */
function tryCreating(directory: string): void {
  const made: string[] = [];
  try {
    made.push(...makeDirectory(directory));
    const [descriptor, file] = openTemporary(directory);
    closeSync(descriptor);
    rmSync(file);
  } finally {
    for (const path of made.reverse()) rmdirSync(path);
  }
}

function withTemporary<T>(
  path: string,
  content: Content,
  mode: number | null,
  name: string | undefined,
  then: (temporary: string) => T,
): T {
  const [descriptor, temporary] =
    name === undefined ? openTemporary(dirname(path)) : [openAnew(name), name];
  try {
    writeTo(descriptor, content, true);
    if (mode !== null) chmodSync(temporary, mode);
    return then(temporary);
  } finally {
    // It no longer exists after a rename.
    rmSync(temporary, { force: true });
  }
}

/** Removes whatever has the name: a link is not followed, and a FIFO would wait for a reader. */
function openAnew(file: string): number {
  rmSync(file, { force: true });
  return openSync(file, 'wx');
}

/** A name that no other thread or process uses. */
function openTemporary(directory: string): [number, string] {
  for (let number = 0; ; number++) {
    const file = join(directory, `.tablewalk-${process.pid}-${threadId}-${number}.tmp`);
    try {
      return [openSync(file, 'wx'), file];
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

/** Writes all bytes and closes. */
function writeTo(
  descriptor: number,
  content: Content,
  isSynced: boolean,
  count?: (bytes: number) => void,
): void {
  try {
    if (typeof content === 'string') writeText(descriptor, Buffer.from(content), count);
    else content((bytes) => writeAll(descriptor, bytes, count));
    if (isSynced) sync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A text of many blocks takes long enough to be interrupted; shorter texts are always completed. */
function writeText(descriptor: number, bytes: Uint8Array, count?: (bytes: number) => void): void {
  for (let at = 0; at < bytes.length; at += textBlockBytes) {
    if (at > 0) stopIfDue();
    writeAll(descriptor, bytes.subarray(at, at + textBlockBytes), count);
  }
}

/** Without it a power failure could leave the new name with old or missing content. */
function sync(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // A device cannot be synced.
    if (!hasCode(error, 'EINVAL', 'ENOTSUP')) throw error;
  }
}

/** Gives a file its name if the name is unused. */
function linkTo(written: string, file: string): boolean {
  try {
    linkSync(written, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS')) throw error;
  }
  // Without hard links: the name is claimed first, then replaced.
  try {
    closeSync(openSync(file, 'wx'));
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  renameSync(written, file);
  return true;
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Like `tryFile`, before the work. Also throws `InputError` for an existing file. */
export function tryUnlessThere(what: string, file: string, isForced: boolean): void {
  tryFile(what, file);
  if (isForced || !attemptTrial(what, file, () => holdsContent(file))) return;
  throw new InputError(keptText(what, file));
}

/** Like `replaceWhole`. Also throws `OutputError` for an existing file, created during the work. */
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
