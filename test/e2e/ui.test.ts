/** tablewalk ui as a process: which requests it answers and rejects, and how it exits. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hugeLoadFile } from '../support/huge-load.ts';
import { folderForAllTests } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'dist/main/main.js');
const folder = folderForAllTests();

interface Started {
  readonly child: ChildProcess;
  readonly url: URL;
}

async function start(...argv: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [main, 'ui', '--out', folder.path, ...argv], { cwd: root });
  const [first] = await once(child.stdout, 'data');
  return { child, url: new URL(String(first).trim()) };
}

interface Answer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly body: string;
}

let ui: Started;
beforeAll(async () => {
  ui = await start('corpus');
});
afterAll(async () => {
  ui.child.kill('SIGKILL');
  await once(ui.child, 'close');
});

/** Uses node:http, because fetch does not let callers set Host and Origin. */
function ask(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  form: string | null = null,
  method = form === null ? 'GET' : 'POST',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = ui.url;
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode, location: response.headers.location, body });
      });
    });
    sent.on('error', reject);
    sent.end(form ?? undefined);
  });
}

test('the list names every file of the folder', async () => {
  const { status, body } = await ask('/');
  expect(status).toBe(200);
  expect(body).toContain('<h2 id="files">74 counterexamples</h2>');
  expect(body).toContain('href="/show?file=corpus%2FF02-mark-left-out--linux-5.10.json"');
});

describe('Host', () => {
  test.each([
    ['localhost:PORT', 200],
    ['127.0.0.1:PORT', 200],
    ['[::1]:PORT', 200],
    ['localhost', 403],
    ['localhost:1', 403],
    ['evil.example:PORT', 403],
    ['127.0.0.1.evil.example:PORT', 403],
  ])('%s: %i', async (host, status) => {
    const headers = { Host: host.replace('PORT', ui.url.port) };
    expect((await ask('/', headers)).status).toBe(status);
  });
});

const form = 'preset=quick&revision=linux-5.10&invariant=success-means-mapped&seconds=10';

describe('a form of another site starts nothing', () => {
  test.each(['http://evil.example', 'null', 'https://127.0.0.1:PORT', 'http://127.0.0.1:1'])(
    'Origin: %s',
    async (origin) => {
      const headers = { Origin: origin.replace('PORT', ui.url.port) };
      expect((await ask('/check', headers, form)).status).toBe(403);
      expect((await ask('/jobs/1')).status).toBe(404);
    },
  );
});

/** The list after a background thread has computed all findings. */
async function grouped(path: string): Promise<string> {
  for (;;) {
    const { body } = await ask(path);
    if (!body.includes('Finding not computed yet')) return body;
  }
}

