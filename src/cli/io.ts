/** Everything the command line touches outside itself, handed in so that a test can hand in its own. */
import { type JobRunner, runInWorker } from '../cli-api.ts';
import { type OutputStream, wholeOutput } from './output.ts';

export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly runJob: JobRunner;
  /** Calls back at each Ctrl-C until the returned function is called. */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** Leaves at once, whatever is under way. */
  readonly leave: (exitCode: number) => void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** The real thing. */
export function processIo(): Io {
  return {
    stdout: wholeOutput(process.stdout),
    stderr: wholeOutput(process.stderr),
    env: process.env,
    now: () => performance.now(),
    runJob: runInWorker,
    onInterrupt: (callback) => {
      for (const signal of signals) process.on(signal, callback);
      return () => {
        for (const signal of signals) process.off(signal, callback);
      };
    },
    leave: (exitCode) => process.exit(exitCode),
  };
}
