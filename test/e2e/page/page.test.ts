/** The page in Chromium: its controls and keys; each step agrees with the JSON. */
import { inflateRawSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { placeOf } from '../../../page/step-place.ts';
import type { ShowDocument } from '../../../src/commands/show/document.ts';
import { unpackDocument } from '../../../src/commands/show/page-document.ts';
import type { StepState } from '../../../src/subjects/vmem/trace/step-state.ts';
import { type OpenOptions, type OpenPage, PageBrowser, shownJson } from './open-page.ts';

const shared = 'corpus/F02-mark-left-out--linux-5.10.json';
const marked = 'corpus/F01-lost-error-code-next-section-marked--linux-5.10.json';

let browser: PageBrowser;
let document: ShowDocument;
let opened: OpenPage[] = [];
beforeAll(async () => {
  browser = await PageBrowser.start();
  document = shownJson(shared);
});
afterAll(() => browser.stop());
// After every test: nothing was fetched, and the console is empty.
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

function position(page: Page): Promise<number> {
  return page.getByRole('slider').inputValue().then(Number);
}

function button(page: Page, name: string) {
  return page.getByRole('region', { name: 'player' }).getByRole('button', { name, exact: true });
}

test('it opens at the violation, and explains it', async () => {
  const page = await open(shared);
  expect(await page.title()).toBe('linux-5.10 violates unused-means-unused - tablewalk');
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
    '✗ Violated: A memmap block is freed only if no live section uses any of it.',
  );
  expect(await position(page)).toBe(46);
  expect(await page.locator('.words p').allInnerTexts()).toEqual([
    'Step 37 of 50, operation 3: remove section 2, vmemmap_free(0x84000, 0x86000)',
    'free block b1',
    'Returns memory to the allocator, which may hand it out again immediately.',
    '✗ The claim is violated here: a mapped block was freed while part of it is live.',
    'Also noted: something was freed while an entry names it; something was freed while a TLB may hold it.',
  ]);
  expect(await page.locator('.said').allInnerTexts()).toEqual([
    'block b1 FREED, all 0xFD; used by section 3',
  ]);
});

describe('each control', () => {
  test.each([
    ['first', 46, 0],
    ['previous operation', 46, 38],
    ['previous step', 46, 45],
    ['next step', 46, 47],
    ['next operation', 4, 22],
    ['last', 46, 62],
    ['Violation', 4, 46],
  ])('%s: from %i to %i', async (name, from, to) => {
    const page = await open(shared, { at: from });
    expect(await position(page)).toBe(from);
    await button(page, name).click();
    expect(await position(page)).toBe(to);
  });

  test('a button without a target is disabled but visible', async () => {
    const page = await open(shared, { at: 0 });
    const first = button(page, 'first');
    expect(await first.getAttribute('aria-disabled')).toBe('true');
    await first.focus();
    await page.keyboard.press('Enter');
    expect(await position(page)).toBe(0);
  });

  test('the slider', async () => {
    const page = await open(shared);
    await page.getByRole('slider').fill('18');
    expect(await page.locator('.step-text').innerText()).toBe('memset 0x84000 +512 = 0');
  });

  test('a step of the list', async () => {
    const page = await open(shared);
    await page.getByRole('button', { name: '28 unused_pmd_start = none' }).click();
    expect(await position(page)).toBe(35);
    expect(await page.locator('[aria-current=step]').innerText()).toContain(
      'unused_pmd_start = none',
    );
  });

  test('reads are shown and listed on request', async () => {
    const page = await open(shared, { at: 2 });
    expect(await page.getByRole('button', { name: '2 read pud 0x20000: empty' }).count()).toBe(0);
    await page.getByLabel('stop at reads, too').check();
    expect(await page.getByRole('button', { name: '2 read pud 0x20000: empty' }).count()).toBe(1);
    await button(page, 'next step').click();
    expect(await position(page)).toBe(3);
  });

  test('the step at which another claim is violated', async () => {
    const page = await open(marked);
    const claim = page.locator('[data-claim=success-means-mapped]');
    expect(await claim.innerText()).toContain('✗');
    await claim.getByRole('button', { name: 'return after step 16' }).click();
    expect(await page.locator('.words .noted').innerText()).toContain('a call returned 0');
  });

  test('dark and light mode follow the system until the button is pressed', async () => {
    const page = await open(shared, { colorScheme: 'dark' });
    const toggle = page.getByRole('button', { name: 'Dark' });
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    const dark = await paper();
    await toggle.click();
    expect(await toggle.getAttribute('aria-pressed')).toBe('false');
    expect(await paper()).not.toBe(dark);
  });

  test('the story as text equals the output of show', async () => {
    const page = await open(shared);
    await page.getByText('The story as text, for a mail').click();
    expect(await page.locator('details pre').innerText()).toContain(
      '<-- here: a mapped block was freed while part of it is live',
    );
  });
});

test('threads: the position of each, a crash as a crash, and no section without changes', async () => {
  const page = await open('corpus/F22-dumper-meets-dcss--linux-5.10.json');
  expect(await page.locator('[data-thread]').allInnerTexts()).toEqual([
    '1 dcss\tin vmem_remove_mapping(0x70000, 0x1000), between free table t2 and clear pmd 0x70000\tvmem_mutex',
    '2 dumper made this step\tcrashed in "dump the page tables at 0x70000", at OOPS: follows pte 0x70000, whose table is freed\tnothing',
  ]);
  expect(await page.locator('.words .why').innerText()).toContain('An oops, or worse');
  expect(await page.locator('#strips').count()).toBe(0);
  expect(await page.locator('.address-space b').allInnerTexts()).toEqual([
    'DCSS',
    'vmemmap',
    'VMALLOC_START',
  ]);
});

