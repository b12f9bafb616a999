/** Every printed command can be pasted into a shell and is a valid command line. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkCommandLine } from '../../src/counterexample/check-command.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { commandNames } from '../../src/text/shell.ts';
import { quickScope } from '../support/counterexamples.ts';
import { cli } from '../support/fake-io.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const folder = folderForAllTests();
const before = process.cwd();
const checkout = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** As in an installed package, where files are not below the current directory. */
const self = { program: 'npx tablewalk', folder: checkout };
const out = "-my folder's";
const tiny = ['--geometry', 'tiny3', '--no-edat1', '--no-edat2', '--max-states', '2000'];

beforeAll(async () => {
  process.chdir(folder.path);
  mkdirSync(folder.at('.config/fish/completions'), { recursive: true });
  await run(['check', '--quiet']);
  await run(['sample', '--runs', '20', '--quiet', '--out', 'walks']);
  await run(['check', '--quiet', `--out=${out}`]);
  await run(['plan', 'check', '--quiet', ...tiny, '--out', 'plan.jsonl']);
  for (const results of ['part-1', 'tablewalk-out/results']) {
    await run(['run-jobs', 'plan.jsonl', '--quiet', '--out', results]);
  }
});

afterAll(() => process.chdir(before));

async function run(argv: readonly string[]) {
  return await cli(argv, { self });
}

/** Parses everything up to the start of the search. */
async function begin(argv: readonly string[]) {
  const runJob = (): Promise<never> => Promise.reject(new Error('accepted'));
  return await cli(argv, { self, runJob, interrupts: 1 });
}

/** Lines with commands, alone or after a description, with their continuation lines. */
function commandsIn(text: string): string[] {
  const joined = text.replaceAll(/ \\\n */g, ' ');
  const begin = `(?:source <\\()?npx tablewalk (?:${commandNames.join('|')})\\b`;
  const pattern = new RegExp(`^(?:[A-Z][a-z]+: |  )?\`?(${begin}.*?)(?:\`$|  +\\S.*$|$)`, 'gm');
  return [...joined.matchAll(pattern)].map(([, command]) => command);
}

/** The arguments of each command, as parsed by bash. */
function pasted(commands: readonly string[]): string[][] {
  const log = folder.write('log', '');
  const npx = `npx() { printf '%s\\0' "$@" END >> "$LOG"; }`;
  const { stderr, status } = spawnSync('bash', ['-c', [npx, ...commands, ''].join('\n')], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, LOG: log },
    encoding: 'utf8',
  });
  expect([stderr, status]).toEqual(['', 0]);
  const calls = readFileSync(log, 'utf8').split('END\0').slice(0, -1);
  return calls.map((call) => call.split('\0').slice(1, -1));
}

test.each([
  ['check', `--out=${out}`],
  ['check', '--no-files', '--revision', 'error-kept', '--invariants', 'success-means-mapped'],
  ['check', ...tiny, `--checkpoint=${out}/check point`, '--no-files'],
  ['check', ...tiny, '--search', 'dfs', `--out=${out}`],
  ['sample', '--runs', '20', `--out=${out}`],
  ['size', ...tiny],
  ['diff', 'v2-8', 'v2-9', ...tiny],
  ['show', `./${out}/linux-5.10--success-means-mapped.json`],
  ['show', `./${out}/linux-5.10--success-means-mapped.json`, '--format', 'mail'],
])('the output of %s %s', async (...argv) => {
  const first = await run(argv);
  expect(first.exitCode).toBeLessThan(4);
  const commands = commandsIn(first.stdout + first.stderr);
  expect(commands).not.toEqual([]);
  for (const again of pasted(commands)) {
    const { exitCode, stderr } = await run(again);
    expect([again, stderr, exitCode]).not.toEqual([again, stderr, 2]);
  }
});

test('for a counterexample of a C source, the command names the file as given, or a placeholder', async () => {
  mkdirSync(folder.at("my tree's"));
  folder.write("my tree's/vmem.c", readFileSync(`${checkout}/test/c/own-vmem.c`, 'utf8'));
  const claim = ['--invariants', 'success-means-mapped', '--stop-at-first'];
  const text = ['--source', "my tree's/vmem.c"];
  const first = await run(['check', ...text, ...claim, '--out', 'of-text', '--quiet']);
  expect(first.exitCode).toBe(1);
  const again = pasted(commandsIn(first.stdout)).filter(([name]) => name === 'check');
  expect(again).not.toEqual([]);
  for (const argv of again) {
    expect(argv.slice(0, 3)).toEqual(['check', ...text]);
    expect((await run(argv)).exitCode).toBe(1);
  }
  expect(
    checkCommandLine(
      vmem,
      { ...quickScope(), revision: 'vmem.c@0123456789ab' },
      'no-leaked-tables',
    ),
  ).toBe('tablewalk check --source PATH-OF/vmem.c --invariants no-leaked-tables');
});

/**
 * Examples that need C sources, kernel trees, patches, commits, systems, running kernels or Redis
 * servers, which this project does not have.
 */
const ofTheReader =
  /tablewalk swarm|--redis|--arch|arch\/s390|vmem\.c|--mbox|--git|tablewalk record|system\.mjs|walk\.jsonl/;

/**
 * The example with all recordings takes long and is covered by the conformance tests; a second
 * example uses one recording.
 */
const recordings = `${checkout}/test/golden`;

/** Commands that search in this thread get small limits. */
const limits: Readonly<Record<string, readonly string[]>> = {
  diff: ['--max-states', '10'],
  // The jobs of the plan are not run in this test.
  merge: ['--allow-missing'],
};

/** Command paths; commands with subcommands come first. */
const topics = [
  [],
  ...commandNames.map((name) => [name]),
  ...['add', 'list', 'run', 'prune'].map((name) => ['corpus', name]),
];

test.each(topics.map((topic) => [topic]))('the examples of %s --help', async (topic) => {
  const { stdout } = await run([...topic, '--help']);
  const [, examples] = /^Examples:\n(.*?)\n\n/s.exec(stdout) ?? [];
  const lines = examples.split('\n');
  const commands = commandsIn(examples).filter((command) => !ofTheReader.test(command));
  expect(commands).toHaveLength(lines.filter((line) => !ofTheReader.test(line)).length);
  expect(examples).not.toMatch(/\b[A-Z]{4}\b/);
  for (const argv of pasted(commands)) {
    if (argv[1] === recordings) continue;
    const { exitCode, stderr } = await begin([...argv, ...(limits[argv[0]] ?? [])]);
    expect([argv, stderr, exitCode]).not.toEqual([argv, stderr, 2]);
  }
});
