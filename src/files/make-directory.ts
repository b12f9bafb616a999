/** Makes a directory and what is missing above it, one after the other. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What `mkdirSync(path, { recursive: true })` promises. That one never returns where the file system
 * answers "no such file" below a directory that is there, as /proc does: Node 20 tries again for ever.
 * Returns the directories that it made, from the top. Throws the error of the system.
 */
export function makeDirectory(path: string): string[] {
  return missingOf(path).filter(makeOne);
}

/** From the top; the path itself is the last, even if it is there: then whatever it is gets a look. */
function missingOf(path: string): string[] {
  const missing = [path];
  for (let above = dirname(path); !isThere(above); above = dirname(above)) missing.unshift(above);
  return missing;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined || dirname(path) === path;
}

/** False if it is there already. */
function makeOne(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    // Another process may have made it in the meantime.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
    return false;
  }
}
