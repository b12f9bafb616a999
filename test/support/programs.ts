/** The program from dist under the name that scripts use, and their output. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const mainScript = fileURLToPath(new URL('../../dist/main/main.js', import.meta.url));

/** A folder for PATH, in which `tablewalk` and `npx tablewalk@VERSION` start the program. */
export function programFolder(path: string): string {
  const folder = join(path, 'bin');
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const start = `exec '${process.execPath}' '${mainScript}' "$@"`;
  write('tablewalk', start);
  write('npx', `shift\n${start}`);
  return folder;
}
