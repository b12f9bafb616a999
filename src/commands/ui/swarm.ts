/** The swarm that the ui follows: looked at every second while a browser shows it. */
import type { SwarmFeed } from '../swarm/feed.ts';
import type { SwarmStatus } from '../swarm/status.ts';

/** The content of a page. */
export interface SwarmView {
  readonly place: string;
  /** The last one that is known; null if there was none. */
  readonly status: SwarmStatus | null;
  /** Why there is nothing newer; null if there is no problem. */
  readonly problem: string | null;
}

type SwarmListener = (view: SwarmView) => void;

const everyMs = 1_000;

export class UiSwarm {
  private readonly feed: SwarmFeed;
  private readonly listeners = new Set<SwarmListener>();
  private status: SwarmStatus | null = null;
  private problem: string | null = null;
  private looking: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(feed: SwarmFeed) {
    this.feed = feed;
  }

  async view(): Promise<SwarmView> {
    await this.look();
    return this.known();
  }

  /** Returns what ends it. */
  listen(listener: SwarmListener): () => void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => void this.notify(), everyMs);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stopLooking();
    };
  }

  async stop(): Promise<void> {
    this.stopLooking();
    await this.feed.close();
  }

  private known(): SwarmView {
    return { place: this.feed.place, status: this.status, problem: this.problem };
  }

  private stopLooking(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private async notify(): Promise<void> {
    if (this.looking !== null) return;
    await this.look();
    for (const listener of this.listeners) listener(this.known());
  }

  /** All callers share one look. */
  private async look(): Promise<void> {
    this.looking ??= this.lookNow();
    await this.looking;
    this.looking = null;
  }

  /** A server that is gone is a problem to show, and no end. */
  private async lookNow(): Promise<void> {
    try {
      this.status = await this.feed.look();
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }
}
