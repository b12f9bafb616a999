/** The thread of the command: runs the command line with the data that the main thread sends. */

import { availableParallelism } from 'node:os';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { getSystemErrorName } from 'node:util';
import { getHeapStatistics } from 'node:v8';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Io } from '../cli/io.ts';
import { findSelf } from '../cli/self.ts';
import { ModelError } from '../errors.ts';
import { packageFolder } from '../files/package.ts';
import { runInThreads, warmThread } from '../jobs/job-runner.ts';
import { stopIfDue } from '../stop.ts';
import { runCli } from './run-cli.ts';
import type {
  CommandInput,
  FromCommand,
  StreamName,
  StreamTraits,
  ToCommand,
  WriteError,
} from './thread-messages.ts';

/** Output written by another thread, one chunk at a time, so that a fast writer has to wait. */
class PassedOn extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  private readonly send: (chunk: Uint8Array) => void;
  private readonly sendNow: (chunk: Uint8Array<ArrayBuffer>) => void;
  private done: ((error?: Error | null) => void) | undefined = undefined;

  constructor(
    { isTTY, columns }: StreamTraits,
    send: (chunk: Uint8Array) => void,
    sendNow: (chunk: Uint8Array<ArrayBuffer>) => void,
  ) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
    this.send = send;
    this.sendNow = sendNow;
  }

  writeNow(chunk: Uint8Array<ArrayBuffer>): void {
    this.sendNow(chunk);
  }

  override _write(chunk: Uint8Array, _: string, done: (error?: Error | null) => void): void {
    this.done = done;
    this.send(chunk);
  }

  written(error: WriteError | null): void {
    this.done?.(error === null ? null : Object.assign(new Error(error.message), error));
  }
}

/** Sleeps until the main thread has written the output; wakes at Ctrl-C and at limits. */
function waitUntilWritten(written: Int32Array, before: number): void {
  while (Atomics.load(written, 0) === before) {
    Atomics.wait(written, 0, before, millisecondsPerLook);
    stopIfDue();
  }
  const errno = Atomics.load(written, 1);
  if (errno === 0) return;
  const code = getSystemErrorName(errno);
  throw Object.assign(new Error(code), { code, errno });
}

const millisecondsPerLook = 100;

class Interrupts {
  private readonly words: Int32Array;
  private readonly callbacks = new Set<() => void>();
  private heard = 0;

  constructor(words: Int32Array) {
    this.words = words;
  }

  /** The first thread that notices it calls all listeners. */
  readonly notice = (): boolean => {
    const count = Atomics.load(this.words, 0);
    while (this.heard < count) {
      this.heard++;
      for (const callback of this.callbacks) callback();
    }
    return count > 0;
  };

  readonly listen = (callback: () => void): (() => void) => {
    this.callbacks.add(callback);
    return () => void this.callbacks.delete(callback);
  };
}

/**
 * Whether the command reads a C source and then runs a job: the thread of the job loads the program while
 * this one loads the command and reads the source. `check` often needs no thread.
 */
function readsSourceForJob([command, ...rest]: readonly string[]): boolean {
  const runsJob = ['sample', 'size', 'mutate'].includes(command);
  return runsJob && rest.some((text) => text === '--source' || text.startsWith('--source='));
}

async function run(port: MessagePort, input: CommandInput): Promise<void> {
  const send = (message: FromCommand): void => port.postMessage(message);
  const { written } = input;
  const streamOf = (stream: StreamName): PassedOn =>
    new PassedOn(
      input[stream],
      (chunk) => send({ kind: 'write', stream, chunk }),
      (chunk) => {
        const before = Atomics.load(written, 0);
        port.postMessage({ kind: 'write-now', stream, chunk } satisfies FromCommand, [
          chunk.buffer,
        ]);
        waitUntilWritten(written, before);
      },
    );
  const streams = { stdout: streamOf('stdout'), stderr: streamOf('stderr') };
  const interrupts = new Interrupts(input.interrupts);
  port.on('message', (message: ToCommand) => {
    if (message.kind === 'interrupted') interrupts.notice();
    else streams[message.stream].written(message.error);
  });
  // On Node 20 a worker cannot start from TypeScript: this runs from dist only.
  const script = new URL('./job-thread.js', import.meta.url);
  const io: Io = {
    ...streams,
    env: process.env,
    self: findSelf({
      script: input.script,
      cwd: process.cwd(),
      env: process.env,
      packageFolder: fileURLToPath(packageFolder),
    }),
    now: () => performance.now(),
    runJob: runInThreads(script),
    processors: availableParallelism(),
    onInterrupt: interrupts.listen,
    isInterrupted: interrupts.notice,
    heapBytes: () => getHeapStatistics().used_heap_size,
    leave: (exitCode) => send({ kind: 'leave', exitCode }),
  };
  if (readsSourceForJob(input.argv)) warmThread(script);
  const exitCode = await runCli(input.argv, io);
  process.exit(exitCode);
}

if (parentPort === null) throw new ModelError('the command needs its own thread');
await run(parentPort, workerData);
