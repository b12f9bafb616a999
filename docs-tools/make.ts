/**
 * `npm run docs:make` regenerates every generated block; `npm run docs:check` lists the blocks that
 * differ.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pagesWithBlocks, remadePage } from './pages.ts';
import { inScratch } from './scratch.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false } },
});
const pages = pagesWithBlocks().filter(
  ({ path }) => positionals.length === 0 || positionals.includes(path),
);
for (const page of pages) {
  const text = await inScratch((program) => remadePage(page, program));
  const differs = text !== page.text;
  process.stdout.write(`${page.path}: ${differs ? 'differs' : 'is up to date'}\n`);
  if (!differs) continue;
  if (values.check) process.exitCode = 1;
  else writeFileSync(page.path, text);
}
