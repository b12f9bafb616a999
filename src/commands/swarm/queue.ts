/** The jobs of a plan as a BullMQ queue in Redis: workers take them, Redis keeps them and their results. */
import { type Job, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { InputError } from '../../errors.ts';
import { type Plan, parseJobPlan, planText } from '../../jobs/plan/plan.ts';
import { parseResult, type StoredResult } from '../../jobs/plan/results.ts';

export interface SwarmAddress {
  /** `redis://` or `rediss://`, with user and password if they are needed. */
  readonly redis: string;
  /** Prefix of all keys, so that several swarms can share a Redis. */
  readonly prefix: string;
}

export const queueName = 'jobs';
/** A job that fails on every try has failed; the others continue. */
const tries = 3;
const backoffMs = 1_000;
/** Requests in flight at a time. */
const batch = 100;

/** The progress report of a job. */
export interface JobReport {
  readonly states: number;
  readonly statesPerSecond: number;
}

export interface JobState {
  readonly id: string;
  /** Lost: Redis does not know the job, for example because a restart lost its last second. */
  readonly state: 'waiting' | 'active' | 'done' | 'failed' | 'lost';
  /** Set for a job that is done, or that failed on all tries. */
  readonly result: StoredResult | null;
  /** Set for an active job. */
  readonly report: JobReport | null;
}

export interface SwarmCounts {
  readonly done: number;
  readonly failed: number;
  readonly active: number;
  readonly waiting: number;
}

/** The password is not shown. */
export function shownAddress(url: string): string {
  return url.replace(/:[^:@/]*@/, ':***@');
}

/** Throws `InputError` if the server cannot be reached. */
async function probe(url: string): Promise<void> {
  if (!/^rediss?:\/\//.test(url)) {
    throw new InputError(
      `--redis is ${JSON.stringify(shownAddress(url))}; it must be an address: redis://HOST:6379, or rediss://USER:PASSWORD@HOST:6379`,
    );
  }
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  let reason = '';
  redis.on('error', (error: Error) => {
    reason ||= error.message;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const text = reason || (error instanceof Error ? error.message : String(error));
    throw new InputError(`--redis is ${shownAddress(url)}; no connection: ${text}`);
  } finally {
    redis.disconnect();
  }
}

/** Waits until a lost server is back, however long that takes. */
export function connection(url: string, onError: (text: string) => void): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', (error: Error) => onError(error.message));
  return redis;
}

export class Swarm {
  readonly address: SwarmAddress;
  private readonly redis: Redis;
  private readonly queue: Queue;

  private constructor(address: SwarmAddress, onError: (text: string) => void) {
    this.address = address;
    this.redis = connection(address.redis, onError);
    this.queue = new Queue(queueName, { connection: this.redis, prefix: address.prefix });
    this.queue.on('error', (error) => onError(error.message));
  }

  static async connect(
    address: SwarmAddress,
    onError: (text: string) => void = () => undefined,
  ): Promise<Swarm> {
    await probe(address.redis);
    return new Swarm(address, onError);
  }

  async close(): Promise<void> {
    await this.queue.close();
    this.redis.disconnect();
  }

  /** Throws `InputError` if there is another plan, unless it may be replaced. */
  async start(plan: Plan, isForced: boolean): Promise<void> {
    const held = await this.redis.get(this.planKey());
    if (held !== null && !held.includes(`"id":"${plan.id}"`)) {
      if (!isForced) {
        throw new InputError(
          `${shownAddress(this.address.redis)} has another plan under the prefix ${this.address.prefix}: collect it first, choose another --prefix, or replace it with --force`,
        );
      }
      await this.queue.obliterate({ force: true });
    }
    await this.redis.set(this.planKey(), planText(plan));
    await this.add(plan);
  }

  /** Throws `InputError` if there is none, or one of another version. */
  async plan(): Promise<Plan> {
    const content = await this.redis.get(this.planKey());
    const place = shownAddress(this.address.redis);
    if (content === null) {
      throw new InputError(
        `${place} has no plan under the prefix ${this.address.prefix}: start one with tablewalk swarm start PLAN`,
      );
    }
    return parseJobPlan(place, content);
  }

  /** Existing jobs are left alone; the most expensive ones come first. */
  async add({ jobs }: Plan): Promise<void> {
    const order = [...jobs].sort((a, b) => b.cost.states - a.cost.states);
    await this.queue.addBulk(
      order.map(({ id }) => ({
        name: 'job',
        data: {},
        opts: {
          jobId: keyOf(id),
          attempts: tries,
          backoff: { type: 'exponential', delay: backoffMs },
        },
      })),
    );
  }

  async counts(): Promise<SwarmCounts> {
    const counts = await this.queue.getJobCounts();
    const of = (...names: readonly string[]): number =>
      names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
    return {
      done: of('completed'),
      failed: of('failed'),
      active: of('active'),
      waiting: of('waiting', 'delayed', 'prioritized', 'paused'),
    };
  }

  /** Whether every job has a result or has failed. Jobs that Redis lost are added again. */
  async isFinished(plan: Plan): Promise<boolean> {
    const { done, failed, active, waiting } = await this.counts();
    if (done + failed >= plan.jobs.length) return true;
    if (active + waiting === 0) await this.add(plan);
    return false;
  }

  async workerCount(): Promise<number> {
    return (await this.queue.getWorkers()).length;
  }

  /** In the order of the plan; jobs in `known` are not looked up again. */
  async states(plan: Plan, known: ReadonlySet<string> = new Set()): Promise<JobState[]> {
    const states: JobState[] = [];
    const open = plan.jobs.filter(({ id }) => !known.has(id));
    for (let at = 0; at < open.length; at += batch) {
      const some = open.slice(at, at + batch);
      states.push(...(await Promise.all(some.map(({ id }) => this.stateOf(plan, id)))));
    }
    return states;
  }

  private async stateOf(plan: Plan, id: string): Promise<JobState> {
    const job: Job | undefined = await this.queue.getJob(keyOf(id));
    if (job === undefined) return { id, state: 'lost', result: null, report: null };
    const state = await job.getState();
    if (state === 'completed') {
      const result = parseResult(`the result of ${id}`, String(job.returnvalue));
      return { id, state: 'done', result, report: null };
    }
    if (state === 'failed') {
      const end = { kind: 'failed', reason: job.failedReason } as const;
      return { id, state, result: { id, plan: plan.id, end }, report: null };
    }
    if (state !== 'active') return { id, state: 'waiting', result: null, report: null };
    return { id, state, result: null, report: reportIn(job.progress) };
  }

  private planKey(): string {
    return `${this.address.prefix}:plan`;
  }
}

/** BullMQ mistakes an all-digit id for one of its own. */
export function keyOf(id: string): string {
  return `job-${id}`;
}

function reportIn(progress: unknown): JobReport | null {
  const { states, statesPerSecond } = Object(progress);
  const isReport = typeof states === 'number' && typeof statesPerSecond === 'number';
  return isReport ? { states, statesPerSecond } : null;
}
