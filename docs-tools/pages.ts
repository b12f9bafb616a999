/** The pages with generated blocks, and how each is made. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBlock } from './make-block.ts';
import { remade } from './page.ts';
import type { Program } from './program.ts';

/** The folders with the documents of the manual. */
const folders = ['.', 'docs', 'docs/output', 'corpus', 'bench', 'test/golden'];

/** Their commands write files, so they need a separate folder. */
export const writingPages: readonly string[] = ['README.md', 'docs/TUTORIAL.md'];

/** Their commands take tens of seconds, so a test runs them as processes. */
export const slowPages: readonly string[] = ['docs/output/claims.md', 'docs/output/recordings.md'];

/** Takes half a minute; the test of the mutation gate compares it with the result that it has anyway. */
export const gatePage = 'docs/output/mutants.md';

/** Takes minutes; the test of the verdicts of `series all` compares it with its own result. */
export const seriesPage = 'docs/output/series.md';

export interface Page {
  readonly path: string;
  readonly text: string;
}

export function pagesWithBlocks(): Page[] {
  return folders
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => text.includes('\n<!-- made: ') && !text.startsWith('# Changelog'));
}

export function remadePage({ text }: Page, program: Program): Promise<string> {
  return remade(text, (request) => makeBlock(request, program));
}
