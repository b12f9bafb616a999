/** Commands of dist in this process: a process of its own takes half a second, and is the point of few tests. */
import { Writable } from 'node:stream';
import { runInThisThread } from '../../src/jobs/job-runner.ts';
import type * as Cli from '../../src/main/run-cli.ts';
import { anywhere } from '../../src/text/shell.ts';
import type { Ended } from './run-in.ts';

class Text extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs a command to its end; `cwd` is the current folder meanwhile. */
export async function runHere(cwd: string, argv: readonly string[]): Promise<Ended> {
  const path = new URL('../../dist/main/run-cli.js', import.meta.url).href;
  const { runCli }: typeof Cli = await import(path);
  const [stdout, stderr] = [new Text(), new Text()];
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const status = await runCli(argv, {
      stdout,
      stderr,
      env: {},
      self: anywhere,
      now: () => performance.now(),
      runJob: runInThisThread,
      processors: 1,
      heapBytes: () => 0,
      isInterrupted: () => false,
      onInterrupt: () => () => undefined,
      leave: () => undefined,
    });
    return { status, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.chdir(before);
  }
}
