/** What check and sample do around a search: progress, Ctrl-C, and the messages afterwards. */
import { type ConfirmedViolation, plural, type RunControl } from '../cli-api.ts';
import type { Context } from './context.ts';
import { ExitCode } from './exit-codes.ts';
import { progressDisplay } from './progress.ts';

export interface SearchingOptions {
  readonly isQuiet: boolean;
  /** Walks to take; null for a search. */
  readonly total: number | null;
}

/** Runs `action`. The first Ctrl-C asks it to stop and tell what it has, the second leaves at once. */
export async function whileSearching<Result>(
  context: Context,
  { isQuiet, total }: SearchingOptions,
  action: (control: RunControl) => Promise<Result>,
): Promise<Result> {
  const { io } = context;
  const stopping = new AbortController();
  const display = progressDisplay(context, isQuiet, total);
  const release = io.onInterrupt(() => {
    if (stopping.signal.aborted) {
      // The display changes the terminal's modes; whoever leaves puts them back.
      display.stop();
      return io.leave(ExitCode.interrupted);
    }
    stopping.abort();
    context.say('interrupted: stopping; press Ctrl-C again to leave at once');
  });
  try {
    return await action({
      runJob: io.runJob,
      now: io.now,
      signal: stopping.signal,
      isInterrupted: () => io.isInterrupted() || stopping.signal.aborted,
      onProgress: (progress) => display.show(progress),
      onNotice: (text) => context.say(text),
    });
  } finally {
    display.stop();
    release();
  }
}

export function sayWritten(
  context: Context,
  violations: readonly (ConfirmedViolation | null)[],
  directory: string,
): void {
  const count = violations.filter(
    (violation) => violation !== null && violation.file !== null,
  ).length;
  if (count > 0) context.say(`${plural(count, 'counterexample')} written to ${directory}`);
}
