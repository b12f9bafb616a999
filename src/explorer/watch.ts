/** Tells a search now and then, not at every transition, whether its time is over. */
import type { Clock } from './search.ts';

/** Often enough for Ctrl-C with slow transitions, rare enough to cost nothing with fast ones. */
export const transitionsPerPoll = 16_384;

export class Watch {
  /** The hot loop counts this down and calls `poll` at zero. */
  ticksLeft = transitionsPerPoll;
  stoppedBy: 'time' | 'interrupted' | undefined = undefined;
  private readonly clock: Clock;
  private readonly startedAt: number;
  private readonly elapsedMsMax: number;
  private readonly elapsedMsBefore: number;

  /** `elapsedMsBefore` is what a search that goes on took before: told, but not counted for the limit. */
  constructor(clock: Clock, elapsedMsMax: number, elapsedMsBefore = 0) {
    this.clock = clock;
    this.startedAt = clock.now();
    this.elapsedMsMax = elapsedMsMax;
    this.elapsedMsBefore = elapsedMsBefore;
  }

  elapsedMs(): number {
    return this.clock.now() - this.startedAt + this.elapsedMsBefore;
  }

  /** Reads clock and stop signal; true if the search may go on. */
  poll(elapsedMs: number): boolean {
    this.ticksLeft = transitionsPerPoll;
    if (this.clock.shouldStop?.()) {
      this.stoppedBy = 'interrupted';
    } else if (elapsedMs - this.elapsedMsBefore >= this.elapsedMsMax) {
      this.stoppedBy = 'time';
    }
    return this.stoppedBy === undefined;
  }
}
