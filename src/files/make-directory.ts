/** Creates a directory and its missing parents one by one. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Like `mkdirSync(path, { recursive: true })`, which never returns where the file system answers "no such
 * file" below an existing directory, as /proc does: Node 20 retries forever. Returns the created directories
 * from the top. Throws the system error.
 */
export function makeDirectory(path: string): string[] {
  return missingOf(path).filter(makeOne);
}

/** From the top; the path itself is last, even if it exists, so that its type is checked. */
function missingOf(path: string): string[] {
  const missing = [path];
  for (let above = dirname(path); !isThere(above); above = dirname(above)) missing.unshift(above);
  return missing;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined || dirname(path) === path;
}

/** False if it already exists. */
function makeOne(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    // Another process may have created it in the meantime.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
    return false;
  }
}
