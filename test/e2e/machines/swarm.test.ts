/**
 * A swarm on a real redis-server: workers and Redis are killed, and the merged result equals that of
 * one machine.
 */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Queue } from 'bullmq';
import { expect, onTestFinished, test } from 'vitest';
import { Swarm } from '../../../src/commands/swarm/queue.ts';
import type { Plan } from '../../../src/jobs/plan/plan.ts';
import { swarmForEachTest } from '../../support/swarm.ts';

const swarm = swarmForEachTest();
const { folder, workers, redis, clientOf, eventsOf, tablewalk, startWorker, plan, expectMerged } =
  swarm;

const small = ['check', '--preset', 'standard', '--sections', '1,2', '--no-edat2'];

test('start, work, status, watch, collect, merge', async () => {
  const { url } = await redis();
  await plan(small);
  // Each command as a process of its own.
  const run = (...argv: readonly string[]) => swarm.processIn({}, ...argv);
  const none = run('swarm', 'status', '--redis', url);
  expect(none.status).toBe(2);
  expect(none.stderr).toContain(`${url} has no plan under the prefix tablewalk: start one with `);
  expect(run('swarm', 'start', 'plan.jsonl', '--redis', url).status).toBe(0);
  const before = run('swarm', 'status', '--redis', url);
  expect([before.status, before.stdout]).toEqual([
    3,
    '0 of 6 jobs done, 0 running, 6 waiting, 0 workers, 0 states/s\n',
  ]);
  startWorker(url, '--concurrency', '2');
  const watched = run('swarm', 'watch', '--redis', url);
  expect(watched.status).toBe(0);
  expect(watched.stdout).toContain('violates ');
  expect(watched.stderr).toContain('6 of 6 jobs done');
  const status = JSON.parse(run('swarm', 'status', '--redis', url, '--json').stdout);
  expect(status).toMatchObject({ schema: 'tablewalk/swarm/1', jobs: 6, done: 6, failed: 0 });
  expect(run('swarm', 'collect', '--redis', url, '--out', 'results').status).toBe(0);
  await expectMerged(small);
});

test('a result is read whichever others are known: the clock of its worker may be slow', async () => {
  const { url } = await redis();
  await plan(small);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url);
  await once(startWorker(url), 'exit');
  const reader = await Swarm.connect({ redis: url, prefix: 'tablewalk' }, () => undefined);
  onTestFinished(() => reader.close());
  // The plan is that of dist, whose version is another one.
  const [head, ...jobs] = readFileSync(folder.at('plan.jsonl'), 'utf8').trim().split('\n');
  const read: Plan = { ...JSON.parse(head), jobs: jobs.map((job) => JSON.parse(job)) };
  const known = new Set<string>();
  const ids = (await reader.newResults(read, known)).map(({ id }) => id);
  expect([ids.length, known.size]).toEqual([6, 6]);
  for (const [at, key] of [...known].entries()) {
    const others = new Set([...known].filter((other) => other !== key));
    expect((await reader.newResults(read, others)).map(({ id }) => id)).toEqual([ids[at]]);
  }
});

test('a job that fails three times is marked as failed, and the others finish', async () => {
  const { url } = await redis();
  await plan(small);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url);
  const connection = clientOf(url);
  const queue = new Queue('jobs', { connection, prefix: 'tablewalk' });
  // A job that is in no plan fails on every worker.
  await queue.add('job', {}, { jobId: 'job-poison', attempts: 3, backoff: 1 });
  const [worker] = [startWorker(url)];
  await once(worker, 'exit');
  while ((await queue.getFailedCount()) < 1) await once(startWorker(url), 'exit');
  const poison = await queue.getJob('job-poison');
  expect([poison?.attemptsMade, poison?.failedReason]).toEqual([3, 'the job is not in the plan']);
  await queue.close();
  await tablewalk('swarm', 'collect', '--redis', url, '--out', 'results');
  expect(readdirSync(folder.at('results', 'jobs'))).toHaveLength(6);
});

/** A user without a password is not allowed. */
const usersOnly = [
  ...['--user', 'worker', 'on', '>secret', '~*', '&*', '+@all'],
  ...['--user', 'default', 'off'],
];

