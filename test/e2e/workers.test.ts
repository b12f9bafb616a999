/**
 * Several workers as real threads from dist: the result equals that of one worker, regardless of
 * timing.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../dist/main/main.js', import.meta.url));

/** Two kernel threads, every step, such blocks: levels of several hundred states and more. */
function scope(sections: string): string[] {
  const machine = ['--geometry', 'tiny3', '--sections', sections, '--threads', 'hotplug,dcss'];
  return ['check', ...machine, '--grain', 'micro', '--fresh', 'recycled', '--fail-allocs', '1'];
}

/** The JSON output with N workers, without costs and the command line. */
async function answer(argv: readonly string[], workers: number): Promise<Record<string, unknown>> {
  const all = [main, ...argv, '--no-files', '--quiet', '--json', '--workers', String(workers)];
  const stdout = await new Promise<string>((resolve) => {
    execFile(process.execPath, all, { maxBuffer: 2 ** 26 }, (_, text) => resolve(text));
  });
  const costs = ['seconds', 'searchSeconds', 'statesPerSecond', 'memoryBytes', 'request'];
  return JSON.parse(stdout, (key, value) => (costs.includes(key) ? undefined : value));
}

test.each([
  ['everything', []],
  ['as far as the first violation', ['--stop-at-first', '--invariants', 'vmemmap-coverage']],
  ['a limit of states', ['--max-states', '50_000']],
  ['a limit of depth', ['--max-depth', '120']],
])('%s: 1, 2 and 3 workers give the same report', async (_, bounds) => {
  const argv = [...scope('2,3'), ...bounds];
  const alone = await answer(argv, 1);
  const { coverage, ...others } = alone;
  for (const workers of [2, 3]) {
    const together = await answer(argv, workers);
    // A search that ended early has finished the work that it had started.
    expect(together).toEqual({
      ...others,
      coverage: alone['closed'] ? coverage : expect.anything(),
    });
  }
});

test('half a million states', async () => {
  expect(await answer(scope('2+3,4+5'), 3)).toMatchObject({
    verdict: 'violated',
    closed: true,
    states: 596_288,
    transitions: 778_125,
    depth: 444,
  });
});

/** All output with N workers. */
function output(argv: readonly string[], workers: number): Promise<string> {
  const all = [main, ...argv, '--workers', String(workers)];
  return new Promise((resolve) => {
    execFile(process.execPath, all, (error, stdout, stderr) => {
      resolve(`${error?.code ?? 0}\n${stdout}\n${stderr}`);
    });
  });
}

test('conform: 1 and 3 workers give the same bytes', async () => {
  // A second of work, more than threads need to start.
  const alone = await output(['conform', 'test/golden'], 1);
  expect(alone).toContain('CONFORMS: 79 recordings, ');
  expect(alone).toContain('tablewalk: 79 of 79: test/golden/');
  expect(await output(['conform', 'test/golden'], 3)).toBe(alone);
});
