/** An `Io` for tests: streams in memory, a clock that stands still, Ctrl-C on demand. */
import { Writable } from 'node:stream';
import { expect } from 'vitest';
import { type JobRunner, runInThisThread } from '../../src/jobs/job-runner.ts';
import { runCli } from '../../src/main/run-cli.ts';
import { anywhere, type Self } from '../../src/text/shell.ts';

class MemoryStream extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  text = '';

  constructor(isTTY: boolean, columns?: number) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface CliOptions {
  readonly isTTY?: boolean;
  /** Width of the terminal, if it is one. */
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly runJob?: JobRunner;
  readonly processors?: number;
  readonly self?: Self;
  readonly now?: () => number;
  /** Signals that arrive as soon as a listener is added. */
  readonly interrupts?: number;
  /** Receives the Ctrl-C handler of the command, so that a test can call it at any point. */
  readonly listen?: (callback: () => void) => void;
  /** The Ctrl-C flag for work that does not return to the event loop. */
  readonly isInterrupted?: () => boolean;
  readonly heapBytes?: () => number;
}

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The codes of immediate exits. */
  readonly left: readonly number[];
}

/** Runs the command line in this process. */
export async function cli(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const {
    isTTY = false,
    columns,
    env = {},
    runJob = runInThisThread,
    processors = 1,
    interrupts = 0,
    listen = () => undefined,
    self = anywhere,
    now = () => 0,
    heapBytes = () => 0,
  } = options;
  let hasListened = false;
  const stdout = new MemoryStream(isTTY, columns);
  const stderr = new MemoryStream(false);
  const left: number[] = [];
  const exitCode = await runCli(argv, {
    stdout,
    stderr,
    env,
    self,
    now,
    runJob,
    processors,
    heapBytes,
    isInterrupted: options.isInterrupted ?? (() => hasListened && interrupts > 0),
    onInterrupt: (callback) => {
      hasListened = true;
      listen(callback);
      for (let count = 0; count < interrupts; count++) callback();
      return () => undefined;
    },
    leave: (code) => left.push(code),
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text, left };
}

/** The output of a command that succeeds without warnings. */
export async function printed(...argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await cli(argv);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}
