/** The package that runs: its folder, its version, and a hash of its code. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ModelError } from '../errors.ts';

function folderOfPackage(from: URL): URL {
  for (let folder = new URL('.', from); ; folder = new URL('..', folder)) {
    if (existsSync(new URL('package.json', folder))) return folder;
    if (folder.pathname === '/') throw new ModelError(`no package.json above ${from.pathname}`);
  }
}

/** Ends in a slash. */
export const packageFolder: URL = folderOfPackage(new URL(import.meta.url));

const packageFile = new URL('package.json', packageFolder);

/** Read from package.json, so that it is defined only once. */
export const version: string = versionField(JSON.parse(readFileSync(packageFile, 'utf8')));

/** Help needs it too: no schema is loaded for one field. */
function versionField(content: object): string {
  if ('version' in content && typeof content.version === 'string') return content.version;
  throw new ModelError('package.json has no version');
}

const digits = 12;
const known = new Map<string, string>();

/** As semantic versioning writes a build: `0.1.0+3f9a2c1b5d6e`. The files are read once. */
export function buildOf(): string {
  const here = new URL(import.meta.url).href.slice(packageFolder.href.length);
  // The source, a bundle in dist, or a compiled copy.
  const [root] = here.split('/');
  const build = known.get(root) ?? `${version}+${hashOf(new URL(`${root}/`, packageFolder))}`;
  known.set(root, build);
  return build;
}

/** The version alone, as package registries know it. */
export function versionIn(build: string): string {
  return build.replace(/\+.*/, '');
}

function hashOf(folder: URL): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((one) => /(?<!\.d)\.(ts|js|wasm)$/.test(one)).sort()) {
    hash.update(`${name}\n`).update(readFileSync(new URL(name, folder)));
  }
  return hash.digest('hex').slice(0, digits);
}
