/** Follows activity in `tablewalk ui`: a running job, whose end reloads the page, and a swarm. */

/** Progress of a search or of the sweeps of a series. */
interface Progress {
  readonly stateCount: number;
  readonly elapsedMs: number;
  readonly scopeIndex: number;
  readonly scopeCount: number;
  readonly depth: number;
  readonly jobsDone?: number;
  readonly jobCount?: number;
}

export function followJob(place: HTMLElement, address: string): void {
  const events = new EventSource(address);
  events.addEventListener('progress', (event) => {
    place.textContent = progressText(JSON.parse(event.data));
  });
  events.addEventListener('done', () => {
    events.close();
    location.reload();
  });
}

/** The server sends the rendered section. */
export function followSwarm(place: HTMLElement, address: string): void {
  new EventSource(address).addEventListener('swarm', (event) => {
    place.innerHTML = JSON.parse(event.data).html;
  });
}

function progressText(progress: Progress): string {
  const { stateCount, elapsedMs, scopeIndex, scopeCount, depth, jobsDone, jobCount } = progress;
  const seconds = (elapsedMs / 1000).toFixed(1);
  const part =
    jobCount === undefined
      ? `scope ${scopeIndex + 1} of ${scopeCount}, depth ${depth}`
      : `${jobsDone} of ${jobCount} sweeps`;
  return `${part}: ${stateCount.toLocaleString('en')} states in ${seconds} s`;
}
