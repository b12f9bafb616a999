/** Everything the command line accesses outside itself, injected so that tests can replace it. */
import type { JobsListener } from '../jobs/job.ts';
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
  /** Threads that the machine can run at the same time. */
  readonly processors: number;
  /** See `RunControl`; for a command that another one plans or merges. */
  readonly onJobs?: JobsListener;
  /** Calls back at each Ctrl-C until the returned function is called. */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** Whether Ctrl-C was pressed: for work that does not return to the event loop. */
  readonly isInterrupted: () => boolean;
  /** Size in bytes of the objects of this thread. */
  readonly heapBytes: () => number;
  /** Exits immediately, whatever is running. */
  readonly leave: (exitCode: number) => void;
}
