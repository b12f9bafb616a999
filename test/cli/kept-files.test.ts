/**
 * Existing output files: each command keeps them and reports that; --force overwrites them; devices
 * and links are preserved.
 */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../../src/checkpoint/resumed.ts';
import { vmem } from '../../src/subjects/vmem/subject.ts';
import { printed } from '../support/fake-io.ts';
import { rememberingCli } from '../support/remembered-jobs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const cli = rememberingCli();
const folder = folderForEachTest();

async function run(...argv: readonly string[]): Promise<readonly [number, string, string]> {
  const { exitCode, stdout, stderr } = await cli(argv);
  return [exitCode, stdout, folder.masked(stderr)];
}

const content = (name: string): string => readFileSync(folder.at(name), 'utf8');
const is = (option: string, name: string): string =>
  `tablewalk: error: ${option} is "DIR/${name}"; `;
const remedy = 'choose another file, or overwrite it with --force\n';
const keptFile = 'the file exists: choose another name, or overwrite it with --force\n';

const story = 'corpus/F02-mark-left-out--linux-5.10.json';
const series = ['series', 'v2', '--revisions', 'linux-5.10', '--contract', 'kernel', '--quiet'];
const few = ['--max-states', '10', '--no-files', '--invariants', 'success-means-mapped'];
const check = ['check', '--no-files', '--quiet', '--invariants', 'freed-once'];

interface Writer {
  readonly argv: readonly string[];
  /** Called with the name of the file. */
  readonly option: string;
  /** The message after writing. */
  readonly exitCode: number;
  /** The text after "--option is FILE; " if the file is of another kind. */
  readonly refusal: string;
}

/** All options that name an output file. The last test searches all commands for others. */
const writers: readonly Writer[] = [
  ...['text', 'mail', 'json', 'mermaid', 'itf', 'html'].map((format) => ({
    argv: ['show', story, '--quiet', '--format', format],
    option: '--out',
    exitCode: 0,
    refusal: keptFile,
  })),
  { argv: ['shrink', story, '--quiet'], option: '--out', exitCode: 0, refusal: keptFile },
  // The first state is violated.
  { argv: [...series, ...few], option: '--html', exitCode: 0, refusal: keptFile },
  { argv: ['plan', ...check], option: '--out', exitCode: 0, refusal: keptFile },
  {
    argv: check,
    option: '--checkpoint',
    exitCode: 0,
    refusal: `it holds something other than a checkpoint of this version: ${remedy}`,
  },
];
const table = writers.map((writer) => ({
  name: [...writer.argv, writer.option].join(' '),
  writer,
}));

test.each(table)('$name: an existing file is kept, --force replaces it', async ({ writer }) => {
  const { argv, option, exitCode, refusal } = writer;
  const file = folder.write('mine', 'MY NOTES');
  const refused = [2, '', `${is(option, 'mine')}${refusal}`];
  expect(await run(...argv, option, file)).toEqual(refused);
  expect(content('mine')).toBe('MY NOTES');
  expect(await run(...argv, option, file, '--force')).toEqual([exitCode, expect.any(String), '']);
  const written = content('mine');
  expect(written).not.toContain('MY NOTES');
  const empty = folder.write('empty', '');
  expect((await run(...argv, option, empty))[0]).toBe(exitCode);
  expect(content('empty').length).toBeGreaterThan(100);
  expect(readdirSync(folder.path).sort()).toEqual(['empty', 'mine']);
});

test.each(table)('$name: a symbolic link is followed', async ({ writer }) => {
  const { argv, option, exitCode, refusal } = writer;
  folder.write('mine', 'MY NOTES');
  symlinkSync('mine', folder.at('link'));
  symlinkSync('new', folder.at('dangling'));
  const link = folder.at('link');
  expect(await run(...argv, option, link)).toEqual([2, '', `${is(option, 'link')}${refusal}`]);
  expect(content('mine')).toBe('MY NOTES');
  expect((await run(...argv, option, link, '--force'))[0]).toBe(exitCode);
  expect(content('mine')).not.toContain('MY NOTES');
  expect((await run(...argv, option, folder.at('dangling')))[0]).toBe(exitCode);
  expect(content('new').length).toBeGreaterThan(100);
  for (const name of ['link', 'dangling']) {
    expect(lstatSync(folder.at(name)).isSymbolicLink()).toBe(true);
  }
});

