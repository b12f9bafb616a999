/** tablewalk series as a process: worker threads affect the timing, never the result. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../dist/main/main.js', import.meta.url));

async function cellsWith(workers: string): Promise<unknown> {
  const narrow = ['--revisions', 'v1-8,v1-9', '--contract', 'kernel', '--no-files', '--json'];
  const argv = [main, 'series', 'v1', ...narrow, '--workers', workers];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout).cells;
}

test('one worker and two give the same cells', async () => {
  const one = await cellsWith('1');
  expect(one).toHaveLength(2 * 29);
  expect(await cellsWith('2')).toEqual(one);
});
