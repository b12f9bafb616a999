/** How long a run may continue with its results after its time limit or Ctrl-C. */
import { type StopCheck, Stopped, withStopCheckUntilDone } from '../stop.ts';

/** Enough for violations in tiny geometries; the remaining work included, it stays below a second. */
const aftermathMs = 400;
/** Share of the time limit that a search leaves for later work if a transition may take seconds. */
const shareOfSearch = 0.8;

export interface AftermathClock {
  readonly now: () => number;
  readonly isInterrupted: () => boolean;
  /** Deadline of the time limit, on the clock of `now`; Infinity if there is none. */
  readonly endsAt: number;
}

export function aftermathClock(
  {
    now,
    signal,
    isInterrupted = () => signal.aborted,
  }: {
    readonly now: () => number;
    readonly signal: AbortSignal;
    readonly isInterrupted?: (() => boolean) | undefined;
  },
  endsAt: number,
): AftermathClock {
  return { now, isInterrupted, endsAt };
}

/** Throws `Stopped` when work after a limit or Ctrl-C takes too long. */
export function aftermathCheck({ now, isInterrupted, endsAt }: AftermathClock): StopCheck {
  let interruptedAt = Infinity;
  return () => {
    const time = now();
    if (isInterrupted()) interruptedAt = Math.min(interruptedAt, time);
    if (time >= interruptedAt + aftermathMs) throw new Stopped('interrupted', 0);
    if (time >= endsAt + aftermathMs) throw new Stopped('time', 0);
  };
}

/** The time for a search that leaves enough for confirming its results within the limit. */
export function searchMsOf(elapsedMsMax: number, isExpensive: boolean): number {
  return isExpensive ? elapsedMsMax * shareOfSearch : elapsedMsMax;
}

/** The unchanged results if a limit or Ctrl-C leaves no time for more. */
export async function orWithout<Results>(
  results: Results,
  clock: AftermathClock,
  more: () => Promise<Results>,
): Promise<Results> {
  try {
    return await withStopCheckUntilDone(aftermathCheck(clock), more);
  } catch (error) {
    if (error instanceof Stopped) return results;
    throw error;
  }
}
