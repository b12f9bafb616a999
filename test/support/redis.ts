/**
 * A redis-server for tests, on its own port with an append-only file. Tests can kill and restart it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** The path of the program, or null. A configured path that does not exist is an error. */
export function findRedis(env: Readonly<Record<string, string | undefined>>): string | null {
  const named = env['REDIS_SERVER_PATH'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`REDIS_SERVER_PATH is ${JSON.stringify(named)}; there is no such file`);
  }
  const places = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'];
  return places.find((place) => existsSync(place)) ?? null;
}

/** A certificate for 127.0.0.1 that only tests trust, and its key. */
const tlsFile = (name: string): string =>
  fileURLToPath(new URL(`tls/${name}.pem`, import.meta.url));
export const certificate = tlsFile('cert');

export interface RedisOptions {
  readonly argv?: readonly string[];
  readonly isTls?: boolean;
}

export class RedisServer {
  readonly port: number;
  private readonly folder: string;
  private readonly options: RedisOptions;
  private process: ChildProcess | null = null;

  private constructor(port: number, folder: string, options: RedisOptions) {
    this.port = port;
    this.folder = folder;
    this.options = options;
  }

  static async start(folder: string, options: RedisOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), folder, options);
    await server.start();
    return server;
  }

  get url(): string {
    return this.urlFor('');
  }

  /** `user`: name, colon and password. */
  urlFor(user: string): string {
    const at = user === '' ? '' : `${user}@`;
    return `${this.options.isTls ? 'rediss' : 'redis'}://${at}127.0.0.1:${this.port}`;
  }

  /** Returns when the server answers. */
  async start(): Promise<void> {
    const program = findRedis(process.env);
    if (program === null) throw new Error('no redis-server was found');
    const { argv = [], isTls = false } = this.options;
    const port = isTls ? tlsArguments(this.port) : ['--port', String(this.port)];
    const place = [...port, '--bind', '127.0.0.1', '--dir', this.folder];
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    this.process = spawn(program, [...place, ...durable, ...argv], { stdio: 'ignore' });
    const tls = isTls ? { tls: { ca: readFileSync(certificate) } } : {};
    const redis = new Redis(this.url, {
      maxRetriesPerRequest: null,
      retryStrategy: () => 50,
      ...tls,
    });
    redis.on('error', () => undefined);
    // A server that requires a password also answers.
    const answered = redis.ping().catch(() => undefined);
    const ended = once(this.process, 'exit').then(([code]) => {
      throw new Error(`redis-server ${argv.join(' ')} ended with ${code}`);
    });
    // After this, it exits only when killed.
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

function tlsArguments(port: number): string[] {
  return [
    ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', certificate, '--tls-key-file', tlsFile('key')],
    ...['--tls-ca-cert-file', certificate],
  ];
}
