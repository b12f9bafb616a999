/** A process is interrupted or killed during a search, and another one resumes from its checkpoint. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../dist/main/main.js', import.meta.url));
/** A few hundred thousand states: long enough to be interrupted. */
const scope = ['--sections', '2,3', '--threads', '2'];
/** About the same number, with levels long enough for several workers without symmetry. */
const roles = ['--sections', '2,3', '--threads', 'hotplug,dcss', '--fresh', 'recycled'];
const form = ['--json', '--no-files'];

/** The numbers of workers that start and resume each search, in order. */
interface Way {
  readonly name: string;
  readonly asked: readonly string[];
  readonly goesOn: readonly (readonly string[])[];
}

/** By default all processors search one scope, which is the third way. */
const bfs: Way = { name: 'breadth first', asked: [...scope, '--workers', '1'], goesOn: [[]] };
const dfs: Way = { name: 'depth first', asked: [...scope, '--search', 'dfs'], goesOn: [[]] };
const crew: Way = {
  name: 'two workers',
  asked: [...roles, '--workers', '2'],
  goesOn: [['--workers', '3'], ['--workers', '1'], []],
};

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tablewalk-e2e-checkpoint-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Its exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>;
}

function start(argv: readonly string[]): Started {
  const child = spawn(process.execPath, [main, 'check', ...argv], { cwd: directory });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return { child, output, ended };
}

/** The output of each search without an interruption: both kinds of interruption are compared with it. */
const wholes = new Map<string, Promise<string>>();

function wholeOf({ name, asked }: Way): Promise<string> {
  const known = wholes.get(name);
  if (known !== undefined) return known;
  const { output, ended } = start([...asked, ...form]);
  const whole = ended.then((code) => {
    expect(code).toBe(1);
    return output.stdout;
  });
  wholes.set(name, whole);
  return whole;
}

/**
 * The part of the report that interruptions must not change: all but time, the command line, and the
 * memory of paths, which is sampled.
 */
function reported(stdout: string): unknown {
  const { seconds, searchSeconds, statesPerSecond, request, scopes, ...rest } = JSON.parse(stdout);
  const searched = scopes.map((scope: object) => ({ ...scope, seconds: 0, memoryBytes: 0 }));
  return { ...rest, scopes: searched, request: { ...request, command: '' } };
}

/** Resolves when the checkpoint is at least N bytes long. */
async function savedBytes(file: string, bytes: number): Promise<void> {
  const watcher = watch(directory);
  try {
    for (;;) {
      await once(watcher, 'change');
      const size = statSync(join(directory, file), { throwIfNoEntry: false })?.size ?? 0;
      if (size >= bytes) return;
    }
  } finally {
    watcher.close();
  }
}

test.each([
  { ...bfs, signal: 'SIGINT' },
  { ...dfs, signal: 'SIGTERM' },
  { ...crew, signal: 'SIGINT' },
] as const)('$signal, $name, then --resume: the same report', async ({ signal, ...way }) => {
  const { name, asked, goesOn } = way;
  const whole = await wholeOf(way);
  const file = `${name}.checkpoint`;
  const saved = savedBytes(file, 100_000);
  const stopped = start([...asked, ...form, '--checkpoint', file, '--checkpoint-every', '1ms']);
  await saved;
  stopped.child.kill(signal);
  expect(await stopped.ended).toBe(130);
  // Its second line is JSON, for users who look inside.
  const head = JSON.parse(readFileSync(join(directory, file), 'utf8').split('\n')[1]);
  expect(head).toMatchObject({
    schema: 'tablewalk/checkpoint/1',
    run: { request: { search: name === dfs.name ? 'dfs' : 'bfs' } },
    search: { isByCrew: name === crew.name },
  });
  const resumed = start(['--resume', file, '--json', ...goesOn[0]]);
  expect(await resumed.ended).toBe(1);
  expect(reported(resumed.output.stdout)).toEqual(reported(whole));
});

/** Resolves when a file of this name is created or replaced. */
async function appeared(name: string): Promise<void> {
  const watcher = watch(directory);
  try {
    for (;;) {
      const [kind, changed] = await once(watcher, 'change');
      if (kind === 'rename' && changed === name) return;
    }
  } finally {
    watcher.close();
  }
}

test.each([bfs, dfs, crew])('$name, killed again and again, also while it writes', async (way) => {
  const { name, asked, goesOn } = way;
  const whole = await wholeOf(way);
  const file = `again ${name}.checkpoint`;
  const temporary = `${file}.tmp`;
  let argv = [...asked, ...form, '--checkpoint', file];
  // First with only the initial file, then with a complete file, partial files, and late in the
  // search.
  const moments = [
    () => appeared(file),
    () => appeared(file),
    () => appeared(temporary),
    () => appeared(temporary),
    () => savedBytes(file, 100_000),
  ];
  for (const [at, moment] of moments.entries()) {
    const saved = moment();
    const killed = start([...argv, '--checkpoint-every', '1ms']);
    await saved;
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');
    argv = ['--resume', file, '--json', ...goesOn[at % goesOn.length]];
  }
  const resumed = start(argv);
  expect(await resumed.ended).toBe(1);
  expect(reported(resumed.output.stdout)).toEqual(reported(whole));
  expect(existsSync(join(directory, temporary))).toBe(false);
});
