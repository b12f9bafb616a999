/**
 * The page of user-defined systems: its panels show fields, and its player is the one of every
 * subject.
 */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../../page/fields/rows.ts';
import { writeOwnCounterexample } from '../../support/own-counterexamples.ts';
import { folderForAllTests } from '../../support/temporary-folder.ts';
import { violationsOf } from './axe.ts';
import { type OpenOptions, type OpenPage, PageBrowser, shownJson } from './open-page.ts';

const folder = folderForAllTests();
let browser: PageBrowser;
let lostWakeup: string;
let tokenRing: string;
let opened: OpenPage[] = [];
beforeAll(async () => {
  browser = await PageBrowser.start();
  lostWakeup = await writeOwnCounterexample(folder, {
    system: 'examples/bounded-buffer/lost-wakeup.mjs',
    invariant: 'producer-runs-if-empty',
    actions: [
      'consumer 1 waits',
      'consumer 2 waits',
      'the producer puts an item and wakes consumer 1',
      'the producer waits',
      'consumer 1 takes the item and wakes consumer 2',
    ],
  });
  tokenRing = await writeOwnCounterexample(folder, {
    system: 'test/toys/models/token-ring.mjs',
    invariant: 'not-at-0',
    actions: ['(initial state)'],
  });
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

test('it opens at the violation, with the changes of the action', async () => {
  const page = await open(lostWakeup);
  expect(await page.title()).toBe('lost-wakeup violates producer-runs-if-empty - tablewalk');
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
    '✗ Violated: The producer does not wait while the buffer is empty.',
  );
  expect(await page.locator('.summary p').first().innerText()).toBe(
    'What you are looking at. The system that examples/bounded-buffer/lost-wakeup.mjs defines, one action at a time, with the state after each. These 5 actions are enough to violate the claim above: at step 5.',
  );
  expect(await page.locator('.words p').allInnerTexts()).toEqual([
    'Step 5 of 5',
    'consumer 1 takes the item and wakes consumer 2',
    'items: 1 -> 0, waiting[2]: true -> false.',
    '✗ The claim is violated here.',
  ]);
  expect(await page.locator('[data-field]').allInnerTexts()).toEqual([
    'items\t1\t0\tchanged',
    'waiting[0]\ttrue\ttrue\t',
    'waiting[1]\tfalse\tfalse\t',
    'waiting[2]\ttrue\tfalse\tchanged',
  ]);
  const claims = await page.locator('.claims li').allInnerTexts();
  expect(claims.map((text) => text.split(/\n+/))).toEqual([
    [
      '✗',
      'producer-runs-if-empty (this page)',
      'The producer does not wait while the buffer is empty.',
      'violated at step 5',
    ],
    [
      '✓',
      'no-deadlock',
      'An action is always possible, unless the run may stop.',
      'never violated here',
    ],
    [
      '✓',
      'somebody-consumes',
      'With an item in the buffer, a consumer runs.',
      'never violated here',
    ],
  ]);
});

test('it shows nothing of vmem.c', async () => {
  const page = await open(lostWakeup);
  expect(await page.locator('body').innerText()).not.toMatch(
    /memmap|kernel|mutex|page table|TLB|0xFD|section/i,
  );
  expect(await page.locator('.panel').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
    'fields',
    'claims',
  ]);
});

test('keys and buttons work; an action is one step, so there are no operation buttons', async () => {
  const page = await open(lostWakeup, { at: 2 });
  const slider = page.getByRole('slider');
  const visited: string[] = [];
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'End', 'v']) {
    await page.keyboard.press(key);
    visited.push(await slider.inputValue());
  }
  expect(visited).toEqual(['0', '1', '2', '1', '5', '5']);
  const player = page.getByRole('region', { name: 'player' });
  const names = await player
    .getByRole('button')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent));
  expect(names).toEqual(['first', 'previous step', ' Play', 'next step', 'last', '✗ Violation']);
  expect(await page.getByRole('checkbox').count()).toBe(0);
});

test('each step agrees with show --format json', async () => {
  const { initial, steps } = shownJson(lostWakeup) as unknown as {
    initial: object;
    steps: readonly { readonly text: string; readonly state: object }[];
  };
  const page = await open(lostWakeup, { at: 0 });
  expect(await page.locator('.words p').allInnerTexts()).toEqual([
    'Start of 5 steps',
    'the initial state',
    'No action has been taken yet.',
  ]);
  for (const [index, { text, state }] of steps.entries()) {
    await page.keyboard.press('ArrowRight');
    await page.getByText(`Step ${index + 1} of 5`).waitFor();
    expect(await page.locator('.step-text').innerText()).toBe(text);
    const before = index === 0 ? initial : steps[index - 1].state;
    expect(await page.locator('[data-field]').allInnerTexts()).toEqual(
      rowsOf(before, state).map((row) =>
        [row.name, row.before, row.after, row.isChanged ? 'changed' : ''].join('\t'),
      ),
    );
  }
});

test('a claim that the initial state violates', async () => {
  const page = await open(tokenRing);
  expect(await page.locator('.summary p').first().innerText()).toContain(
    'This state is enough to violate the claim above: at step 1.',
  );
  expect(await page.locator('.words p').allInnerTexts()).toEqual([
    'Step 1 of 1',
    '(initial state)',
    'Nothing changes.',
    '✗ The claim is violated here.',
  ]);
});

describe.each([1280, 400])('%i pixels', (width) => {
  test.each(['light', 'dark'] as const)(
    '%s: axe finds nothing, and nothing is wider',
    async (colorScheme) => {
      const viewport = { width, height: 900 };
      const page = await open(lostWakeup, { colorScheme, viewport, reducedMotion: 'reduce' });
      expect(await violationsOf(page)).toEqual([]);
      const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate<number>(wide)).toBe(0);
    },
  );
});
