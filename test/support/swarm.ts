/** A swarm for tests: real servers and workers in a temporary folder; all are removed afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect } from 'vitest';
import { mainScript } from './programs.ts';
import { type RedisOptions, RedisServer } from './redis.ts';
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

  afterEach(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    workers.clear();
    for (const server of servers.splice(0)) await server.kill();
  });

  async function redis(options: RedisOptions = {}): Promise<RedisServer> {
    const server = await RedisServer.start(folder.path, options);
    servers.push(server);
    return server;
  }

  const tablewalkIn = (env: NodeJS.ProcessEnv, ...argv: readonly string[]): Ended =>
    runIn(folder.path, process.execPath, [mainScript, ...argv], env);

  const tablewalk = (...argv: readonly string[]): Ended => tablewalkIn({}, ...argv);

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

  function plan(argv: readonly string[]): void {
    expect(tablewalk('plan', ...argv, '--out', 'plan.jsonl').status).toBe(0);
  }

  return { folder, workers, redis, tablewalk, tablewalkIn, startWorker, startTalking, plan };
}
