/**
 * Workers of a swarm die: searches continue from checkpoints, and a job that kills its workers is
 * abandoned.
 */
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, watch } from 'node:fs';
import { expect, test } from 'vitest';
import { certificate } from '../../support/redis.ts';
import { swarmForEachTest } from '../../support/swarm.ts';

const {
  folder,
  redis,
  clientOf,
  eventsOf,
  processIn,
  tablewalk,
  startWorker,
  startTalking,
  plan,
  expectMerged,
} = swarmForEachTest();

/**
 * The number of states in a checkpoint, from the header in its second line; 0 if the file does not
 * exist.
 */
function savedStates(path: string): number {
  const [, head = ''] = readFileSync(path, 'latin1').split('\n', 2);
  return JSON.parse(head).search?.states ?? 0;
}

test('a worker killed in a long search: the next one continues from its checkpoint', async () => {
  const { url } = await redis();
  const long = ['check', '--sections', '2,3', '--threads', '2'];
  await plan(long);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url);
  const argv = ['--checkpoints', 'saved', '--checkpoint-every', '50ms', '--stalled-after', '1s'];
  const first = startWorker(url, ...argv);
  mkdirSync(folder.at('saved'));
  const watcher = watch(folder.at('saved'));
  let states = 0;
  while (states < 10_000) {
    const [, name] = await once(watcher, 'change');
    if (name.endsWith('.checkpoint')) states = savedStates(folder.at('saved', name));
  }
  watcher.close();
  first.kill('SIGKILL');
  await once(first, 'exit');
  const [file] = readdirSync(folder.at('saved')).filter((name) => name.endsWith('.checkpoint'));
  const saved = savedStates(folder.at('saved', file));
  expect(saved).toBeGreaterThanOrEqual(states);
  const { child, said } = startTalking(url, ...argv);
  await once(child, 'exit');
  expect(said.text).toContain(
    `resumed after ${saved.toLocaleString('en')} states: scope 1, tiny5, `,
  );
  // The checkpoint is removed.
  expect(readdirSync(folder.at('saved'))).toEqual([]);
  expect((await tablewalk('swarm', 'collect', '--redis', url, '--out', 'results')).status).toBe(0);
  await expectMerged(long);
});

/** Four jobs of a second or so each. */
const walks = [
  'sample',
  '--revision',
  'repaired',
  '--geometry',
  'real3',
  '--runs',
  '4',
  '--depth',
  '1000',
];

test('a job that kills its worker three times is failed, the others finish; start retries it', async () => {
  const { url } = await redis();
  await plan(walks);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url);
  const client = clientOf(url);
  const nextEvent = eventsOf(url);
  const argv = ['--concurrency', '1', '--stalled-after', '1s'];
  let poison = '';
  for (let kill = 0; kill < 3; kill++) {
    const worker = startWorker(url, ...argv);
    for (;;) {
      await nextEvent();
      const active = await client.lrange('tablewalk:jobs:active', 0, -1);
      // A killed worker leaves the job there until another worker takes it.
      const [lock] = await Promise.all(
        active.map((id) => client.exists(`tablewalk:jobs:${id}:lock`)),
      );
      if (active.length !== 1 || lock !== 1) continue;
      poison ||= active[0];
      const stalls = Number((await client.hget(`tablewalk:jobs:${poison}`, 'stc')) ?? 0);
      if (active[0] === poison && stalls === kill) break;
    }
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  }
  await once(startWorker(url, ...argv), 'exit');
  const reason =
    'its worker ended 3 times without a result: it was killed, or it ran out of memory';
  const status = await tablewalk('swarm', 'status', '--redis', url);
  expect([status.status, status.stdout.split('\n').slice(0, 2)]).toEqual([
    0,
    [
      '3 of 4 jobs done, 0 running, 0 waiting, 1 failed, 0 workers, 0 states/s',
      expect.stringMatching(new RegExp(`^walks \\d to \\d: failed: ${reason}$`)),
    ],
  ]);
  expect((await tablewalk('swarm', 'collect', '--redis', url, '--out', 'results')).status).toBe(0);
  const refused = await tablewalk('merge', 'results');
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining(`failed, ${reason}`),
  ]);
  expect((await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url)).status).toBe(0);
  await once(startWorker(url, ...argv), 'exit');
  expect((await tablewalk('swarm', 'collect', '--redis', url, '--out', 'results')).status).toBe(0);
  await expectMerged(walks);
});

test('a worker does not take the jobs of another plan, and exits', async () => {
  const { url } = await redis();
  await plan(walks);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', url);
  const { child, said } = startTalking(url, '--concurrency', '1');
  const client = clientOf(url);
  const nextEvent = eventsOf(url);
  while ((await client.llen('tablewalk:jobs:active')) === 0) await nextEvent();
  const other = ['check', '--sections', '1'];
  await tablewalk('plan', ...other, '--out', 'other.jsonl');
  await tablewalk('swarm', 'start', 'other.jsonl', '--redis', url, '--force');
  const [code] = await once(child, 'exit');
  expect([code, said.text]).toEqual([2, expect.stringContaining('another plan was started: ')]);
  await once(startWorker(url), 'exit');
  expect((await tablewalk('swarm', 'collect', '--redis', url, '--out', 'results')).status).toBe(0);
  await expectMerged(other);
});

test('rediss: with user, password and prefix; an untrusted certificate is refused', async () => {
  const users = [
    '--user',
    'worker',
    'on',
    '>secret',
    '~*',
    '&*',
    '+@all',
    '--user',
    'default',
    'off',
  ];
  const server = await redis({ argv: users, isTls: true });
  const url = server.urlFor('worker:secret');
  const small = ['check', '--sections', '1', '--no-edat2'];
  await plan(small);
  const at = ['--redis', url, '--prefix', 'own'];
  const refused = await tablewalk('swarm', 'start', 'plan.jsonl', ...at);
  expect([refused.status, refused.stderr]).toEqual([
    2,
    `tablewalk: error: --redis is rediss://worker:***@127.0.0.1:${server.port}; no connection: self-signed certificate; to trust a certificate of your own, name its file in NODE_EXTRA_CA_CERTS\n`,
  ]);
  const env = { NODE_EXTRA_CA_CERTS: certificate };
  expect(processIn(env, 'swarm', 'start', 'plan.jsonl', ...at).status).toBe(0);
  expect(processIn(env, 'swarm', 'work', '--quiet', ...at)).toMatchObject({
    status: 0,
    stderr: '',
  });
  const collected = processIn(env, 'swarm', 'collect', ...at, '--out', 'results');
  expect([collected.status, collected.stderr]).toEqual([0, expect.not.stringContaining('secret')]);
  await expectMerged(small);
  // There is no answer without TLS.
  const plain = await tablewalk('swarm', 'status', '--redis', url.replace('rediss', 'redis'));
  expect([plain.status, plain.stderr]).toEqual([2, expect.stringContaining('no connection: ')]);
});
