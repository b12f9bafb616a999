/** The main thread: it only forwards signals and output, so that Ctrl-C always works. */
import { Worker } from 'node:worker_threads';
import { ExitCode } from '../cli/exit-codes.ts';
import { wholeOutput } from '../cli/whole-output.ts';
import { visibleLine } from '../text/visible-text.ts';
import type { CommandInput, FromCommand, StreamTraits, ToCommand } from './thread-messages.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;
/** Resets the terminal after a live display: line wrapping and the cursor. */
const terminalReset = '\u001b[?7h\u001b[?25h\n';

/** Runs the command line in its own thread; returns the exit code. */
export function runInCommandThread(argv: readonly string[]): Promise<number> {
  const interrupts = new Int32Array(new SharedArrayBuffer(4));
  const written = new Int32Array(new SharedArrayBuffer(8));
  const { stdout, stderr } = process;
  const workerData: CommandInput = {
    argv,
    // In the other thread, argv names the script of that thread.
    script: process.argv[1],
    interrupts,
    written,
    stdout: traitsOf(stdout),
    stderr: traitsOf(stderr),
  };
  const thread = new Worker(new URL('./command-thread.js', import.meta.url), { workerData });
  const send = (message: ToCommand): void => thread.postMessage(message);
  const onSignal = (): void => {
    // The second one exits without waiting.
    if (Atomics.add(interrupts, 0, 1) > 0) leave(ExitCode.interrupted);
    send({ kind: 'interrupted' });
  };
  for (const signal of signals) process.on(signal, onSignal);
  const outputs = { stdout: wholeOutput(stdout), stderr: wholeOutput(stderr) };
  // Each write has its own callback, which receives the error.
  for (const output of Object.values(outputs)) output.on('error', () => undefined);
  return new Promise<number>((resolve) => {
    thread.on('message', (message: FromCommand) => {
      if (message.kind === 'leave') return leave(message.exitCode);
      const { kind, stream, chunk } = message;
      outputs[stream].write(chunk, (error?: NodeJS.ErrnoException | null) => {
        if (kind === 'write-now') return wake(written, error);
        const failed = error ? { message: error.message, code: error.code } : null;
        send({ kind: 'written', stream, error: failed });
      });
    });
    thread.on('error', (error: NodeJS.ErrnoException) => {
      const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const text = isFull
        ? 'undecided: the JavaScript heap was exhausted'
        : `this is a bug in tablewalk: ${visibleLine(String(error.stack ?? error))}`;
      outputs.stderr.write(`tablewalk: ${text}\n`);
      resolve(isFull ? ExitCode.undecided : ExitCode.bug);
    });
    thread.on('exit', resolve);
  }).finally(() => {
    for (const signal of signals) process.off(signal, onSignal);
  });
}

function wake(written: Int32Array, error?: NodeJS.ErrnoException | null): void {
  // Defaults to EIO.
  if (error) Atomics.store(written, 1, error.errno ?? -5);
  Atomics.add(written, 0, 1);
  Atomics.notify(written, 0);
}

function traitsOf({ isTTY = false, columns }: NodeJS.WriteStream): StreamTraits {
  return { isTTY, columns };
}

function leave(exitCode: number): never {
  if (process.stderr.isTTY) process.stderr.write(terminalReset);
  process.exit(exitCode);
}
