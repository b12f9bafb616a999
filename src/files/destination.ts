/** The target of an output path: a file that is replaced as a whole, or a device that is written to. */
import {
  accessSync,
  constants,
  lstatSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface Destination {
  /** After resolving all symbolic links. */
  readonly path: string;
  /** A device, a FIFO or an open descriptor: it is kept, and receives the bytes in order. */
  readonly isStream: boolean;
  /** Permissions of the existing file; null if there is none. */
  readonly mode: number | null;
  /** Length of the existing file; null if there is none. */
  readonly bytes: number | null;
}

/** The same limit as Linux. */
const linksMax = 40;
const permissionBits = 0o7777;

/** Throws the system error. */
export function destinationOf(file: string): Destination {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status?.isDirectory() === true) throw failure('EISDIR', file);
  const isStream = status !== undefined && (!status.isFile() || isDescriptor(file));
  if (isStream) return { path: file, isStream, mode: null, bytes: null };
  const path = behindLinks(file);
  // A rename would replace a file that is not writable.
  if (status !== undefined) accessSync(path, constants.W_OK);
  return { path, isStream, mode: modeOf(status), bytes: status?.size ?? null };
}

function modeOf(status: Stats | undefined): number | null {
  return status === undefined ? null : status.mode & permissionBits;
}

/** /dev/stdout and the like: another process has the file open, so it must not be replaced. */
function isDescriptor(file: string): boolean {
  return /^\/(?:dev\/(?:std(?:in|out|err)|fd\/)|proc\/)/.test(resolve(file));
}

/** The target of a link need not exist. */
function behindLinks(file: string): string {
  let path = file;
  for (let count = 0; count < linksMax; count++) {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status?.isSymbolicLink() !== true) return path;
    path = resolve(realpathSync(dirname(path)), readlinkSync(path));
  }
  throw failure('ELOOP', file);
}

function failure(code: string, file: string): Error {
  return Object.assign(new Error(`${code}: ${file}`), { code });
}
