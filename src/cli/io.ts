/** Everything the command line touches outside itself, handed in so that a test can hand in its own. */
import type { JobRunner } from '../jobs/job-runner.ts';
import type { Self } from '../text/shell.ts';
import type { OutputStream } from './output.ts';

export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For the commands that it prints. */
  readonly self: Self;
  readonly now: () => number;
  readonly runJob: JobRunner;
  /** Calls back at each Ctrl-C until the returned function is called. */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** Whether Ctrl-C was pressed: for work that does not return to the event loop. */
  readonly isInterrupted: () => boolean;
  /** Bytes of the objects of this thread. */
  readonly heapBytes: () => number;
  /** Leaves at once, whatever is under way. */
  readonly leave: (exitCode: number) => void;
}