/** Runs a command while another process reads a FIFO. Returns the exit code and the data read. */
async function throughFifo(argv: readonly string[]): Promise<readonly [number, string]> {
  const fifo = folder.at('fifo');
  execFileSync('mkfifo', [fifo]);
  // Otherwise the reader would exit before the command starts.
  const both = openSync(fifo, 'r+');
  const [from, to] = [openSync(fifo, 'r'), openSync(folder.at('read'), 'w')];
  const reader = spawn('cat', [], { stdio: [from, to, 'ignore'] });
  const ended = once(reader, 'exit');
  const [exitCode] = await run(...argv, fifo);
  for (const descriptor of [both, from, to]) closeSync(descriptor);
  await ended;
  return [exitCode, content('read')];
}

test.each(table)('$name: a device and a FIFO are written to, not replaced', async ({ writer }) => {
  const { argv, option, exitCode } = writer;
  const isFile = option === '--checkpoint';
  for (const force of [[], ['--force']]) {
    const [code, , stderr] = await run(...argv, ...force, option, '/dev/null');
    expect(stderr).toBe(
      isFile ? `tablewalk: error: --checkpoint is "/dev/null"; it must be a file\n` : '',
    );
    expect(code).toBe(isFile ? 2 : exitCode);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  }
  const [code, read] = await throughFifo([...argv, option]);
  expect(code).toBe(isFile ? 2 : exitCode);
  expect(read.length > 100).toBe(!isFile);
  expect(statSync(folder.at('fifo')).isFIFO()).toBe(true);
});

test('check --checkpoint: a file of another search is kept, one of the same search is overwritten', async () => {
  const file = folder.at('c');
  const argv = [...check, '--checkpoint', file];
  expect(await run(...argv, '--max-states', '100')).toEqual([3, expect.any(String), '']);
  const saved = readFileSync(file);
  expect(await run(...argv, '--struct-page', '56')).toEqual([
    2,
    '',
    `${is('--checkpoint', 'c')}it holds another search (different: structPage): ${remedy}`,
  ]);
  expect(await run(...argv, '--revision', 'v2-9', '--sections', '2')).toEqual([
    2,
    '',
    `${is('--checkpoint', 'c')}it holds another search (different: revision, blocks): ${remedy}`,
  ]);
  expect(readFileSync(file)).toEqual(saved);
  const states = readCheckpoint(vmem, file).search?.states;
  // Different limits do not make a different search.
  const loud = argv.filter((word) => word !== '--quiet');
  const [exitCode, , stderr] = await run(...loud, '--max-states', '50');
  expect([exitCode, stderr]).toEqual([
    3,
    expect.stringContaining(
      `tablewalk: DIR/c held this search after ${states} states; the search starts from scratch, use --resume to continue one\n`,
    ),
  ]);
  expect((await run(...argv))[0]).toBe(0);
  expect(readCheckpoint(vmem, file).isFinished).toBe(true);
  expect(await run(...argv)).toEqual([0, expect.any(String), '']);
});

test('check --resume FILE --checkpoint OTHER: the content of OTHER decides', async () => {
  const [from, mine] = [folder.at('from'), folder.write('mine', 'MY NOTES')];
  await run(...check, '--checkpoint', from, '--max-states', '100');
  const resume = ['check', '--resume', from, '--quiet', '--max-states', '1000000'];
  expect((await run(...resume, '--checkpoint', mine))[0]).toBe(2);
  expect(content('mine')).toBe('MY NOTES');
  await run(...check, '--checkpoint', folder.at('same'), '--max-states', '50');
  expect((await run(...resume, '--checkpoint', folder.at('same')))[0]).toBe(0);
  expect((await run(...resume, '--checkpoint', mine, '--force'))[0]).toBe(0);
});

test('a file of the user with the temporary name of a checkpoint is kept', async () => {
  const argv = [...check, '--checkpoint', folder.at('c')];
  const tmp = folder.write('c.tmp', 'MY NOTES');
  const refused = `${is('--checkpoint', 'c')}it is first written as "${folder.masked(tmp)}", which is something other than a checkpoint: ${remedy}`;
  expect(await run(...argv)).toEqual([2, '', refused]);
  expect(content('c.tmp')).toBe('MY NOTES');
  // As a killed process leaves it.
  folder.write('c.tmp', 'tablewalk/check');
  expect((await run(...argv))[0]).toBe(0);
  expect(readdirSync(folder.path)).toEqual(['c']);
  const tmpOfResumed = folder.write('c.tmp', 'MY NOTES');
  expect(await run('check', '--resume', folder.at('c'), '--quiet')).toEqual([2, '', refused]);
  rmSync(tmpOfResumed);
  folder.write('mine', 'tablewalk/check');
  symlinkSync('mine', tmp);
  expect(await run(...argv)).toEqual([2, '', refused]);
  expect((await run(...argv, '--force'))[0]).toBe(0);
  expect(content('mine')).toBe('tablewalk/check');
});

