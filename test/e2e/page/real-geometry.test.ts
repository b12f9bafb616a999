/** Pages of a real geometry: large tables, long loops, and windows of long stories. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { type OpenOptions, type OpenPage, PageBrowser } from './open-page.ts';

const real = 'test/page/vmem/real3-unused-means-unused.json';

let browser: PageBrowser;
let opened: OpenPage[] = [];
beforeAll(async () => {
  browser = await PageBrowser.start();
});
afterAll(() => browser.stop());
afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints);
  for (const { page } of opened) await page.context().close();
  opened = [];
  expect(complaints).toEqual([]);
});

async function open(file: string, options: OpenOptions = {}): Promise<Page> {
  const one = await browser.open(file, options);
  opened.push(one);
  return one.page;
}

test.each([1400, 1000, 400])(
  '%i pixels: no cell is cut off, and the root is in sight',
  async (width) => {
    const page = await open(real, { viewport: { width, height: 900 } });
    const cut = `[...document.querySelectorAll('.tree li')]
    .filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent)`;
    expect(await page.evaluate<string[]>(cut)).toEqual([]);
    const root = await page.locator('[data-table=root] li:not(.gap)').first().boundingBox();
    expect(root?.x).toBeGreaterThan(0);
    expect((root?.x ?? width) + (root?.width ?? 0)).toBeLessThan(width);
    expect(await page.locator('.tree li.leaf.direct').innerText()).toMatch(
      /0x20000000 ×512\s+identity/,
    );
  },
);

test('changes of a step are scrolled into view', async () => {
  const page = await open(real, { at: 2175, viewport: { width: 1000, height: 900 } });
  const [cell, panel] = await Promise.all(
    ['.tree li.changed', '#tree .scroll'].map((one) => page.locator(one).boundingBox()),
  );
  expect(await page.locator('.tree li.changed').innerText()).toContain('b11');
  expect((cell?.x ?? 0) + (cell?.width ?? 0)).toBeLessThanOrEqual(
    (panel?.x ?? 0) + (panel?.width ?? 0) + 0.5,
  );
});

test('a loop is folded in the list, and can be opened', async () => {
  const page = await open(real);
  const list = page.locator('.steps');
  const folded = list.getByRole('button', { name: '… 254 steps like these' });
  const count = await folded.count();
  expect(count).toBeGreaterThan(0);
  expect(await list.getByRole('button').count()).toBeLessThan(150);
  await folded.first().click();
  expect(await folded.count()).toBe(count - 1);
  expect(await list.getByRole('button').count()).toBeGreaterThan(254);
});

describe('a window of a story', () => {
  const part = { from: 2000, to: 2100 };

  test.each([1200, 400])(
    '%i pixels: shows its steps and the command for the rest',
    async (width) => {
      const page = await open(real, { part, viewport: { width, height: 900 } });
      const lines = await page.locator('.part p').allInnerTexts();
      expect(lines.map((line) => line.replace(/: .*tablewalk show/, ': tablewalk show'))).toEqual([
        'Steps 2000 to 2100 of 2703. The state is that of the whole story.',
        `Steps 1899 to 1999: tablewalk show ${real} --format html --from 1899 --to 1999 --out page.html`,
        `Steps 2101 to 2201: tablewalk show ${real} --format html --from 2101 --to 2201 --out page.html`,
      ]);
      const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate<number>(wide)).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
    },
  );

  test('a claim violated after the window is not violated at its end', async () => {
    const page = await open(real, { part });
    expect(await page.locator('[data-claim=unused-means-unused] .moment').innerText()).toBe(
      'not violated up to step 2100',
    );
  });

  test('a claim violated before the window is violated', async () => {
    const page = await open(real, { part: { from: 2600, to: 2700 } });
    const claim = page.locator('[data-claim=unused-means-unused]');
    expect(await claim.getAttribute('class')).toBe('broken');
    expect(await claim.locator('.moment').innerText()).toMatch(
      /^violated at step \d+, which is not on this page$/,
    );
  });
});
