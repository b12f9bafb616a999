/** The ui over HTTP, on loopback only, for a browser of the same user and for no other site. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { InputError } from '../../errors.ts';
import { PageRefused } from './pages.ts';
import { type SiteControl, type SiteReply, UiSite } from './site.ts';

const host = '127.0.0.1';
/** Maximum bytes of a form; ours have a few dozen. */
const bodyBytesMax = 10_000;

export interface UiRequest extends SiteControl {
  /** Files and directories of the list. */
  readonly paths: readonly string[];
  /** 0 selects a free port. */
  readonly port: number;
}

export interface RunningUi {
  readonly url: string;
  /** Stops running work, and closes all connections. */
  stop(): Promise<void>;
}

/** @throws InputError if the port is in use, or for a wrong path */
export async function startUi({ paths, port, ...control }: UiRequest): Promise<RunningUi> {
  const site = new UiSite(paths, control);
  const server = createServer((request, response) => {
    const leaving = new AbortController();
    response.on('close', () => leaving.abort());
    replyTo(site, request, leaving.signal).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, replyToError(site, error)),
    );
  });
  const url = `http://${host}:${await listen(server, port)}/`;
  return {
    url,
    stop: async () => {
      await Promise.all([
        site.jobs.stopAll(),
        site.pages.stopAll(),
        site.list.stopAll(),
        site.swarm?.stop(),
      ]);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new InputError(`--port is ${port}; ${listenProblem(error.code)}`)),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Explains a failure to listen, and what to try next. */
function listenProblem(code: string | undefined): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'that port is in use, perhaps by another ui; stop it, or omit --port to use a free one';
    case 'EACCES':
      return 'that port needs administrator rights; use one from 1024 up, or omit --port to use a free one';
    default:
      return `listening on it failed (${code}); omit --port to use a free one`;
  }
}

async function replyTo(
  site: UiSite,
  request: IncomingMessage,
  left: AbortSignal,
): Promise<SiteReply> {
  const refusal = refusalOf(request);
  if (refusal !== null) return site.problem(403, refusal);
  const url = urlOf(request);
  if (url === null) return site.problem(404, 'There is no such page.');
  // Node sends no body in answer to HEAD.
  if (request.method === 'GET' || request.method === 'HEAD') return site.get(url, left);
  if (request.method === 'POST') return site.post(url.pathname, await formOf(request));
  return site.problem(405, 'Pages are read with GET and jobs are started with POST.');
}

/** Null for a target that is not a path of this server: `*`, another scheme, unparsable text. */
function urlOf({ url = '/' }: IncomingMessage): URL | null {
  if (!url.startsWith('/')) return null;
  // A second slash would start a host name.
  const target = `http://${host}/.${url}`;
  return URL.canParse(target) ? new URL(target) : null;
}

function replyToError(site: UiSite, error: unknown): SiteReply {
  if (error instanceof InputError) return site.problem(400, error.message);
  if (error instanceof PageRefused) return site.problem(503, error.message);
  return site.problem(500, `This is a bug in tablewalk: ${String(error)}`);
}

/**
 * Refuses requests of other sites. If the name of another site resolves to this address, Host has
 * that name. If a page of another site posts a form, Origin is that site.
 */
function refusalOf({ headers, method, socket }: IncomingMessage): string | null {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  const hosts = names.map((name) => `${name}:${socket.localPort}`);
  if (!hosts.includes(headers.host ?? '')) return 'This server accepts only its own host name.';
  const { origin } = headers;
  const isForeign = origin !== undefined && !hosts.some((own) => origin === `http://${own}`);
  return method === 'POST' && isForeign ? 'Requests from other sites are refused.' : null;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > bodyBytesMax) throw new InputError('the form is too long');
  }
  return new URLSearchParams(body);
}

const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

function send(response: ServerResponse, reply: SiteReply): void {
  if (response.destroyed) return;
  switch (reply.kind) {
    case 'page':
      response.writeHead(reply.status, pageHeaders).end(reply.html);
      break;
    case 'see':
      response.writeHead(303, { Location: reply.path }).end();
      break;
    case 'events':
      sendEvents(response, reply.follow);
      break;
  }
}

/** Server-sent events, until the source or the browser ends them; `done` at the end. */
function sendEvents(
  response: ServerResponse,
  follow: Extract<SiteReply, { kind: 'events' }>['follow'],
): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  // The browser then knows that it is connected.
  response.flushHeaders();
  const release = follow({
    send: (event, data) => {
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    end: () => void response.end('event: done\ndata: {}\n\n'),
  });
  response.on('close', release);
}