test('user and password, a custom prefix, and an address without a server', async () => {
  const server = await redis({ argv: usersOnly });
  const url = server.urlFor('worker:secret');
  await plan(small);
  const prefix = ['--prefix', 'other'];
  expect((await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url, ...prefix)).status).toBe(
    0,
  );
  expect((await tablewalk('swarm', 'status', '--redis', url, ...prefix)).status).toBe(3);
  const none = await tablewalk('swarm', 'status', '--redis', url);
  expect(none.status).toBe(2);
  expect(none.stderr).toContain(
    `error: redis://worker:***@127.0.0.1:${server.port} has no plan under the prefix tablewalk: `,
  );
  const wrong = await tablewalk('swarm', 'status', '--redis', url.replace('secret', 'guess'));
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).not.toContain('guess');
  const gone = await tablewalk('swarm', 'status', '--redis', 'redis://127.0.0.1:1');
  expect(gone.stderr).toMatch(
    /^tablewalk: error: --redis is redis:\/\/127\.0\.0\.1:1; no connection: .*ECONNREFUSED/,
  );
  expect((await tablewalk('swarm', 'status')).stderr).toContain('--redis is missing');
});

test('a plan of another version is refused by name', async () => {
  const { url } = await redis();
  await plan(small);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url);
  const client = clientOf(url);
  const content = (await client.get('tablewalk:plan')) ?? '';
  await client.set('tablewalk:plan', content.replace(/"tool":"[^"]*"/, '"tool":"9.9.9"'));
  const { status, stderr } = await tablewalk('swarm', 'work', '--redis', url);
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /the plan was made by tablewalk 9\.9\.9, but this is .*: run it with 9\.9\.9/,
  );
});

test('another plan is kept unless --force is given; the same one only adds missing jobs', async () => {
  const { url } = await redis();
  await plan(small);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url);
  await once(startWorker(url), 'exit');
  expect((await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url)).status).toBe(0);
  expect((await tablewalk('swarm', 'status', '--redis', url)).stdout).toContain('6 of 6 jobs done');
  const other = [...small, '--fail-allocs', '0'];
  expect((await tablewalk('plan', ...other, '--out', 'other.jsonl')).status).toBe(0);
  const refused = await tablewalk('swarm', 'start', 'other.jsonl', '--redis', url);
  expect([refused.status, refused.stderr]).toEqual([
    2,
    `tablewalk: error: ${url} has another plan under the prefix tablewalk: collect it first, choose another --prefix, or replace it with --force\n`,
  ]);
  expect((await tablewalk('swarm', 'start', 'other.jsonl', '--redis', url, '--force')).status).toBe(
    0,
  );
  expect((await tablewalk('swarm', 'status', '--redis', url)).stdout).toContain('0 of 6 jobs done');
});

/** Numbers from 0 to below `count`, the same for the same seed. */
function drawer(seed: number): (count: number) => number {
  let state = seed;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** Each walk is a job that has a high limit and ends early, earlier with one section. */
const walks = ['sample', '--sections', '2', '--runs', '500', '--depth', '100000', '--no-shrink'];
const seed = Number(process.env['TABLEWALK_SEED'] ?? 20_200_722);

test(`20 kills of workers and Redis in 500 jobs (seed ${seed})`, async () => {
  const draw = drawer(seed);
  const server = await redis();
  const { url } = server;
  await plan(walks);
  expect(readFileSync(folder.at('plan.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(501);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url);
  const client = clientOf(url);
  const nextEvent = eventsOf(url);
  const doneCount = (): Promise<number> => client.zcard('tablewalk:jobs:completed');
  const argv = ['--concurrency', '2', '--stalled-after', '2s'];
  for (let kill = 0; kill < 20; kill++) {
    while (workers.size < 2) startWorker(url, ...argv);
    // Each kill happens at a random point within its share of the jobs.
    const at = kill * 24 + draw(24);
    while ((await doneCount()) < at) await nextEvent();
    const victim = draw(4);
    if (victim === 0) {
      await server.kill();
      await server.start();
    } else {
      const worker = [...workers][victim % workers.size];
      worker.kill('SIGKILL');
      if (workers.has(worker)) await once(worker, 'exit');
    }
  }
  while ((await doneCount()) < 500) await once(startWorker(url, ...argv), 'exit');
  const collected = await tablewalk('swarm', 'collect', '--redis', url, '--out', 'results');
  expect([collected.status, collected.stderr]).toEqual([
    0,
    expect.stringContaining('500 of 500 results in results'),
  ]);
  await expectMerged(walks);
});