test('by finding: computed from the operations, independent of the file name', async () => {
  const body = await grouped('/');
  const groups = [...body.matchAll(/<h3>(\w[^<]*) <small>(\d+) counter/g)].map(
    ([, name, count]) => [name, Number(count)] as const,
  );
  // File names in corpus begin with the finding.
  const counts = new Map<string, number>();
  for (const file of readdirSync('corpus')) {
    const [id] = /^F\d+/.exec(file) ?? [];
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  expect(groups).toEqual([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  expect(body).toContain('<p>a failed table allocation is reported as success</p>');
});

test('a filter', async () => {
  const body = await grouped('/?revision=linux-5.9&claim=no-leaked-tables');
  expect(body).toContain('<p>1 of 74 are shown.</p>');
  expect(body).toContain('<h3>F04 <small>1 counterexample</small></h3>');
  expect((await ask('/?find=%3Cb%3E')).body).toContain('value="&lt;b&gt;"');
});

test.each([
  ['a file that is not in the list', '/show?file=/etc/passwd', 400],
  ['a path upwards', '/show?file=corpus/../package.json', 400],
  ['a page that there is not', '/jobs/99', 404],
])('%s: %s', async (_what, path, status) => {
  expect((await ask(path)).status).toBe(status);
});

test.each([
  ['GET', '//', 404],
  ['GET', '///', 404],
  ['GET', '//evil.example/', 404],
  ['GET', '/%', 404],
  ['GET', '/%00', 404],
  ['GET', '/..', 200],
  ['GET', '/../../etc/passwd', 404],
  ['GET', '/show', 400],
  ['GET', '/show?file=%', 400],
  ['GET', '/show?file=a%00b', 400],
  ['GET', `/${'a'.repeat(9000)}`, 404],
  ['GET', '/jobs/-1', 404],
  ['GET', '/jobs/99999999999/events', 404],
  ['GET', '/?by=x&revision=%3Cscript%3E&find=%ff', 200],
  ['GET', 'http://evil.example/', 404],
  ['OPTIONS', '*', 404],
  ['HEAD', '/', 200],
  ['HEAD', '//', 404],
  ['PUT', '/check', 405],
  ['POST', '/', 404],
  ['POST', '//', 404],
  ['POST', '/check', 400],
  ['POST', '/jobs/77/stop', 404],
])('%s %.40s: %i, and never 500', async (method, path, status) => {
  expect((await ask(path, {}, null, method)).status).toBe(status);
});

test.each([
  ['preset=quikc', 'preset is &quot;quikc&quot;; it must be one of quick, '],
  [form.replace('linux-5.10', 'linux-5.1'), '--revision is &quot;linux-5.1&quot;; it must be one'],
  [form.replace('=10', '=1e9'), 'seconds is &quot;1e9&quot;; it must be one of 10, 60, 300'],
  [`x=${'y'.repeat(20_000)}`, 'the form is too long'],
])('an invalid form: %.40s', async (wrong, message) => {
  const { status, body } = await ask('/check', {}, wrong);
  expect(status).toBe(400);
  expect(body).toContain(message);
});

test('a check reports its progress, its result, and its findings', async () => {
  const { status, location = '' } = await ask('/check', { Origin: ui.url.origin }, form);
  expect([status, location]).toEqual([303, '/jobs/1']);
  const { body: events } = await ask(`${location}/events`);
  expect(events).toMatch(/event: done\ndata: \{\}\n\n$/);
  const { body } = await ask(location);
  expect(body).toContain('<b>VIOLATED: 1 of 1 claim.</b>');
  expect(body).toContain('<td>✗ violated</td><td><code>success-means-mapped</code>');
  const found = folder.at('linux-5.10--success-means-mapped.json');
  expect(body).toContain(`href="/show?file=${encodeURIComponent(found)}"`);
  expect((await ask(`/show?file=${encodeURIComponent(found)}`)).status).toBe(200);
});

test('one job at a time; stop cancels it', async () => {
  const { location = '' } = await ask('/series', {}, 'series=all');
  const second = await ask('/check', {}, form);
  expect(second.status).toBe(400);
  expect(second.body).toContain(
    '&quot;npx tablewalk series all&quot; is still running; stop it first',
  );
  await ask(`${location}/stop`, {}, '');
  await ask(`${location}/events`);
  expect((await ask(`${location}/matrix`)).body).toContain('<h1>tablewalk series all</h1>');
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it while a job runs: 0', async (signal) => {
  const own = await start();
  const headers = { Origin: own.url.origin, 'Content-Type': 'application/x-www-form-urlencoded' };
  const body = 'series=all';
  const { status } = await fetch(new URL('/series', own.url), { method: 'POST', headers, body });
  expect(status).toBe(200);
  const ended = once(own.child, 'close');
  own.child.kill(signal);
  expect((await ended)[0]).toBe(0);
});

test('a port in use, a path that does not exist: 2', async () => {
  const run = async (...argv: readonly string[]) => {
    const child = spawn(process.execPath, [main, 'ui', ...argv], { cwd: root });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, 'close');
    return [code, said];
  };
  expect(await run('--port', ui.url.port)).toEqual([
    2,
    `tablewalk: error: --port is ${ui.url.port}; that port is in use, perhaps by another ui; stop it, or omit --port to use a free one\n`,
  ]);
  expect(await run('nowhere')).toEqual([
    2,
    'tablewalk: error: the path is "nowhere"; there is no such file or directory\n',
  ]);
});

/** The URL path of a page that would take minutes and gigabytes without a limit. */
function hugePath(): string {
  const file = folder.write('huge.json', hugeLoadFile());
  return `/show?file=${encodeURIComponent(file)}`;
}

/** Resolves when the server closes the connection. */
function hold(own: Started, path: string): { readonly sent: ClientRequest; ended: Promise<void> } {
  const sent = request({ hostname: own.url.hostname, port: own.url.port, path });
  const ended = new Promise<void>((resolve) => void sent.on('close', resolve));
  sent.on('error', () => undefined);
  sent.end();
  return { sent, ended };
}

test('while one page is slow, other pages are answered, and Ctrl-C ends both', async () => {
  const own = await start('corpus', '--time-limit', '1h', '--max-memory', '8G');
  const page = hugePath();
  const order: string[] = [];
  const slow = hold(own, page);
  const ended = slow.ended.then(() => void order.push('slow'));
  for (const path of ['/', '/show?file=corpus%2FF02-mark-left-out--linux-5.10.json', '/jobs/1']) {
    const response = await fetch(new URL(path, own.url));
    await response.text();
    order.push(`${response.status}`);
  }
  expect(order).toEqual(['200', '200', '404']);
  const closed = once(own.child, 'close');
  own.child.kill('SIGINT');
  expect((await closed)[0]).toBe(0);
  await ended;
});

test.each([
  [['--time-limit', '100ms'], 'is not finished after 0.1 s'],
  [['--time-limit', '1h', '--max-memory', '32M'], 'needs more memory than 32 MiB'],
])(
  'a page that reaches %j: 503, a sentence, and the server continues',
  async (limits, sentence) => {
    const own = await start(...limits);
    const page = await fetch(new URL(hugePath(), own.url));
    expect([page.status, await page.text()]).toEqual([503, expect.stringContaining(sentence)]);
    expect((await fetch(own.url)).status).toBe(200);
    own.child.kill('SIGKILL');
    await once(own.child, 'close');
  },
);

test('pages that are no longer requested free their slots', async () => {
  const own = await start('corpus', '--time-limit', '1h', '--max-memory', '8G');
  const page = hugePath();
  // Four pages are computed at a time; a fifth would wait for an hour.
  const held = [1, 2, 3, 4].map(() => hold(own, page));
  for (const { sent } of held) sent.destroy();
  await Promise.all(held.map(({ ended }) => ended));
  const other = await fetch(
    new URL('/show?file=corpus%2FF02-mark-left-out--linux-5.10.json', own.url),
  );
  expect(other.status).toBe(200);
  await other.text();
  own.child.kill('SIGKILL');
  await once(own.child, 'close');
});
