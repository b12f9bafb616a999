/** Ctrl-C while an action runs. */
import type { Context } from './context.ts';
import { ExitCode } from './exit-codes.ts';

export interface Interruption {
  /** Called at the first Ctrl-C. */
  readonly onStop?: () => void;
  /** Called before the second one ends the process. */
  readonly onLeave?: () => void;
}

/** Runs `action`. The first Ctrl-C aborts its signal, so that it ends with what it has; the second exits immediately. */
export async function untilInterrupted<Result>(
  { io }: Context,
  action: (signal: AbortSignal) => Promise<Result>,
  { onStop, onLeave }: Interruption = {},
): Promise<Result> {
  const stopping = new AbortController();
  const release = io.onInterrupt(() => {
    if (stopping.signal.aborted) {
      onLeave?.();
      return io.leave(ExitCode.interrupted);
    }
    stopping.abort();
    onStop?.();
  });
  try {
    return await action(stopping.signal);
  } finally {
    release();
  }
}

/** The message at the first Ctrl-C. */
export const sayStopping = (context: Context) => () =>
  context.say('interrupted: stopping; press Ctrl-C again to exit immediately');
