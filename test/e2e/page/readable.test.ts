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

/** In the page: the position and what is too wide, for each step in turn; a round trip a step would cost more. */
const widthsOfSteps = `(async () => {
  const turnOfLoop = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); done(); };
    port2.postMessage(null);
  });
  const slider = document.querySelector('input[type=range]');
  const seen = [];
  for (;;) {
    const { scrollWidth, clientWidth } = document.documentElement;
    seen.push([Number(slider.value), scrollWidth - clientWidth]);
    if (slider.value === slider.max) return seen;
    const before = slider.value;
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    while (slider.value === before) await turnOfLoop();
  }
})()`;

describe.each(files)('%s', (file) => {
  test.each(widths)('%i pixels: nothing is wider than the page, at any step', async (width) => {
    const { page } = await browser.open(file, { viewport: { width, height: 900 }, at: 0 });
    const last = Number(await page.getByRole('slider').getAttribute('max'));
    const wide = await page.evaluate<[number, number][]>(widthsOfSteps);
    expect(wide.filter(([, excess]) => excess !== 0)).toEqual([]);
    expect(wide.map(([at]) => at)).toEqual(expect.arrayContaining([0, last]));
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