test('Ctrl-C: interrupted.checkpoint of an earlier search is kept', async () => {
  const out = folder.at('out');
  let now = 0;
  const interrupted = { interrupts: 1, now: () => (now += 600) };
  for (const structPage of ['48', '56', '64']) {
    const argv = ['check', '--out', out, '--struct-page', structPage, '--sections', '4'];
    expect((await cli(argv, interrupted)).exitCode).toBe(130);
  }
  const names = ['', '-2', '-3'].map((number) => `interrupted${number}.checkpoint`);
  const sizes = names.map((name) => readCheckpoint(vmem, folder.at('out', name)).request.scopes[0]);
  expect(sizes).toMatchObject([48, 56, 64].map((structPage) => ({ structPage })));
});

test('--force without a file to replace is refused', async () => {
  const refusal = (option: string) => `tablewalk: error: --force is given without ${option}; `;
  expect((await run('show', story, '--force'))[2]).toContain(refusal('--out'));
  expect((await run(...series, '--force'))[2]).toContain(refusal('--html'));
  expect((await run(...check, '--force'))[2]).toContain(refusal('--checkpoint'));
});

/** How each option that names a file or directory treats existing files. */
const placesOf: Readonly<Record<string, readonly string[]>> = {
  kept: ['check --checkpoint', 'plan --out', 'series --html', 'show --out', 'shrink --out'],
  // Tested with a script in place of QEMU: test/commands/record/record.test.ts.
  'kept by record': ['record --keep-log', 'record --out'],
  // File names contain a hash, and other files in the folder are kept.
  'a folder': ['check', 'merge', 'sample', 'series', 'ui'].map((command) => `${command} --out`),
  // A directory of another plan is refused: test/cli/shards.test.ts.
  'a folder of results': [
    'run-jobs --out',
    'swarm collect --out',
    'swarm work --checkpoints',
    ...['check', 'mutate', 'sample', 'series'].map((command) => `${command} --results`),
  ],
  'a folder of its own': ['add', 'list', 'run', 'prune'].map((name) => `corpus ${name} --dir`),
  'added to': ['sample --seeds'],
  read: [
    'check --resume',
    ...['corpus run', 'explain', 'list', 'replay', 'show', 'shrink', 'ui'].map(
      (command) => `${command} --system`,
    ),
    ...['busybox', 'module', 'plan', 'qemu', 'replay', 'symbols'].map((name) => `record --${name}`),
    ...['bisect', 'diff', 'series', 'source'].map((command) => `${command} --with`),
    // Patches and the files that they apply to.
    ...['bisect', 'series'].flatMap((command) =>
      ['--base', '--mbox', '--path'].map((option) => `${command} ${option}`),
    ),
    ...[
      ...['check', 'conform', 'explain', 'mutate', 'replay', 'sample', 'show', 'shrink', 'size'],
      ...['add', 'prune', 'run'].map((name) => `corpus ${name}`),
    ].flatMap((command) => [`${command} --source`, `${command} --with`]),
  ],
};

test('no option writes a file that is not in the table', async () => {
  const script = await printed('completion', 'fish');
  const options = script.matchAll(/__tablewalk_at tablewalk ([^']+)' -l ([\w-]+) -r/g);
  const found = [...options].map(([, command, name]) => `${command} --${name}`);
  expect(new Set(found)).toEqual(new Set(Object.values(placesOf).flat()));
  const written = writers.map(({ argv: [command], option }) => `${command} ${option}`);
  expect(new Set(written)).toEqual(new Set(placesOf['kept']));
});

test('a folder: all existing files are kept', async () => {
  const out = folder.at('out');
  const name = 'linux-5.10--success-means-mapped.json';
  mkdirSync(out);
  folder.write(`out/${name}`, 'MY NOTES');
  const one = ['--invariants', 'success-means-mapped', '--quiet', '--out', out];
  expect((await run('check', ...one, '--max-states', '10'))[0]).toBe(1);
  expect((await run('sample', ...one, '--runs', '50', '--no-shrink'))[0]).toBe(1);
  expect(content(`out/${name}`)).toBe('MY NOTES');
  expect(readdirSync(out).length).toBeGreaterThan(1);
});

test('sample --seeds: a file that is not a seed store is refused; a store is extended', async () => {
  const sample = ['sample', '--runs', '20', '--no-files', '--quiet', '--seeds'];
  const [exitCode, stdout, stderr] = await run(...sample, folder.write('mine', 'MY NOTES'));
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('DIR/mine');
  expect(content('mine')).toBe('MY NOTES');
});
