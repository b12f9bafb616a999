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

/**
 * Thread 1 ignores that the lock is held. States as (held, 0 inside, 1 inside), with their transitions:
 * 000: 2, 110: 2, 101: 2, 111: 3, 001: 3, 010: 3.
 */
test.each([1, 2])(
  'TypeScript on any Node, with a file that it imports; %i workers',
  async (workers) => {
    folder.write('ids.ts', 'export type Id = 0 | 1; export const ids: readonly Id[] = [0, 1];');
    const lock = folder.write(
      'lock.ts',
      `import { defineModel, defineSystem, flag, invariant, list, type StateOf } from '${new URL('../../dist/api/index.js', import.meta.url).href}';
     import { type Id, ids } from './ids.ts';
     const fields = { isHeld: flag(), inside: list(2, flag()) };
     type State = StateOf<typeof fields>;
     const system = defineSystem(fields, {
       actions: ids.flatMap((id: Id) => [
         {
           name: \`thread \${id} takes the lock\`,
           when: (state: State) => id === 1 || !state.isHeld,
           effect: (state: State): void => { state.isHeld = true; state.inside[id] = true; },
         },
         {
           name: \`thread \${id} gives it back\`,
           when: (state: State) => state.inside[id] as boolean,
           effect: (state: State): void => { state.isHeld = false; state.inside[id] = false; },
         },
       ]),
     });
     export default defineModel({
       system,
       invariants: [invariant<State>({
         id: 'alone', claim: 'Never two threads are inside.', holds: ({ inside }) => !(inside[0] && inside[1]),
       })],
     });`,
    );
    const flags = ['--workers', String(workers), '--json', '--quiet', '--out', folder.path];
    const { exitCode, stdout } = await run('check', lock, ...flags);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      states: 6,
      transitions: 15,
      depth: 3,
      violations: [{ invariant: 'alone', operations: 2 }],
    });
    expect((await run('replay', folder.at('lock--alone.json'))).exitCode).toBe(0);
  },
);

test('files that cannot be imported', async () => {
  const stderrOf = async (name: string, content: string): Promise<string> => {
    const { exitCode, stderr } = await run('check', folder.write(name, content));
    expect(exitCode).toBe(2);
    return stderr;
  };
  expect(await stderrOf('typed.ts', 'export const value: number = 1;')).toContain(
    'typed.ts: exports no system; write export default defineModel({ system, invariants })',
  );
  expect(
    await stderrOf('thrown.ts', 'const what: string = "boom"; throw new Error(what);'),
  ).toContain('thrown.ts: cannot be imported: Error: boom');
  const wrong = await stderrOf('wrong.ts', 'export const value: = 1;');
  expect(wrong).toContain('wrong.ts: cannot be imported: ');
  for (const name of ['alone.mjs', 'alone.ts']) {
    expect(await stderrOf(name, 'import "tablewalk";')).toContain(
      'which is not installed there; npm install tablewalk',
    );
  }
});
