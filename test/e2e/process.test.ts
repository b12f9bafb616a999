/** The program as a process from dist: exit codes, signals, pipes, and arbitrary files. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { falseSuccess } from '../support/counterexamples.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';
import { formatVmem } from '../support/vmem-files.ts';

const main = fileURLToPath(new URL('../../dist/main/main.js', import.meta.url));

const folder = folderForAllTests();

interface Started {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<number | null>;
}

function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, [main, ...argv], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], ...env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code);
  return { child, output, ended };
}

async function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { output, ended } = start(argv, env);
  const exitCode = await ended;
  return { exitCode, ...output };
}

function fileWith(name: string, content: string): string {
  folder.write(name, content);
  return name;
}

test('--help: examples first, exit 0, nothing on stderr', async () => {
  const { exitCode, stdout, stderr } = await run(['--help']);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Examples:\n/);
});

test('--version prints the version of the package', async () => {
  expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('exit codes', () => {
  const holds = ['check', '--revision', 'error-kept', '--invariants', 'success-means-mapped'];
  test.each([
    ['holds', holds, 0],
    ['violated', ['check'], 1],
    ['a typo', ['check', '--stuct-page', '48'], 2],
    ['a limit', ['check', '--max-states', '10', '--invariants', 'freed-once'], 3],
    [
      'a time limit',
      ['check', '--time-limit', '1ms', '--invariants', 'freed-once', '--sections', '2..5'],
      3,
    ],
  ] as const)('%s', async (_, argv, expected) => {
    expect((await run(argv)).exitCode).toBe(expected);
  });
});

test('check prints the same in a worker thread as in the main thread', async () => {
  const first = await run(['check', '--out', 'out']);
  expect(first.stdout).toContain('VIOLATED: ');
  expect(first.stderr).toContain('written to out');
  const shown = await run(['show', 'out/linux-5.10--success-means-mapped.json']);
  expect(shown.exitCode).toBe(0);
  expect(shown.stdout).toContain('<-- here: ');
});

/** The first line of progress comes after five seconds by the clock of the program: here a tenth of a second. */
const fastClock = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    'const now = performance.now.bind(performance); performance.now = () => 50 * now();',
  )}`,
};

/** Large enough to run for minutes; the test stops it at its first output. */
const long = ['check', '--sections', '1..7', '--struct-page', '56', '--no-files'];

describe('Ctrl-C', () => {
  test.each([
    ['SIGINT', '1'],
    ['SIGTERM', '2'],
  ] as const)('%s to %s workers: reports the coverage, 130', async (signal, workers) => {
    const argv = [...long, '--invariants', 'freed-once', '--json', '--workers', workers];
    const { child, output, ended } = start(argv, fastClock);
    await new Promise((resolve) => child.stderr?.once('data', resolve));
    child.kill(signal);
    expect(await ended).toBe(130);
    expect(output.stderr).toContain('interrupted: stopping');
    expect(JSON.parse(output.stdout)).toMatchObject({
      verdict: 'undecided',
      limit: { kind: 'interrupted' },
    });
  });
});

/** Each operation in these takes seconds, and is abandoned halfway. */
const real = ['--no-edat1', '--no-edat2', '--sections', '2', '--fail-allocs', '1'];
test.each([
  [['check', '--geometry', 'real3', ...real, '--no-files']],
  [['sample', '--geometry', 'real5', ...real, '--no-files', '--runs', '1e6']],
  [['size', '--geometry', 'real3', ...real]],
  [['diff', 'v2-4', 'v2-5', '--geometry', 'real3', ...real]],
])('Ctrl-C within one long operation of %j: reports the coverage, 130', async (argv) => {
  const { child, output, ended } = start([...argv, '--json'], fastClock);
  await new Promise((resolve) => child.stderr?.once('data', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(JSON.parse(output.stdout)).toMatchObject({ limit: { kind: 'interrupted' } });
});

test('the second Ctrl-C does not wait', async () => {
  const argv = ['check', '--geometry', 'real3', ...real, '--no-files'];
  const { child, ended } = start(argv, fastClock);
  await new Promise((resolve) => child.stderr?.once('data', resolve));
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(await ended).toBe(130);
});

describe('pipes', () => {
  test('a reader that goes away early leaves no stack trace', async () => {
    const { child, output, ended } = start(['list', 'invariants', '--json']);
    child.stdout?.destroy();
    expect(await ended).toBe(0);
    expect(output.stderr).toBe('');
  });

  test.each([
    ['list invariants --json', 'stdout'],
    ['check --no-files --quiet', 'stdout'],
    ['check --help', 'stdout'],
    ['check --nonsense', 'stderr'],
  ])('%s: a full device at %s gives exit 74 and one line', (line, name) => {
    const target = name === 'stdout' ? '>/dev/full' : '2>/dev/full';
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', `"$0" "$1" ${line} ${target}`, process.execPath, main],
      { cwd: folder.path, encoding: 'utf8' },
    );
    const full = 'tablewalk: error: stdout cannot be written: no space left on the device\n';
    expect([status, stdout, stderr]).toEqual([74, '', name === 'stdout' ? full : '']);
  });

  test('without a terminal there is no colour', async () => {
    expect((await run(['list', 'goals'])).stdout).not.toContain('\u001b[');
    const argv = ['list', 'goals', '--color', 'always'];
    expect((await run(argv, { NO_COLOR: '1' })).stdout).toContain('\u001b[');
  });
});

describe('bad files', () => {
  const good = formatVmem(falseSuccess());

  test.each([
    ['empty', '', 'the file is empty'],
    ['cut off', good.slice(0, 300), 'the JSON ends early'],
    ['huge number', good.replace('"steps": 32', '"steps": 1e999'), 'expected.steps is Infinity'],
    ['huge failure', good.replace(/\[\s*7\s*\]/, '[1e15]'), 'operations[0].failed[0] is'],
    ['binary', '\u0000\u0001\u0002', 'the content is not JSON'],
    ['another section', good.replace(/(\[\s*)3(\s*\])/, '$1999$2'), 'section is 999'],
  ])('%s: one line, exit 2', async (name, content, expected) => {
    const { exitCode, stdout, stderr } = await run(['replay', fileWith(`${name}.json`, content)]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`tablewalk: error: ${name}.json: `);
    expect(stderr).toContain(expected);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
