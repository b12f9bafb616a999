/**
 * Generated blocks of the manual whose commands write files or take long, compared with the real
 * program.
 */
import { expect, test } from 'vitest';
import { pagesWithBlocks, remadePage, slowPages, writingPages } from '../../docs-tools/pages.ts';
import { inScratch } from '../../docs-tools/scratch.ts';

const pages = pagesWithBlocks().filter(({ path }) =>
  [...writingPages, ...slowPages].includes(path),
);

test.each(pages)('$path', async (page) => {
  expect(await inScratch((program) => remadePage(page, program))).toBe(page.text);
});
