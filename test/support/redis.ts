/** A redis-server for tests: on a port of its own, with an append-only file, killed and started again at will. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';

/** The program, or null. A path that is named and leads nowhere is an error. */
export function findRedis(env: Readonly<Record<string, string | undefined>>): string | null {
  const named = env['REDIS_SERVER_PATH'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`REDIS_SERVER_PATH is ${JSON.stringify(named)}; there is no such file`);
  }
  const places = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'];
  return places.find((place) => existsSync(place)) ?? null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no port');
  return address.port;
}

export class RedisServer {
  readonly port: number;
  private readonly folder: string;
  private readonly argv: readonly string[];
  private process: ChildProcess | null = null;

  private constructor(port: number, folder: string, argv: readonly string[]) {
    this.port = port;
    this.folder = folder;
    this.argv = argv;
  }

  static async start(folder: string, argv: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), folder, argv);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Returns when it answers. */
  async start(): Promise<void> {
    const program = findRedis(process.env);
    if (program === null) throw new Error('no redis-server was found');
    const place = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    this.process = spawn(program, [...place, ...durable, ...this.argv], { stdio: 'ignore' });
    const redis = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    // A server that asks for a password answers, too.
    const answered = redis.ping().catch(() => undefined);
    const ended = once(this.process, 'exit').then(([code]) => {
      throw new Error(`redis-server ${this.argv.join(' ')} ended with ${code}`);
    });
    // Later it ends when it is killed.
    ended.catch(() => undefined);
    try {
      await Promise.race([answered, ended]);
    } finally {
      redis.disconnect();
    }
  }

  async kill(): Promise<void> {
    const { process } = this;
    if (process === null) return;
    this.process = null;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }
}
