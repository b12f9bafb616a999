/** Shared by commands around a search: progress on stderr, Ctrl-C, and final messages. */

import { basename } from 'node:path';
import type { ConfirmedViolation } from '../counterexample/confirm.ts';
import { isHashedName } from '../counterexample/files.ts';
import type { JobsListener } from '../jobs/job.ts';
import type { RunControl, RunProgress, SeriesProgress } from '../jobs/job-runner.ts';
import { grouped, plural } from '../text/paragraph.ts';
import type { Context } from './context.ts';
import { sayStopping, untilInterrupted } from './interruption.ts';

export interface SearchingOptions {
  readonly isQuiet: boolean;
  /** Number of walks; null for a search. */
  readonly total: number | null;
  /** See `RunControl`. */
  readonly onJobs?: JobsListener | undefined;
}

/** Runs `action`. The first Ctrl-C makes it stop and report partial results; the second exits immediately. */
export async function whileSearching<Result>(
  context: Context,
  { isQuiet, total, onJobs = context.io.onJobs }: SearchingOptions,
  action: (control: RunControl) => Promise<Result>,
): Promise<Result> {
  const { io } = context;
  const display = await progressDisplay(context, isQuiet, total);
  const run = (signal: AbortSignal): Promise<Result> =>
    action({
      subject: context.subject,
      runJob: io.runJob,
      now: io.now,
      startedAt: context.startedAt,
      signal,
      isInterrupted: () => io.isInterrupted() || signal.aborted,
      onProgress: (progress) => display.show(progress),
      onJobs,
      onNotice: (text) => context.say(text),
    });
  try {
    return await untilInterrupted(context, run, {
      onStop: sayStopping(context),
      // The display changes the modes of the terminal; every exit restores them.
      onLeave: () => display.stop(),
    });
  } finally {
    display.stop();
  }
}

function isNotBegun(violation: ConfirmedViolation | null): boolean {
  return violation !== null && violation.file === null && violation.unwritten === undefined;
}

interface Reported {
  /** The directory of the files; null for none. */
  readonly directory: string | null;
  readonly isQuiet: boolean;
}

/** Reports which files of violations were written. A file that could not be written is lost output. */
export function reportFiles(
  context: Context,
  violations: readonly (ConfirmedViolation | null)[],
  { directory, isQuiet }: Reported,
): void {
  for (const violation of violations) {
    if (violation?.unwritten !== undefined) context.lose(violation.unwritten);
  }
  const files = [...new Set(violations.flatMap((violation) => violation?.file ?? []))];
  if (isQuiet) return;
  const left = directory === null ? [] : violations.filter(isNotBegun);
  if (left.length > 0) {
    context.say(`${plural(left.length, 'counterexample')} not written: the run was stopped`);
  }
  if (files.length === 0) return;
  context.say(`${plural(files.length, 'counterexample')} written to ${directory}`);
  const renamed = files.filter(isHashedName);
  if (renamed.length === 0) return;
  context.say(
    `another counterexample has the short name, so a hash was added to the name of ${renamed.map((file) => basename(file)).join(', ')}`,
  );
}

/** Milliseconds between two lines if stderr is not a terminal. */
const lineMs = 5000;

export interface ProgressDisplay {
  show(progress: RunProgress | SeriesProgress): void;
  stop(): void;
}

const silent: ProgressDisplay = { show: () => undefined, stop: () => undefined };

/** `total` is the number of walks, or null for a search, where it is unknown. */
async function progressDisplay(
  context: Context,
  isQuiet: boolean,
  total: number | null,
): Promise<ProgressDisplay> {
  if (isQuiet) return silent;
  return context.io.stderr.isTTY === true
    ? await movingDisplay(context, total)
    : lineDisplay(context, total);
}

function describe(progress: RunProgress | SeriesProgress, total: number | null): string {
  const { stateCount, frontierCount, depth, elapsedMs, walkCount, transitionCount } = progress;
  const { scopeIndex, scopeCount } = progress;
  const rate = (count: number): string =>
    `${grouped(Math.round(count / Math.max(0.001, elapsedMs / 1000)))}`;
  if (total !== null) {
    return `${grouped(walkCount)} of ${grouped(total)} walks, ${grouped(transitionCount)} operations, ${rate(transitionCount)}/s`;
  }
  if ('jobsDone' in progress) {
    return `${progress.jobsDone} of ${progress.jobCount} sweeps, ${grouped(stateCount)} states, ${rate(stateCount)}/s`;
  }
  const scope = scopeCount === 1 ? '' : `scope ${scopeIndex + 1} of ${scopeCount}: `;
  return `${scope}${grouped(stateCount)} states, ${rate(stateCount)}/s, frontier ${grouped(frontierCount)}, depth ${depth}`;
}

async function movingDisplay({ io }: Context, total: number | null): Promise<ProgressDisplay> {
  const { Presets, SingleBar } = await import('cli-progress');
  const bar = new SingleBar(
    {
      format: total === null ? '{text}' : '{bar} {text}',
      stream: io.stderr,
      clearOnComplete: true,
      hideCursor: false,
      barsize: 20,
      fps: 10,
    },
    Presets.shades_classic,
  );
  bar.start(total ?? 1, 0, { text: 'starting' });
  return {
    show: (progress) => bar.update(progress.walkCount, { text: describe(progress, total) }),
    stop: () => bar.stop(),
  };
}

function lineDisplay(context: Context, total: number | null): ProgressDisplay {
  const say = nowAndThen(context, false);
  return { show: (progress) => say(() => describe(progress, total)), stop: () => undefined };
}

/** Says how far the work is, every few seconds. */
export function nowAndThen(context: Context, isQuiet: boolean): (text: () => string) => void {
  let saidAt = context.io.now();
  return (text) => {
    const now = context.io.now();
    if (isQuiet || now - saidAt < lineMs) return;
    saidAt = now;
    context.say(text());
  };
}
