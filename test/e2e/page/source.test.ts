/** The C source on the page, in Chromium: the current line, the call stack, variables, breakpoints. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TemporaryFolder } from '../../support/temporary-folder.ts';
import { violationsOf } from './axe.ts';
import { type OpenPage, PageBrowser } from './open-page.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const own = 'test/c/own-vmem.c';
const text = readFileSync(own, 'utf8');
const lineOf = (words: string): number => text.slice(0, text.indexOf(words)).split('\n').length;

const folder = new TemporaryFolder();
let browser: PageBrowser;
let shown: { steps: { code?: { line: number; function: string }[] }[]; violatedAt: number };
let opened: OpenPage[] = [];

function tablewalk(...argv: readonly string[]): string {
  const main = `${root}/dist/main/main.js`;
  return spawnSync(process.execPath, [main, ...argv], { cwd: root, encoding: 'utf8' }).stdout;
}

beforeAll(async () => {
  folder.make();
  browser = await PageBrowser.start();
  const claim = ['--invariants', 'success-means-mapped', '--quiet'];
  const out = folder.at('out');
  const { violations } = JSON.parse(
    tablewalk('check', '--source', own, ...claim, '--out', out, '--json'),
  );
  const show = ['show', violations[0].file, '--source', own, '--format'];
  shown = JSON.parse(tablewalk(...show, 'json'));
  tablewalk(...show, 'html', '--out', folder.at('page.html'));
});
afterAll(async () => {
  await browser.stop();
  folder.remove();
});
afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints);
  for (const { page } of opened) await page.context().close();
  opened = [];
  expect(complaints).toEqual([]);
});

async function open(at?: number): Promise<Page> {
  const one = await browser.blank();
  opened.push(one);
  const url = pathToFileURL(folder.at('page.html')).href;
  await one.page.goto(at === undefined ? url : `${url}#${at}`);
  await one.page.getByRole('slider').waitFor();
  return one.page;
}

const currentLine = (page: Page): Promise<string> =>
  page.locator('.source-lines .at > :first-child').innerText();
const position = (page: Page): Promise<number> =>
  page.getByRole('slider').inputValue().then(Number);
const stack = (page: Page): Promise<string[]> => page.locator('.call-stack button').allInnerTexts();

test('the line of the step is highlighted, with its call stack and its variables', async () => {
  const page = await open();
  const [place] = shown.steps[shown.violatedAt].code ?? [];
  expect(await position(page)).toBe(shown.violatedAt + 1);
  expect(await currentLine(page)).toBe(`${place.line}`);
  expect((await stack(page))[0]).toContain(`${place.function}()`);
  await expect.poll(() => page.locator('.source-lines .at').isVisible()).toBe(true);
  expect(await page.locator('.source-lines li').count()).toBe(text.split('\n').length);

  const at = shown.steps.findIndex(({ code }) => code?.[0].function === 'new_upper_table') + 1;
  const inside = await open(at);
  expect((await stack(inside)).map((line) => line.split(' ')[0])).toEqual([
    'new_upper_table()',
    'walk_root()',
    'modify_pagetable()',
    'plug()',
    'all_or_nothing()',
    'vmem_add_mapping()',
  ]);
  // The caller with its variables.
  await inside.locator('.call-stack button').nth(1).click();
  expect(await currentLine(inside)).not.toBe(`${shown.steps[at - 1].code?.[0].line}`);
  const names = await inside.locator('.variables th').allInnerTexts();
  expect(names).toEqual(expect.arrayContaining(['at', 'next', 'pgd']));
});

test('it steps by line, and stops at breakpoints set by a click', async () => {
  const page = await open(1);
  const before = await page.locator('.source-lines .at').count();
  expect(before).toBe(0);
  await page.keyboard.press('n');
  const first = await currentLine(page);
  await page.getByRole('button', { name: 'Next line' }).click();
  expect(await currentLine(page)).not.toBe(first);
  await page.getByRole('button', { name: 'Previous line' }).click();
  expect(await currentLine(page)).toBe(first);

  const flush = lineOf('flush_tlb_kernel_range(');
  const alloc = lineOf('__get_free_pages(');
  // The story has no step on this line.
  expect(await page.getByRole('button', { name: `breakpoint at line ${flush}` }).count()).toBe(0);
  const mark = page.getByRole('button', { name: `breakpoint at line ${alloc}`, exact: true });
  await mark.click();
  expect(await mark.getAttribute('aria-pressed')).toBe('true');
  const stops: number[] = [];
  for (let count = 0; count < 3; count++) {
    await page.keyboard.press('c');
    expect(await currentLine(page)).toContain(`${alloc}`);
    stops.push(await position(page));
  }
  expect(new Set(stops).size).toBe(3);
  await mark.click();
  await page.keyboard.press('c');
  expect(await position(page)).toBe(stops[2]);
});

test('axe finds nothing', async () => {
  expect(await violationsOf(await open())).toEqual([]);
});

test('a counterexample file contains nothing of the source', () => {
  const html = readFileSync(folder.at('page.html'), 'utf8');
  expect(html).not.toContain('modify_pagetable(struct job');
  const [file] = tablewalk('corpus', 'list', '--dir', folder.at('out')).split(' ');
  expect(readFileSync(file, 'utf8')).not.toContain('flush_tlb_kernel_range');
});
