/** Runs a command line that takes no time, in the main thread. */
import { fileURLToPath } from 'node:url';
import { findSelf } from '../cli/self.ts';
import { wholeOutput } from '../cli/whole-output.ts';
import { ModelError } from '../errors.ts';
import { packageFolder } from '../files/package.ts';
import { runCli } from './run-cli.ts';

export function runInMainThread(argv: readonly string[]): Promise<number> {
  const { stdout, stderr, env } = process;
  return runCli(argv, {
    stdout: wholeOutput(stdout),
    stderr: wholeOutput(stderr),
    env,
    self: findSelf({
      script: process.argv[1],
      cwd: process.cwd(),
      env,
      packageFolder: fileURLToPath(packageFolder),
    }),
    now: () => performance.now(),
    runJob: () => {
      throw new ModelError('help has no jobs');
    },
    processors: 1,
    onInterrupt: () => () => undefined,
    isInterrupted: () => false,
    heapBytes: () => 0,
    leave: (exitCode) => process.exit(exitCode),
  });
}
