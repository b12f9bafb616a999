/** The status of a swarm: counts, workers, speed, and the findings of its jobs. */
import type { PlannedKind } from '../../jobs/job.ts';
import type { Plan } from '../../jobs/plan/plan.ts';
import type { StoredResult } from '../../jobs/plan/results.ts';
import { grouped, plural } from '../../text/paragraph.ts';
import type { Swarm, SwarmCounts } from './queue.ts';

/** A noteworthy outcome of a finished job; most have none. */
export interface SwarmEvent {
  readonly job: string;
  readonly what: string;
  /** Ids of claims that it found violated. */
  readonly violated: readonly string[];
  /** Why it failed or was given up; null if it did not. */
  readonly problem: string | null;
}

export interface SwarmStatus extends SwarmCounts {
  readonly command: readonly string[];
  readonly jobs: number;
  readonly workers: number;
  readonly statesPerSecond: number;
  /** In the order of the plan. */
  readonly events: readonly SwarmEvent[];
}

/** Follows a swarm; results are read once. */
export class SwarmWatch {
  private readonly swarm: Swarm;
  private readonly plan: Plan;
  private readonly kinds: readonly PlannedKind<unknown, unknown>[];
  private readonly known = new Set<string>();
  /** By job. */
  private readonly events = new Map<string, SwarmEvent>();

  constructor(swarm: Swarm, plan: Plan, kinds: readonly PlannedKind<unknown, unknown>[]) {
    this.swarm = swarm;
    this.plan = plan;
    this.kinds = kinds;
  }

  /** Includes events since the last call. */
  async look(): Promise<{ readonly status: SwarmStatus; readonly fresh: readonly SwarmEvent[] }> {
    const { swarm, plan } = this;
    // First: the results of all jobs that are counted as done are then read.
    const counts = await swarm.counts();
    const [workers, results, reports] = await Promise.all([
      swarm.workerCount(),
      swarm.newResults(plan, this.known),
      swarm.reports(),
    ]);
    const fresh = results
      .map((result) => this.eventOf(result))
      .filter(({ violated, problem }) => violated.length > 0 || problem !== null);
    for (const { id } of results) this.events.delete(id);
    for (const event of fresh) this.events.set(event.job, event);
    const statesPerSecond = reports.reduce((sum, report) => sum + report.statesPerSecond, 0);
    const status = {
      ...counts,
      command: plan.command,
      jobs: plan.jobs.length,
      workers,
      statesPerSecond: Math.round(statesPerSecond),
      events: plan.jobs.flatMap(({ id }) => this.events.get(id) ?? []),
    };
    return { status, fresh };
  }

  private eventOf({ id, end }: StoredResult): SwarmEvent {
    const planned = this.plan.jobs.find((job) => job.id === id);
    const kind = this.kinds.find(({ name }) => name === planned?.kind);
    const sightings =
      end.kind === 'answered' ? (kind?.sightingsIn(end.answer, planned?.job) ?? []) : [];
    const violated = [...new Set(sightings.map(({ claim }) => claim))];
    const problem = end.kind === 'answered' ? null : `${end.kind}: ${end.reason}`;
    return { job: id, what: planned?.what ?? id, violated, problem };
  }
}

export function isFinished({ done, failed, jobs }: SwarmStatus): boolean {
  return done + failed >= jobs;
}

export function statusText(status: SwarmStatus): string {
  const { jobs, done, failed, active, waiting, workers, statesPerSecond } = status;
  const parts = [
    `${grouped(done)} of ${plural(jobs, 'job')} done`,
    `${active} running`,
    `${waiting} waiting`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    plural(workers, 'worker'),
    `${grouped(statesPerSecond)} states/s`,
  ];
  return parts.join(', ');
}

export function swarmEventText({ what, violated, problem }: SwarmEvent): string {
  return `${what}: ${problem ?? `violates ${violated.join(', ')}`}`;
}

export function statusJson(status: SwarmStatus): unknown {
  const { command, jobs, done, failed, active, waiting, workers, statesPerSecond, events } = status;
  return {
    schema: 'tablewalk/swarm/1',
    command,
    jobs,
    done,
    failed,
    running: active,
    waiting,
    workers,
    statesPerSecond,
    events,
  };
}
