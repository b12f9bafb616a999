/** The repository files that project rules apply to, with paths relative to the root. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** The files below the folder, sorted by path; none if the folder does not exist yet. */
export function filesBelow(folder: string, ending: string): TextFile[] {
  if (!existsSync(root + folder)) return [];
  const names = readdirSync(root + folder, { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`);
  return paths.sort().filter(isFile).map(readText);
}

/** The files that exist. */
export function filesNamed(...paths: readonly string[]): TextFile[] {
  return paths.filter(exists).map(readText);
}

export function exists(path: string): boolean {
  return existsSync(root + path);
}

function isFile(path: string): boolean {
  return statSync(root + path).isFile();
}

function readText(path: string): TextFile {
  return { path, text: readFileSync(root + path, 'utf8') };
}
