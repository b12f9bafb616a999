/** The jobs of a plan as a BullMQ queue in Redis: workers take them, Redis keeps them and their results. */
import { type Job, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { InputError } from '../../errors.ts';
import { type Plan, type PlannedJob, parseJobPlan, planText } from '../../jobs/plan/plan.ts';
import { parseResult, type StoredResult } from '../../jobs/plan/results.ts';

export interface SwarmAddress {
  /** `redis://` or `rediss://`, with user and password if they are needed. */
  readonly redis: string;
  /** Prefix of all keys, so that several swarms can share a Redis. */
  readonly prefix: string;
}

export const queueName = 'jobs';
/** A job that fails on every try, or ends its worker on every try, has failed; the others continue. */
export const tries = 3;
const backoffMs = 1_000;
/** Enough for the schema and the id of a plan. */
const headBytes = 100;
/** Jobs read at a time. */
const batch = 100;

/** The progress report of a job. */
export interface JobReport {
  readonly states: number;
  readonly statesPerSecond: number;
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
    const hint = /certificate/.test(text)
      ? '; to trust a certificate of your own, name its file in NODE_EXTRA_CA_CERTS'
      : '';
    throw new InputError(`--redis is ${shownAddress(url)}; no connection: ${text}${hint}`);
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

  /** Throws `InputError` if there is another plan, unless it may be replaced. Failed jobs are tried again. */
  async start(plan: Plan, isForced: boolean): Promise<void> {
    if (await this.hasAnother(plan)) {
      if (!isForced) {
        throw new InputError(
          `${shownAddress(this.address.redis)} has another plan under the prefix ${this.address.prefix}: collect it first, choose another --prefix, or replace it with --force`,
        );
      }
      await this.queue.obliterate({ force: true });
    }
    await this.redis.set(this.planKey(), planText(plan));
    await this.queue.retryJobs({ state: 'failed' });
    await this.add(plan);
  }

  /** Another plan was started. Without any, for example after a restart of Redis, the answer is no. */
  async hasAnother({ id }: Plan): Promise<boolean> {
    const head = await this.redis.getrange(this.planKey(), 0, headBytes);
    return head !== '' && !head.includes(`"id":"${id}"`);
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

  /** A job that was saved since it was taken makes progress, even if its workers are killed. */
  async forgetStalls({ id }: PlannedJob): Promise<void> {
    await this.redis.hdel(this.queue.toKey(keyOf(id)), 'stc');
  }

  async workerCount(): Promise<number> {
    return (await this.queue.getWorkers()).length;
  }

  /** Results of the plan that are not known, the newest first. Adds their keys to `known`. */
  async newResults(plan: Plan, known: Set<string>): Promise<StoredResult[]> {
    const ids = new Map(plan.jobs.map(({ id }) => [keyOf(id), id]));
    const keys = [...known].filter((key) => key.startsWith('completed'));
    const { done } = await this.counts();
    const jobs = [
      // A failed job may be done later.
      ...(await this.ended('failed', Infinity, known)),
      ...(await this.ended('completed', done - keys.length, known)),
    ];
    return jobs.flatMap(({ job, state }) => {
      const id = ids.get(job.id ?? '');
      if (id === undefined) return [];
      known.add(keyOfEnded(job, state));
      return [resultOf(plan, id, job, state)];
    });
  }

  /**
   * Those that are not known, at most `most`. Usually they are the newest ones; two may end in one millisecond,
   * and the clock of a worker may be slow.
   */
  private async ended(
    state: 'completed' | 'failed',
    most: number,
    known: ReadonlySet<string>,
  ): Promise<EndedJob[]> {
    const ended: EndedJob[] = [];
    for (let at = 0; ended.length < most; ) {
      const last = at + Math.min(batch, most - ended.length) - 1;
      const jobs: Job[] = await this.queue.getJobs([state], at, last);
      if (jobs.length === 0) break;
      at += jobs.length;
      const fresh = jobs.filter((job) => !known.has(keyOfEnded(job, state)));
      ended.push(...fresh.map((job) => ({ job, state })));
    }
    return ended;
  }

  /** Progress of running jobs. */
  async reports(): Promise<JobReport[]> {
    const jobs: Job[] = await this.queue.getJobs(['active']);
    return jobs.flatMap(({ progress }) => reportIn(progress) ?? []);
  }

  private planKey(): string {
    return `${this.address.prefix}:plan`;
  }
}

interface EndedJob {
  readonly job: Job;
  readonly state: 'completed' | 'failed';
}

function keyOfEnded({ id }: Job, state: EndedJob['state']): string {
  return `${state} ${id}`;
}

function resultOf(plan: Plan, id: string, job: Job, state: EndedJob['state']): StoredResult {
  if (state === 'completed') return parseResult(`the result of ${id}`, String(job.returnvalue));
  return { id, plan: plan.id, end: { kind: 'failed', reason: reasonOf(job) } };
}

function reasonOf({ failedReason, stalledCounter }: Job): string {
  if (stalledCounter < tries) return failedReason;
  return `its worker ended ${tries} times without a result: it was killed, or it ran out of memory`;
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
