/** The manual stays short, and counts come from the program. */
import { expect, test } from 'vitest';
import { countHandwrittenLines, handwritten } from '../../docs-tools/page.ts';
import { filesBelow, filesNamed, type TextFile } from './files.ts';

const linesMax = 2300;
const roomLinesMax = 30;

const manual = [
  ...filesNamed('README.md', 'CONTRIBUTING.md'),
  ...filesBelow('docs', '.md').filter(({ path }) => !path.startsWith('docs/api/')),
];
const rooms = ['src', 'page', 'test', 'bench', 'docs-tools'].flatMap((folder) =>
  filesBelow(folder, 'README.md'),
);

function linesOf({ text }: TextFile): number {
  return countHandwrittenLines(text);
}

test(`the manual has at most ${linesMax} hand-written lines`, () => {
  const total = manual.reduce((sum, file) => sum + linesOf(file), 0);
  expect(total).toBeLessThanOrEqual(linesMax);
});

test(`a README of a folder has at most ${roomLinesMax} lines`, () => {
  expect(rooms.map(({ path }) => path)).toContain('src/README.md');
  expect(rooms.filter((file) => linesOf(file) > roomLinesMax).map(({ path }) => path)).toEqual([]);
});

/** Every count of items in the program comes from the program: docs/output/lists.md. */
const count =
  /\b\d+ (?:(?:different|known) )?(?:revisions|invariants|mutants|presets|recordings)\b/g;

test('no page states a count that the program can print', () => {
  const reported = [...manual, ...rooms].flatMap((file) =>
    [...handwritten(file.text).matchAll(count)].map(([words]) => `${file.path}: ${words}`),
  );
  expect(reported).toEqual([]);
});
