/** The made blocks of the manual are what the program says now; `npm run docs:make` writes them anew. */
import { expect, test } from 'vitest';
import { requestsOf } from '../../docs-tools/page.ts';
import {
  pagesWithBlocks,
  remadePage,
  seriesPage,
  slowPages,
  writingPages,
} from '../../docs-tools/pages.ts';
import { cli } from '../support/fake-io.ts';
import { filesBelow, filesNamed } from '../tidy/files.ts';

const elsewhere = [...writingPages, ...slowPages, seriesPage];
const pages = pagesWithBlocks();
const self = { program: 'npx tablewalk', folder: '' };

test('there are such pages, and those that processes make are among them', () => {
  const paths = pages.map(({ path }) => path);
  expect(elsewhere.filter((path) => !paths.includes(path))).toEqual([]);
});

test('no other document has such a block: nothing would compare it', () => {
  const documents = [
    ...filesNamed('README.md', 'CONTRIBUTING.md'),
    ...['bench', 'corpus', 'docs', 'docs-tools', 'examples', 'page', 'src', 'test'].flatMap(
      (folder) => filesBelow(folder, '.md'),
    ),
  ];
  const paths = pages.map(({ path }) => path);
  const others = documents.filter(({ path }) => !paths.includes(path));
  expect(others.filter(({ text }) => requestsOf(text).length > 0)).toEqual([]);
});

test.each(pages.filter(({ path }) => !elsewhere.includes(path)))('$path', async (page) => {
  expect(await remadePage(page, (argv) => cli(argv, { self }))).toBe(page.text);
});
