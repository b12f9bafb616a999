/** Accessibility of the page: nothing overflows, wide or narrow; axe finds nothing, in light and dark. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { type OpenOptions, PageBrowser } from './open-page.ts';

/** Two and three levels of tables, blocks and pages, a KASAN shadow, two threads. */
const files = [
  'corpus/F02-mark-left-out--linux-5.10.json',
  'corpus/F01-lost-error-code-next-section-marked--linux-5.10.json',
  'corpus/F01-lost-error-code-fallback--linux-5.10.json',
  'corpus/F05-tables-stay-kasan--linux-5.10.json',
  'corpus/F12-shared-block-stays-56--v2-7.json',
  'corpus/F24-page-frame-walker--linux-5.10.json',
];

let browser: PageBrowser;
beforeAll(async () => {
  browser = await PageBrowser.start();
});
afterAll(() => browser.stop());

test('axe does find mistakes', async () => {
  const { page } = await browser.open(files[0]);
  await page.evaluate("document.querySelector('main').append(new Image())");
  expect(await violationsOf(page)).toEqual(['image-alt: <img>']);
  await page.context().close();
});

const widths = [1280, 400];

describe.each(files)('%s', (file) => {
  test.each(widths)('%i pixels: nothing is wider than the page, at any step', async (width) => {
    const { page } = await browser.open(file, { viewport: { width, height: 900 }, at: 0 });
    const last = Number(await page.getByRole('slider').getAttribute('max'));
    for (let at = 0; at <= last; at++) {
      const wide = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([at, wide]).toEqual([at, 0]);
      await page.keyboard.press('ArrowRight');
    }
    await page.context().close();
  });

  const looks: OpenOptions[] = widths.flatMap((width) => [
    { colorScheme: 'light', viewport: { width, height: 900 } },
    { colorScheme: 'dark', viewport: { width, height: 900 } },
  ]);
  test.each(looks)('axe: $colorScheme, $viewport.width pixels', async (look) => {
    // Colours are judged after their transitions have ended.
    const { page } = await browser.open(file, { ...look, reducedMotion: 'reduce' });
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });
});
