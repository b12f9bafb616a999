/** Messages for file-system errors, and the class of each: wrong input, or lost output. */
import { InputError, OutputError } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'a part of the path is not a directory',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is exceeded',
  EFBIG: 'the file would be too large',
  EIO: 'the device reports an error',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
};

/** ENOENT on creation means that the directory is missing. */
const writeReasons: typeof reasons = { ...reasons, ENOENT: 'it cannot be created there' };

/** The path is valid, but the device fails. */
const deviceCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

/** Rethrows anything that is not a system error. */
function errorCodeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  throw error;
}

/** The reason why a write failed. Rethrows anything that is not a system error. */
export function writeReason(error: unknown): string {
  const code = errorCodeOf(error);
  return writeReasons[code] ?? code;
}

/** Runs a read. `special` overrides the message for some codes. Throws `InputError`. */
export function attemptRead<T>(
  what: string,
  path: string,
  action: () => T,
  special: typeof reasons = {},
): T {
  try {
    return action();
  } catch (error) {
    const code = errorCodeOf(error);
    const reason = special[code] ?? reasons[code] ?? code;
    throw new InputError(`${what} is ${JSON.stringify(path)}; ${reason}`);
  }
}

/** Runs a write. Throws `OutputError`. */
export function attemptWrite<T>(what: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new OutputError(`${what} is ${JSON.stringify(path)}; ${writeReason(error)}`);
  }
}

/** Runs a test before the work. A wrong path is an `InputError`, a full disk an `OutputError`. */
export function attemptTrial<T>(what: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const message = `${what} is ${JSON.stringify(path)}; ${writeReason(error)}`;
    throw deviceCodes.has(errorCodeOf(error)) ? new OutputError(message) : new InputError(message);
  }
}
