/** How long a run may still work on what it has found after its time was over or Ctrl-C was pressed. */
import { type StopCheck, Stopped, withStopCheckUntilDone } from '../stop.ts';

/** Enough for violations in tiny geometries; with what else is to be done it stays below a second. */
const aftermathMs = 400;
/** Of the time limit, what a search leaves for what follows it where a transition may take seconds. */
const shareOfSearch = 0.8;

export interface AftermathClock {
  readonly now: () => number;
  readonly isInterrupted: () => boolean;
  /** When the time limit is over, by `now`; Infinity if there is none. */
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

/** Throws `Stopped` when what follows a limit or Ctrl-C takes too long. */
export function aftermathCheck({ now, isInterrupted, endsAt }: AftermathClock): StopCheck {
  let interruptedAt = Infinity;
  return () => {
    const time = now();
    if (isInterrupted()) interruptedAt = Math.min(interruptedAt, time);
    if (time >= interruptedAt + aftermathMs) throw new Stopped('interrupted', 0);
    if (time >= endsAt + aftermathMs) throw new Stopped('time', 0);
  };
}

/** The time that a search may take, so that what it finds can be confirmed within the limit. */
export function searchMsOf(elapsedMsMax: number, isDear: boolean): number {
  return isDear ? elapsedMsMax * shareOfSearch : elapsedMsMax;
}

/** The results as they are if a limit or Ctrl-C leaves no time for more. */
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
