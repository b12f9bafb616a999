/**
 * Builds dist before tests that run the real program, because Node 20 cannot start a worker from
 * TypeScript.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function setup(): void {
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  // Otherwise vite builds the page in test mode: larger, and with local paths in it.
  const env = { ...process.env, NODE_ENV: 'production' };
  const run = (...argv: readonly string[]) =>
    execFileSync(process.execPath, argv, { cwd, env, stdio: 'inherit' });
  run('node_modules/typescript/lib/tsc.js', '-p', 'tsconfig.build.json');
  run('node_modules/vite/bin/vite.js', 'build', '--config', 'vite.dist.config.ts');
  copyFileSync(
    `${cwd}node_modules/tree-sitter-c/tree-sitter-c.wasm`,
    `${cwd}dist/c/tree-sitter-c.wasm`,
  );
  run('node_modules/vite/bin/vite.js', 'build', '--config', 'page/vite.config.ts');
}
