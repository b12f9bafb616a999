/** User-defined systems in real processes from dist: worker threads load the same file. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderForEachTest } from '../support/temporary-folder.ts';

const main = fileURLToPath(new URL('../../dist/main/main.js', import.meta.url));
const example = fileURLToPath(
  new URL('../../examples/bounded-buffer/lost-wakeup.mjs', import.meta.url),
);
const folder = folderForEachTest();

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...argv: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...argv], (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/**
 * Three counters up to 39: 40^3 states. Each counter below 39 has a transition: 3 * 39 * 40^2. The
 * largest sum is 117, which takes 117 transitions.
 */
const counters = (): string =>
  folder.write(
    'counters.mjs',
    `import { defineModel, defineSystem, invariant, list, range } from '${new URL('../../dist/api/index.js', import.meta.url).href}';
     const system = defineSystem({ at: list(3, range(0, 39)) }, {
       actions: [0, 1, 2].map((id) => ({
         name: 'count ' + id,
         when: ({ at }) => at[id] < 39,
         effect: ({ at }) => { at[id]++; },
       })),
     });
     export default defineModel({
       system,
       invariants: [invariant({ id: 'open', claim: 'One is below 39.', holds: ({ at }) => at.some((n) => n < 39) })],
     });`,
  );

test.each([1, 2])(
  '%i workers visit 64,000 states and find the single wrong one',
  async (workers) => {
    const flags = ['--workers', String(workers), '--json', '--quiet', '--out', folder.path];
    const { exitCode, stdout } = await run('check', counters(), ...flags);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      states: 64_000,
      transitions: 187_200,
      depth: 117,
      violations: [{ invariant: 'open', operations: 117 }],
    });
    expect((await run('replay', folder.at('counters--open.json'))).exitCode).toBe(0);
  },
);

test('the example is found violated, and its file is shown', async () => {
  expect((await run('check', example, '--quiet', '--out', folder.path)).exitCode).toBe(1);
  const shown = await run('show', folder.at('lost-wakeup--no-deadlock.json'));
  expect(shown.stdout).toContain('now no action is possible');
});

test('TypeScript on a Node that does not import it, and a package that is not there', async () => {
  const typed = folder.write('typed.ts', 'export const value: number = 1;');
  const alone = folder.write('alone.mjs', 'import "tablewalk";');
  const hasTypes = 'typescript' in process.features && process.features.typescript !== false;
  expect(await run('check', typed)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(
      hasTypes ? 'exports no system' : `Node ${process.versions.node} does not import TypeScript`,
    ),
  });
  expect(await run('check', alone)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('which is not installed there; npm install tablewalk'),
  });
});
