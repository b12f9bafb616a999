/** A swarm for tests: real servers and workers in a temporary folder; all are removed afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { afterEach, expect } from 'vitest';
import { mainScript } from './programs.ts';
import { type RedisOptions, RedisServer } from './redis.ts';
import { runHere } from './run-here.ts';
import { type Ended, runIn } from './run-in.ts';
import { folderForEachTest } from './temporary-folder.ts';

interface Worker {
  readonly child: ChildProcess;
  /** Its output so far. */
  readonly said: { text: string };
}

export function swarmForEachTest() {
  const folder = folderForEachTest();
  const servers: RedisServer[] = [];
  const workers = new Set<ChildProcess>();
  const clients: Redis[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    for (const worker of workers) worker.kill('SIGKILL');
    workers.clear();
    for (const server of servers.splice(0)) await server.kill();
  });

  async function redis(options: RedisOptions = {}): Promise<RedisServer> {
    const server = await RedisServer.start(folder.path, options);
    servers.push(server);
    return server;
  }

  /** It outlives a server that is killed and started again. */
  function clientOf(url: string): Redis {
    const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  }

  /** Returns a function that waits for something to happen to a job that it has not reported yet. */
  function eventsOf(url: string): () => Promise<void> {
    const client = clientOf(url);
    let last = '0';
    return async () => {
      const read = await client.xread('BLOCK', 0, 'STREAMS', 'tablewalk:jobs:events', last);
      last = read?.[0]?.[1].at(-1)?.[0] ?? last;
    };
  }

  const processIn = (env: NodeJS.ProcessEnv, ...argv: readonly string[]): Ended =>
    runIn(folder.path, process.execPath, [mainScript, ...argv], env);

  const tablewalk = (...argv: readonly string[]): Promise<Ended> => runHere(folder.path, argv);

  function startTalking(url: string, ...argv: readonly string[]): Worker {
    const all = [mainScript, 'swarm', 'work', '--redis', url, ...argv];
    const child = spawn(process.execPath, all, {
      cwd: folder.path,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said = { text: '' };
    child.stderr.on('data', (chunk) => {
      said.text += chunk;
    });
    workers.add(child);
    child.on('exit', () => workers.delete(child));
    return { child, said };
  }

  const startWorker = (url: string, ...argv: readonly string[]): ChildProcess =>
    startTalking(url, '--quiet', ...argv).child;

  async function plan(argv: readonly string[]): Promise<void> {
    expect((await tablewalk('plan', ...argv, '--out', 'plan.jsonl')).status).toBe(0);
  }

  /** The results of the swarm are those of one machine. */
  async function expectMerged(argv: readonly string[]): Promise<void> {
    const merged = await tablewalk('merge', 'results');
    const alone = await tablewalk(...argv);
    expect([merged.status, merged.stdout]).toEqual([alone.status, alone.stdout]);
  }

  return {
    folder,
    workers,
    redis,
    clientOf,
    eventsOf,
    processIn,
    tablewalk,
    startWorker,
    startTalking,
    plan,
    expectMerged,
  };
}
