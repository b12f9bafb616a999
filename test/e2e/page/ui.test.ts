/** tablewalk ui in Chromium: the list, a check with its progress, and the page of its violation. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderForAllTests } from '../../support/temporary-folder.ts';
import { violationsOf } from './axe.ts';
import { type OpenPage, PageBrowser } from './open-page.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = folderForAllTests();

let browser: PageBrowser;
let program: ChildProcess;
let url = '';
beforeAll(async () => {
  const argv = [join(root, 'dist/main/main.js'), 'ui', 'corpus', '--out', folder.path];
  const started = spawn(process.execPath, argv, { cwd: root });
  program = started;
  const [first] = await once(started.stdout, 'data');
  url = String(first).trim();
  browser = await PageBrowser.start();
});
afterAll(async () => {
  await browser.stop();
  program.kill('SIGINT');
  await once(program, 'close');
});

async function openList(width: number): Promise<OpenPage> {
  const opened = await browser.blank({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  await opened.page.goto(url);
  return opened;
}

test('a file of the list opens as its page', async () => {
  const { page, complaints } = await openList(1280);
  await page.getByRole('link', { name: 'corpus/F02-mark-left-out--linux-5.10.json' }).click();
  expect(await page.getByRole('slider').inputValue()).toBe('46');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the list is grouped and filtered, and each page links back to it', async () => {
  const { page, complaints } = await openList(1280);
  // Findings are computed meanwhile.
  const waiting = page.getByRole('heading', { name: 'Finding not computed yet' });
  while ((await waiting.count()) > 0) await page.reload();
  expect(await page.getByRole('heading', { level: 3 }).first().innerText()).toBe(
    'F01 8 counterexamples',
  );
  await page.getByRole('searchbox').fill('dumper 5.10');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  expect(await page.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([
    'F22 2 counterexamples',
  ]);
  await page.getByLabel('Group by').selectOption('revision');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  expect(await page.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([
    'linux-5.10 2 counterexamples',
  ]);
  await page.getByRole('link', { name: /F22-dumper-unlocked/ }).click();
  await page.getByRole('link', { name: 'all counterexamples and checks' }).click();
  await page.getByRole('heading', { name: 'Search a scope' }).waitFor();
  await page.getByText('Meaning of the presets').click();
  expect(await page.getByText('two sections that share a memmap block').isVisible()).toBe(true);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test.each([1280, 400])('%i pixels: check, watch, stop, open the violation', async (width) => {
  const { page, complaints } = await openList(width);
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  const look = async () => [await violationsOf(page), await page.evaluate<number>(overflow)];
  expect(await look()).toEqual([[], 0]);
  await page.getByLabel('Preset').selectOption('standard');
  await page.getByLabel('At most').selectOption('300');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText(/^scope \d of 9, depth \d+: [\d,]+ states in [\d.]+ s$/).waitFor();
  expect(await look()).toEqual([[], 0]);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('table').first().waitFor({ state: 'attached' });
  expect(await page.locator('.verdicts tr.violated').count()).toBeGreaterThan(0);
  expect(await look()).toEqual([[], 0]);
  await page.getByRole('link', { name: /--success-means-mapped\.json$/ }).click();
  await page.getByRole('slider').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});
