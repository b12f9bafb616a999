/**
 * Truncated output, for every command and format: one error line and exit code 74, never the exit
 * code of a verdict.
 */

import { copyFileSync, mkdirSync } from 'node:fs';
import { Writable } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { type JobRunner, runInThisThread } from '../../src/jobs/job-runner.ts';
import { runCli } from '../../src/main/run-cli.ts';
import { anywhere, commandNames } from '../../src/text/shell.ts';
import { printed } from '../support/fake-io.ts';
import { rememberedJobs } from '../support/remembered-jobs.ts';
import { folderForEachTest } from '../support/temporary-folder.ts';

const folder = folderForEachTest();

/** Accepts a number of bytes, then fails like the system. */
class Sink extends Writable {
  bytes = Buffer.alloc(0);
  private readonly room: number;
  private readonly code: string;

  constructor(room = Infinity, code = 'ENOSPC') {
    super();
    this.room = room;
    this.code = code;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    const room = this.room - this.bytes.length;
    this.bytes = Buffer.concat([this.bytes, chunk.subarray(0, room)]);
    if (chunk.length <= room) done();
    else done(Object.assign(new Error('write'), { code: this.code }));
  }

  get text(): string {
    return this.bytes.toString();
  }
}

/** Each test run uses its own output name. */
let runs = 0;
beforeEach(async () => {
  runs = 0;
  await run(
    [...check, '--shard', '1/1', '--results', folder.at('results')],
    new Sink(),
    new Sink(),
  );
  mkdirSync(folder.at('corpus'));
  copyFileSync(story, folder.at('corpus', 'a.json'));
});

/** The forms of a command, and its runs that are cut short, differ in their output and not in the search. */
const remembered = rememberedJobs();

async function run(
  argv: readonly string[],
  stdout: Sink,
  stderr: Sink,
  now = () => 0,
  runJob: JobRunner = remembered,
): Promise<number> {
  return await runCli(argv, {
    stdout,
    stderr,
    env: {},
    self: anywhere,
    now,
    runJob,
    processors: 1,
    isInterrupted: () => false,
    heapBytes: () => 0,
    onInterrupt: () => () => undefined,
    leave: () => undefined,
  });
}

const story = 'corpus/F02-mark-left-out--linux-5.10.json';
const golden = 'test/golden/linux-5.10.t5-56-adv.jsonl.gz';
const check = ['check', '--no-files', '--max-states', '10'];
const series = ['series', 'v2', '--revisions', 'linux-5.10', '--contract', 'kernel', '--no-files'];
const few = ['--max-states', '10', '--invariants', 'success-means-mapped'];
const corpus = ['--dir', 'CORPUS'];

/** A command and the options for its formats; the first is text. */
const forms: readonly (readonly [readonly string[], readonly (readonly string[])[]])[] = [
  [check, [[], ...reporters(), ['--json']]],
  [
    ['sample', '--runs', '1', '--no-files'],
    [[], ...reporters(), ['--json']],
  ],
  [
    ['size', '--max-states', '10'],
    [[], ['--json']],
  ],
  [
    ['replay', story],
    [[], ...reporters(), ['--json']],
  ],
  [
    ['show', story],
    [...formats('text', 'mail', 'json', 'mermaid', 'itf', 'html'), ['--json']],
  ],
  [
    ['explain', story],
    [[], ['--json']],
  ],
  [
    ['shrink', story, '--out', '/dev/null', '--max-tries', '3'],
    [[], ['--json']],
  ],
  [
    ['bisect', story],
    [[], ['--json']],
  ],
  [
    ['corpus', 'add', story, '--dir', 'FRESH'],
    [[], ['--json']],
  ],
  [
    ['corpus', 'list'],
    [[], ['--json']],
  ],
  [
    ['corpus', 'run', ...corpus],
    [[], ...reporters(), ['--json']],
  ],
  [
    ['corpus', 'prune', ...corpus],
    [[], ['--json']],
  ],
  [
    [...series, ...few],
    [...formats('text', 'markdown', 'json', 'html'), ...reporters(), ['--json']],
  ],
  [
    ['claims', '--only', 'memmap-freed'],
    [[], ['--json']],
  ],
  [
    ['conform', golden],
    [[], ...reporters(), ['--json']],
  ],
  [
    ['record', '--from-log', 'test/subjects/vmem/recordings/log/pages.log', '--out', 'FRESH.jsonl'],
    [[], ['--json']],
  ],
  [
    ['source', 'test/c/own-vmem.c'],
    [[], ['--json']],
  ],
  [
    ['diff', 'v2-9', 'linux-5.10', '--max-states', '10'],
    [[], ['--json']],
  ],
  [
    ['mutate', '--mutants', 'drop-flush', '--max-states', '10'],
    [[], ...reporters(), ['--json']],
  ],
  [
    ['merge', 'RESULTS'],
    [[], ['--json']],
  ],
  [
    ['list', 'presets'],
    [[], ['--json']],
  ],
  [['completion'], [['bash'], ['zsh'], ['fish']]],
  [['--help'], [[]]],
  [['--version'], [[]]],
  [['check', '--help'], [[]]],
];

