/** A temporary folder that looks like a checkout, in which commands of the manual may write files. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Program, processIn } from './program.ts';

const ownFolders = ['node_modules', 'tablewalk-out', '.git'];

/** Calls the function with a program that runs in a folder with the files of this checkout. */
export async function inScratch<T>(
  use: (program: Program, folder: string) => Promise<T>,
): Promise<T> {
  const root = resolve('.');
  const script = join(root, 'dist/main/main.js');
  const folder = mkdtempSync(join(tmpdir(), 'tablewalk-manual-'));
  try {
    for (const name of readdirSync(root)) {
      if (!ownFolders.includes(name)) symlinkSync(join(root, name), join(folder, name));
    }
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync(script, join(folder, 'node_modules/.bin/tablewalk'));
    const run = processIn(folder, script);
    return await use(async (argv) => {
      const { stdout, ...rest } = await run(argv);
      return { stdout: stdout.replaceAll(`${root}/`, ''), ...rest };
    }, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
