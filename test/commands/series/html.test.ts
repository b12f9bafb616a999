/** The page of a series: well-formed, self-contained, with a story for each violated cell. */
import { beforeAll, expect, test } from 'vitest';
import { cli } from '../../support/fake-io.ts';

let page = '';
beforeAll(async () => {
  const narrow = ['--revisions', 'linux-5.9,linux-5.10', '--contract', 'kernel'];
  const claims = [
    ...[
      '--invariants',
      'success-means-mapped,no-write-unmapped,unused-means-unused,walk-stays-in-tables',
    ],
    '--no-files',
  ];
  page = (await cli(['series', 'v2', ...narrow, ...claims, '--format', 'html'])).stdout;
});

const withoutEnd = ['meta', '!DOCTYPE'];

/** Tags that are closed by the wrong tag or not at all. */
function misnested(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name] of html.matchAll(/<(\/?)([!a-zA-Z][a-zA-Z0-9]*)[^>]*>/g)) {
    if (withoutEnd.includes(name)) continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

test('an unclosed tag is detected', () => {
  expect(misnested('<p><b>x</p>')).toEqual(['p', 'p']);
});

test('every tag is closed, every id is unique, and every button opens an existing id', () => {
  expect(misnested(page)).toEqual([]);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const targets = [...page.matchAll(/ popovertarget="([^"]+)"/g)].map(([, id]) => id);
  expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  expect(new Set(targets).size).toBe(6);
});

test('nothing is fetched and nothing is executed', () => {
  expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import|\son\w+=/i);
});

test('the story of a violated cell is the one of show', () => {
  const start = page.indexOf('<section id="kernel--linux-5.10--success-means-mapped"');
  const story = page.slice(start, page.indexOf('</section>', start));
  expect(story).toContain('linux-5.10 violates success-means-mapped\nA call that returns 0');
  expect(story.replace(/\n +/g, ' ')).toContain(
    '&lt;-- here: a call returned 0 and part of its range is not mapped',
  );
  expect(story).toContain('tablewalk check --revision linux-5.10');
});

test('every colour has a symbol', () => {
  expect(page).toMatch(/<button class="cell violated"[^>]*aria-label="[^"]+"[^>]*>✗1<\/button>/);
  expect(page).toMatch(/<span class="cell holds" role="img" aria-label="holds"[^>]*>✓<\/span>/);
});

test('a cell shows whether it is a cause, and its story lists what the cause depends on', () => {
  expect(page).toMatch(/<button class="cell follows"[^>]*>↳2<\/button>/);
  expect(page).toContain(
    'title="linux-5.10, no-write-unmapped: violated in 2 operations. Follows from success-means-mapped or unused-means-unused."',
  );
  expect(page).toContain('<td class="findings">F01, F02</td>');
  expect(page).toContain(
    '<p>Violated by itself: F01, a failed table allocation is reported as success; needs an add that needs',
  );
});
