/**
 * A swarm in the ui: jobs, workers and violations as they arrive, also while Redis stops and
 * restarts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { mainScript } from '../../support/programs.ts';
import { swarmForEachTest } from '../../support/swarm.ts';

const { folder, redis, tablewalk, startWorker, plan } = swarmForEachTest();
const small = ['check', '--preset', 'standard', '--sections', '1,2', '--no-edat2'];

async function startUi(...argv: readonly string[]) {
  const child = spawn(process.execPath, [mainScript, 'ui', ...argv], { cwd: folder.path });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [first] = await once(child.stdout, 'data');
  const url = String(first).trim();
  const page = async (): Promise<string> => (await fetch(url)).text();
  const stop = async (): Promise<number> => {
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    return code;
  };
  return { url, page, stop };
}

/** Reads events until the section holds the text. */
async function eventWith(url: string, text: string): Promise<string> {
  const { body } = await fetch(new URL('/swarm/events', url));
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let all = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`no event has ${text}`);
    all += Buffer.from(value).toString();
    const html = all
      .split('\n\n')
      .filter((event) => event.startsWith('event: swarm\n') && event.endsWith('}'))
      .map((event) => JSON.parse(event.replace('event: swarm\ndata: ', '')).html)
      .find((one: string) => one.includes(text));
    if (html !== undefined) {
      await reader.cancel();
      return html;
    }
  }
}

test('before a plan, while jobs run, and when all are done', async () => {
  const { url: place } = await redis();
  const ui = await startUi('--redis', place);
  expect(await ui.page()).toContain(`✗ ${place} has no plan under the prefix tablewalk: start one`);
  await plan(small);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', place);
  const before = await ui.page();
  expect(before).toContain(`<code>tablewalk ${small.join(' ')}</code> at ${place}`);
  expect(before).toContain('0 of 6 jobs done, 0 running, 6 waiting, 0 workers, 0 states/s');
  expect(before).toContain('<p>No job has found a violation yet.</p>');
  const finished = eventWith(ui.url, '6 of 6 jobs done');
  await once(startWorker(place, '--concurrency', '2'), 'exit');
  const html = await finished;
  expect(html).toContain('<progress aria-label="Jobs done" max="6" value="6"></progress>');
  expect(html).toMatch(
    /<td>5 jobs<\/td><td><code>success-means-mapped<\/code><\/td><td>scope 1, .*<\/td>/,
  );
  expect(await ui.page()).toContain(
    '<progress aria-label="Jobs done" max="6" value="6"></progress>',
  );
  // Another plan takes its place.
  await tablewalk('plan', ...small, '--fail-allocs', '0', '--out', 'other.jsonl');
  await tablewalk('swarm', 'start', 'other.jsonl', '--redis', place, '--force');
  expect(await ui.page()).toContain('0 of 6 jobs done');
  expect(await ui.stop()).toBe(0);
});

test('an unreachable Redis is shown as a problem until it returns', async () => {
  const server = await redis();
  await plan(small);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', server.url);
  const ui = await startUi('--redis', server.url);
  expect(await ui.page()).toContain('0 of 6 jobs done');
  await server.kill();
  const gone = await eventWith(ui.url, 'class="unreadable"');
  // Known results are kept.
  expect(gone).toMatch(/✗ .*ECONNREFUSED[\s\S]*0 of 6 jobs done/);
  await server.start();
  await eventWith(ui.url, '0 of 6 jobs done, 0 running, 6 waiting');
  await startWorker(server.url);
  expect(await eventWith(ui.url, '6 of 6 jobs done')).not.toContain('unreadable');
  expect(await ui.stop()).toBe(0);
});

test('no swarm: no section; --swarm without an address, and a server that is not there: 2', async () => {
  const ui = await startUi();
  expect(await ui.page()).not.toContain('id="swarm"');
  expect((await fetch(new URL('/swarm/events', ui.url))).status).toBe(404);
  expect(await ui.stop()).toBe(0);
  const bare = await tablewalk('ui', '--swarm');
  expect([bare.status, bare.stderr]).toEqual([2, expect.stringContaining('--redis is missing; ')]);
  const nowhere = await tablewalk('ui', '--redis', 'redis://127.0.0.1:1');
  expect([nowhere.status, nowhere.stderr]).toEqual([2, expect.stringContaining('ECONNREFUSED')]);
});
