/** Limits how often a search reads clock and stop signal, according to the speed of its transitions. */
import { type StopCheck, Stopped } from '../stop.ts';
import type { Clock } from './search.ts';

/** At the start of a search, when the speed of its transitions is unknown. */
export const transitionsPerFirstPoll = 1;
/** Rare enough to be negligible with fast transitions. */
export const transitionsPerPollMax = 16_384;
const transitionsPerPollMin = 1;
/** Polls closer together become rarer, polls further apart more frequent: Ctrl-C works with slow transitions. */
const soonMs = 25;
const lateMs = 200;
const factor = 4;

export class Watch {
  /** The hot loop decrements it and calls `poll` at zero. */
  ticksLeft = transitionsPerFirstPoll;
  stoppedBy: 'time' | 'interrupted' | undefined = undefined;
  /** Maximum of the JavaScript heap, if a transition was abandoned because it was full. */
  heapBytesMax: number | undefined = undefined;
  /** True after every `transitionsPerPollMax` transitions: such polls do not depend on the clock. */
  isSteady = false;
  private readonly clock: Clock;
  private readonly startedAt: number;
  private readonly elapsedMsMax: number;
  private readonly elapsedMsBefore: number;
  private ticks = transitionsPerFirstPoll;
  private ticksGiven = transitionsPerFirstPoll;
  private ticksUntilSteady = transitionsPerPollMax;
  private polledAtMs: number;

  /** `elapsedMsBefore`: time that a resumed search took before; reported, but not counted for the limit. */
  constructor(clock: Clock, elapsedMsMax: number, elapsedMsBefore = 0) {
    this.clock = clock;
    this.startedAt = clock.now();
    this.elapsedMsMax = elapsedMsMax;
    this.elapsedMsBefore = elapsedMsBefore;
    this.polledAtMs = elapsedMsBefore;
  }

  elapsedMs(): number {
    return this.clock.now() - this.startedAt + this.elapsedMsBefore;
  }

  /** Reads clock and stop signal; true if the search may continue. */
  poll(elapsedMs: number): boolean {
    this.pace(elapsedMs);
    this.read(elapsedMs);
    return this.stoppedBy === undefined;
  }

  /** For a slow transition: abandons it if the search must end. */
  readonly check: StopCheck = () => {
    const elapsedMs = this.elapsedMs();
    this.read(elapsedMs);
    if (this.stoppedBy !== undefined) throw new Stopped(this.stoppedBy, elapsedMs);
    const heapBytesMax = this.clock.fullHeap?.();
    if (heapBytesMax === undefined) return;
    this.heapBytesMax = heapBytesMax;
    throw new Stopped('heap', heapBytesMax);
  };

  private read(elapsedMs: number): void {
    if (this.stoppedBy !== undefined) return;
    if (this.clock.shouldStop?.()) {
      this.stoppedBy = 'interrupted';
    } else if (elapsedMs - this.elapsedMsBefore >= this.elapsedMsMax) {
      this.stoppedBy = 'time';
    }
  }

  /** A poll at the end of a level is early, which does not count for the pace. */
  private pace(elapsedMs: number): void {
    const tookMs = elapsedMs - this.polledAtMs;
    if (tookMs > lateMs) this.ticks = Math.max(this.ticks / factor, transitionsPerPollMin);
    else if (this.ticksLeft <= 0 && tookMs < soonMs) {
      this.ticks = Math.min(this.ticks * factor, transitionsPerPollMax);
    }
    this.ticksUntilSteady -= this.ticksGiven - this.ticksLeft;
    this.isSteady = this.ticksUntilSteady <= 0;
    if (this.isSteady) this.ticksUntilSteady = transitionsPerPollMax;
    this.ticksGiven = Math.min(this.ticks, this.ticksUntilSteady);
    this.ticksLeft = this.ticksGiven;
    this.polledAtMs = elapsedMs;
  }
}
