/**
 * Builds dist: declarations, the bundle, and the page. With --if-changed it keeps a dist that was built from the
 * same files: `npm ci` builds one, and tests of the real program need one.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const sources = [
  ...['src', 'page', 'build', 'vite.dist.config.ts', 'tsconfig.json', 'tsconfig.build.json'],
  // The versions of all libraries.
  ...['package.json', 'package-lock.json'],
];
const stamp = 'node_modules/.cache/tablewalk-dist';

function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(`${path}/${name}`));
}

/** A hash of what dist is built from, and of dist itself. */
function state() {
  const hash = createHash('sha256');
  for (const path of [...sources, 'dist'].flatMap(filesIn)) {
    const content = readFileSync(path);
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function isBuilt() {
  return existsSync('dist') && existsSync(stamp) && readFileSync(stamp, 'utf8') === state();
}

function build() {
  // vitest sets another NODE_ENV, for which vite builds a larger page, with the paths of this machine in it.
  const env = { ...process.env, NODE_ENV: 'production' };
  const run = (...argv) => execFileSync(process.execPath, argv, { env, stdio: 'inherit' });
  rmSync('dist', { recursive: true, force: true });
  run('node_modules/typescript/lib/tsc.js', '-p', 'tsconfig.build.json');
  run('node_modules/vite/bin/vite.js', 'build', '--config', 'vite.dist.config.ts');
  copyFileSync('node_modules/tree-sitter-c/tree-sitter-c.wasm', 'dist/c/tree-sitter-c.wasm');
  run('node_modules/vite/bin/vite.js', 'build', '--config', 'page/vite.config.ts');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, state());
}

if (!process.argv.includes('--if-changed') || !isBuilt()) build();
