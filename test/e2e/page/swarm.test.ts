/** The swarm section of the ui in Chromium: it updates itself, and is readable on any screen. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { mainScript } from '../../support/programs.ts';
import { swarmForEachTest } from '../../support/swarm.ts';
import { violationsOf } from './axe.ts';
import { PageBrowser } from './open-page.ts';

const { folder, redis, tablewalk, startWorker, plan } = swarmForEachTest();

let browser: PageBrowser;
beforeAll(async () => {
  browser = await PageBrowser.start();
});
afterAll(async () => {
  await browser.stop();
});

test.each([1280, 400])('%i pixels: from the first job to the last', async (width) => {
  const { url: place } = await redis();
  await plan(['check', '--preset', 'standard', '--sections', '1,2', '--no-edat2']);
  await tablewalk('swarm', 'start', 'plan.jsonl', '--redis', place);
  const ui = spawn(process.execPath, [mainScript, 'ui', '--redis', place], { cwd: folder.path });
  onTestFinished(() => void ui.kill('SIGKILL'));
  const [first] = await once(ui.stdout, 'data');
  const { page, complaints } = await browser.blank({ viewport: { width, height: 900 } });
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  const look = async () => [await violationsOf(page), await page.evaluate<number>(overflow)];
  await page.goto(String(first).trim());
  const jobs = page.getByRole('progressbar', { name: 'Jobs done' });
  expect(await jobs.getAttribute('value')).toBe('0');
  expect(await look()).toEqual([[], 0]);
  await once(startWorker(place, '--concurrency', '2'), 'exit');
  await page.getByText(/^6 of 6 jobs done, /).waitFor();
  expect(await jobs.getAttribute('value')).toBe('6');
  const row = page.getByRole('row', { name: /success-means-mapped/ });
  expect(await row.innerText()).toMatch(/5 jobs\s+success-means-mapped\s+scope 1, /);
  expect(await look()).toEqual([[], 0]);
  expect(complaints).toEqual([]);
  await page.context().close();
  ui.kill('SIGINT');
  await once(ui, 'close');
});
