/** Builds dist before the tests that run the real program: on Node 20 no worker starts from TypeScript. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export function setup(): void {
  const script = fileURLToPath(new URL('../../build/dist.mjs', import.meta.url));
  execFileSync(process.execPath, [script, '--if-changed'], { stdio: 'inherit' });
}
