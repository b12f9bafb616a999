/** Which code runs: its version with a hash of its files, because other code can have the same version. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { packageFolder } from './package-folder.ts';
import { version } from './version.ts';

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
