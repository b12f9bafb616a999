/** Progress on stderr: an updated line on a terminal, else a line every few seconds. */

import { Presets, SingleBar } from 'cli-progress';
import type { RunProgress, SeriesProgress } from '../jobs/run-control.ts';
import { grouped } from '../text/paragraph.ts';
import type { Context } from './context.ts';

/** Milliseconds between two lines if stderr is not a terminal. */
const lineMs = 5000;

export interface ProgressDisplay {
  show(progress: RunProgress | SeriesProgress): void;
  stop(): void;
}

const silent: ProgressDisplay = { show: () => undefined, stop: () => undefined };

/** `total` is the number of walks, or null for a search, where it is unknown. */
export function progressDisplay(
  context: Context,
  isQuiet: boolean,
  total: number | null,
): ProgressDisplay {
  if (isQuiet) return silent;
  return context.io.stderr.isTTY === true
    ? movingDisplay(context, total)
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

function movingDisplay({ io }: Context, total: number | null): ProgressDisplay {
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
  let toldAt = context.io.now();
  return {
    show: (progress) => {
      const now = context.io.now();
      if (now - toldAt < lineMs) return;
      toldAt = now;
      context.say(describe(progress, total));
    },
    stop: () => undefined,
  };
}