describe('playing', () => {
  test('plays, stops at the violation, and pauses', async () => {
    const page = await open(shared, { at: 44 });
    await page.clock.install();
    await button(page, 'Play').click();
    await page.clock.runFor(1200);
    expect(await position(page)).toBe(45);
    await page.clock.runFor(1200);
    expect(await position(page)).toBe(46);
    await page.clock.runFor(5000);
    expect(await position(page)).toBe(46);
    await button(page, 'Play').click();
    await page.clock.runFor(1200);
    await button(page, 'Pause').click();
    await page.clock.runFor(5000);
    expect(await position(page)).toBe(47);
  });

  test('from the start', async () => {
    const page = await open(shared);
    await page.clock.install();
    await page.getByRole('button', { name: 'Play from the start' }).click();
    expect(await position(page)).toBe(0);
    await page.clock.runFor(1200);
    expect(await position(page)).toBe(1);
  });
});

describe('keys alone', () => {
  test('work wherever the focus is', async () => {
    const page = await open(shared);
    const visited: number[] = [];
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'End', 'v']) {
      await page.keyboard.press(key);
      visited.push(await position(page));
    }
    expect(visited).toEqual([0, 1, 2, 1, 62, 46]);
    await page.keyboard.press('Space');
    expect(await button(page, 'Pause').count()).toBe(1);
  });

  test('are not lost when they arrive faster than the page is drawn', async () => {
    const page = await open(shared, { at: 0 });
    await page.evaluate(`for (const key of ['ArrowRight', 'ArrowRight', 'PageDown', 'ArrowRight'])
      document.querySelector('input').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))`);
    // Two steps, to operation 2, and one step.
    await page.getByText('Step 18 of 50').waitFor();
  });

  test('move the focused slider once each', async () => {
    const page = await open(shared);
    await page.getByRole('slider').focus();
    const visited: number[] = [];
    for (const key of ['ArrowRight', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']) {
      await page.keyboard.press(key);
      visited.push(await position(page));
    }
    expect(visited).toEqual([47, 46, 38, 62, 0, 62]);
  });

  test('reach every control with Tab, and it is visible', async () => {
    const page = await open(shared);
    const names: string[] = [];
    for (let count = 0; count < 13; count++) {
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus');
      names.push(
        (await focused.getAttribute('aria-label')) ?? (await focused.innerText().catch(() => '')),
      );
      const outline = 'getComputedStyle(document.activeElement).outlineStyle';
      expect(await page.evaluate<string>(outline)).toBe('solid');
    }
    expect(names.map((name) => name.trim())).toEqual([
      'Dark',
      'Play from the start',
      'first',
      'previous operation',
      'previous step',
      'Play',
      'next step',
      'next operation',
      'last',
      'step',
      '',
      'all steps',
      'call vmem_add_mapping(0x20000, 0x10000)',
    ]);
    // The checkbox has a label instead of text.
    expect(await page.getByRole('checkbox', { name: 'stop at reads, too' }).count()).toBe(1);
  });
});

/** A state as shown by the page, as text. */
async function drawn(page: Page) {
  const texts = (selector: string) => page.locator(selector).allInnerTexts();
  return {
    frames: await texts('[data-frame] th'),
    counters: await texts('[data-counter]'),
    tail: await texts('[data-tail]'),
    mutex: await texts('[data-mutex]'),
    tables: (await texts('.table-title b')).toSorted(),
    cached: await page.locator('[data-cached]').getAttribute('data-cached'),
    text: await texts('.step-text'),
  };
}

/** The same state from the JSON. */
function expected(state: StepState, text: string) {
  const entries = state.tables.flatMap((table) => table.entries);
  const cached = entries.filter((entry) => entry.mayBeCached);
  return {
    frames: [...state.tables, ...state.memmap].map(({ name }) => name),
    counters: [state.counters.pte, state.counters.pmd, state.counters.pud].map(String),
    tail: [state.tail ?? 'none'],
    mutex: [state.mutex === null ? 'free' : `held by thread ${state.mutex}`],
    tables: state.tables.map(({ name }) => name).toSorted(),
    cached: String(cached.reduce((sum, { count }) => sum + count, 0)),
    text: [text],
  };
}

test.each([shared, marked])('%s: each step agrees with show --format json', async (file) => {
  const { initial, steps } = shownJson(file);
  const count = steps.at(-1)?.number;
  const page = await open(file, { at: 0 });
  await page.getByLabel('stop at reads, too').check();
  expect(await drawn(page)).toEqual(expected(initial, 'nothing is added yet'));
  for (const { index, state, text } of steps) {
    await page.keyboard.press('ArrowRight');
    await page.getByText(`${placeOf(steps[index])} of ${count}`, { exact: false }).waitFor();
    expect([index + 1, await drawn(page)]).toEqual([index + 1, expected(state, text)]);
  }
});

test('the document in the page equals show --format json', async () => {
  const page = await open(shared);
  const text = await page.locator('#counterexample').textContent();
  const json = inflateRawSync(Buffer.from(text ?? '', 'base64')).toString();
  expect(unpackDocument(JSON.parse(json)).show).toEqual(document);
});
