/** A full disk behind stdout or stderr: one line, exit code 74, and never the code of a verdict. */
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { anywhere, runInThisThread } from '../../src/cli-api.ts';

class Sink extends Writable {
  text = '';
  private readonly code: string | null;

  constructor(code: string | null) {
    super();
    this.code = code;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.text += chunk.toString();
    done(this.code === null ? undefined : Object.assign(new Error('write'), { code: this.code }));
  }
}

async function run(argv: readonly string[], stdout: Sink, stderr: Sink): Promise<number> {
  return await runCli(argv, {
    stdout,
    stderr,
    env: {},
    self: anywhere,
    now: () => 0,
    runJob: runInThisThread,
    isInterrupted: () => false,
    heapBytes: () => 0,
    onInterrupt: () => () => undefined,
    leave: () => undefined,
  });
}

const file = 'corpus/F02-mark-left-out--linux-5.10.json';
const check = ['check', '--no-files', '--invariants', 'freed-once', '--quiet'];
const commands = [
  ['--help'],
  ['--version'],
  ['check', '--help'],
  check,
  [...check, '--json'],
  [...check, '--reporter', 'junit'],
  [...check, '--reporter', 'sarif'],
  [...check, '--reporter', 'github'],
  ['sample', '--runs', '1', '--no-files', '--quiet'],
  ['size', '--max-states', '10', '--quiet'],
  ...['text', 'mail', 'json', 'mermaid', 'itf', 'html'].map((format) => [
    'show',
    file,
    '--format',
    format,
  ]),
  ['explain', file],
  ['replay', file],
  ['corpus', 'list'],
  ['diff', 'v2-9', 'linux-5.10', '--max-states', '10', '--quiet'],
  ['mutate', '--help'],
  ['conform', 'test/golden/linux-5.10.t5-56-adv.jsonl.gz', '--quiet'],
  ['list', 'presets'],
  ['completion', 'bash'],
  ['ui'],
];

test.each(commands.map((argv) => [argv.join(' '), argv] as const))(
  '%s: a full disk behind stdout',
  async (_, argv) => {
    const stderr = new Sink(null);
    expect(await run(argv, new Sink('ENOSPC'), stderr)).toBe(74);
    expect(stderr.text.split('\n').slice(-2)).toEqual([
      'tablewalk: error: stdout cannot be written: no space left on the device',
      '',
    ]);
  },
);

test('a full disk behind stderr', async () => {
  expect(await run(['check', '--nonsense'], new Sink(null), new Sink('ENOSPC'))).toBe(74);
});

test('a reader that has gone is no error: the verdict counts', async () => {
  const stderr = new Sink(null);
  const exitCode = await run(['list', 'presets'], new Sink('EPIPE'), stderr);
  expect([exitCode, stderr.text]).toEqual([0, '']);
});