function reporters(): readonly (readonly string[])[] {
  return ['junit', 'sarif', 'github'].map((name) => ['--reporter', name]);
}

function formats(...names: readonly string[]): readonly (readonly string[])[] {
  return names.map((name) => ['--format', name]);
}

const table = forms.flatMap(([command, options]) =>
  options.map((form) => ({ name: [...command, ...form].join(' '), argv: [...command, ...form] })),
);

/** The output of a command, with stable names. */
interface Run {
  readonly exitCode: number;
  readonly stdout: Sink;
  readonly stderr: string;
}

async function runWith(argv: readonly string[], stdout: Sink, stderr: Sink): Promise<Run> {
  const fresh = `fresh-${runs++}`;
  const places: Readonly<Record<string, string>> = {
    CORPUS: folder.at('corpus'),
    RESULTS: folder.at('results'),
    FRESH: folder.at(fresh),
    'FRESH.jsonl': folder.at(`${fresh}.jsonl`),
  };
  const exitCode = await run(
    argv.map((word) => places[word] ?? word),
    stdout,
    stderr,
  );
  return { exitCode, stdout, stderr: stderr.text.replaceAll(fresh, 'FRESH') };
}

const isFull = 'tablewalk: error: stdout cannot be written: no space left on the device\n';

test.each(table)('$name', async ({ argv }) => {
  const whole = await runWith(argv, new Sink(), new Sink());
  expect([0, 1, 3, 4, 5]).toContain(whole.exitCode);
  const bytes = whole.stdout.bytes.length;
  expect(bytes).toBeGreaterThan(5);

  const half = Math.floor(bytes / 2);
  const cut = await runWith(argv, new Sink(half), new Sink());
  expect([cut.exitCode, cut.stderr]).toEqual([74, `${whole.stderr}${isFull}`]);
  expect(cut.stdout.bytes.length).toBe(half);

  const mute = await runWith(argv, new Sink(), new Sink(0));
  expect(mute.exitCode).toBe(whole.stderr === '' ? whole.exitCode : 74);
  expect(mute.stdout.bytes.length).toBe(bytes);

  const left = await runWith(argv, new Sink(half, 'EPIPE'), new Sink());
  expect([left.exitCode, left.stderr]).toEqual([whole.exitCode, whole.stderr]);
});

test('the table has each command with each of its formats', async () => {
  const script = await printed('completion', 'fish');
  const pattern =
    /__tablewalk_at tablewalk ([^']+)' -l (json|reporter|format)(?: .*-a '([^']*)')?/g;
  const names = table.map(({ name }) => ` ${name} `);
  const missing = [...script.matchAll(pattern)].flatMap(([, command, option, words = '']) => {
    const values = words
      .replace(/^\(?__tablewalk_\w+ /, '')
      .replace(/\)$/, '')
      .split(' ');
    const flags =
      option === 'json' ? [' --json '] : values.map((value) => ` --${option} ${value} `);
    return flags
      .filter(
        (flag) => !names.some((name) => name.startsWith(` ${command} `) && name.includes(flag)),
      )
      .map((flag) => `${command}${flag}`);
  });
  // Tested with Redis in test/e2e/machines/swarm.test.ts.
  expect(missing).toEqual(['swarm status --json ']);
  expect(commandNames.filter((name) => !names.some((row) => row.startsWith(` ${name} `)))).toEqual([
    // They print messages only.
    'plan',
    'run-jobs',
    'swarm',
    // It runs until Ctrl-C.
    'ui',
  ]);
});

test('ui', async () => {
  const stderr = new Sink();
  expect(await run(['ui'], new Sink(0), stderr)).toBe(74);
  expect(stderr.text).toBe(`tablewalk: Ctrl-C ends it\n${isFull}`);
});

test('wrong usage while stderr is full', async () => {
  expect(await run(['check', '--nonsense'], new Sink(), new Sink(0))).toBe(74);
});

test('progress: a full stderr does not end the search, and the result is complete', async () => {
  let now = 0;
  const stdout = new Sink();
  const argv = ['check', '--no-files', '--invariants', 'freed-once'];
  expect(await run(argv, stdout, new Sink(0), () => (now += 600), runInThisThread)).toBe(74);
  expect(stdout.text).toContain(
    'HOLDS: every claim that was put to the test holds in all 619 states.',
  );
});
