/** The swarm that the ui follows: polled every second while a browser shows it, as a section of the page. */

import { escaped } from '../../text/html.ts';
import { plural } from '../../text/paragraph.ts';
import type { SwarmFeed } from '../swarm/feed.ts';
import { type SwarmEvent, type SwarmStatus, statusText } from '../swarm/status.ts';

/** The content of a page. */
export interface SwarmView {
  readonly place: string;
  /** The last known content; null if there was none. */
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

  /** All callers share one poll. */
  private async look(): Promise<void> {
    this.looking ??= this.lookNow();
    await this.looking;
    this.looking = null;
  }

  /** An unreachable server is shown as a problem, and does not end the polling. */
  private async lookNow(): Promise<void> {
    try {
      this.status = await this.feed.look();
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }
}

/** The script of the page replaces what is inside when something changes. */
export function swarmSection(view: SwarmView): string[] {
  return [
    '<section aria-labelledby="swarm-head"><h2 id="swarm-head">Swarm</h2>',
    `<div id="swarm" data-events="/swarm/events">${swarmHtml(view)}</div>`,
    '</section>',
  ];
}

export function swarmHtml({ place, status, problem }: SwarmView): string {
  return [
    ...(problem === null ? [] : [`<p class="unreadable">✗ ${escaped(problem)}</p>`]),
    ...(status === null ? [] : statusHtml(place, status)),
  ].join('\n');
}

function statusHtml(place: string, status: SwarmStatus): string[] {
  const { command, jobs, done, failed, events } = status;
  const problems = events.flatMap(({ what, problem }) =>
    problem === null ? [] : [{ what, problem }],
  );
  return [
    `<p><code>${escaped(`tablewalk ${command.join(' ')}`)}</code> at ${escaped(place)}</p>`,
    `<progress aria-label="Jobs done" max="${Math.max(1, jobs)}" value="${done + failed}"></progress>`,
    `<p>${escaped(statusText(status))}</p>`,
    ...foundHtml(events),
    ...(problems.length === 0
      ? []
      : [
          `<h3>${plural(problems.length, 'job')} without an answer</h3><ul>`,
          ...problems.map(
            ({ what, problem }) => `<li class="unreadable">${escaped(`${what}: ${problem}`)}</li>`,
          ),
          '</ul>',
        ]),
  ];
}

/** A row for each claim that is violated, in the order in which the plan finds them. */
function foundHtml(events: readonly SwarmEvent[]): string[] {
  const jobsOf = new Map<string, string[]>();
  for (const { what, violated } of events) {
    for (const claim of violated) jobsOf.set(claim, [...(jobsOf.get(claim) ?? []), what]);
  }
  if (jobsOf.size === 0) return ['<p>No job has found a violation yet.</p>'];
  return [
    '<div class="scroll"><table class="verdicts"><thead><tr><th scope="col">Violated in</th><th scope="col">Claim</th><th scope="col">First job</th></tr></thead><tbody>',
    ...[...jobsOf].map(
      ([claim, jobs]) =>
        `<tr class="violated"><td>${plural(jobs.length, 'job')}</td><td><code>${escaped(claim)}</code></td><td>${escaped(jobs[0])}</td></tr>`,
    ),
    '</tbody></table></div>',
  ];
}
