/**
 * The generated blocks of the manual match the program's current output; `npm run docs:make`
 * regenerates them.
 */
import { expect, test } from 'vitest';
import {
  gatePage,
  pagesWithBlocks,
  remadePage,
  seriesPage,
  slowPages,
  writingPages,
} from '../../docs-tools/pages.ts';
import { cli } from '../support/fake-io.ts';

const elsewhere = [...writingPages, ...slowPages, gatePage, seriesPage];
const pages = pagesWithBlocks();
const self = { program: 'npx tablewalk', folder: '' };

test('generated pages exist, including those made by processes', () => {
  const paths = pages.map(({ path }) => path);
  expect(elsewhere.filter((path) => !paths.includes(path))).toEqual([]);
});

test.each(pages.filter(({ path }) => !elsewhere.includes(path)))('$path', async (page) => {
  expect(await remadePage(page, (argv) => cli(argv, { self }))).toBe(page.text);
});
