/** Line breaking and number formatting in reports. */
import { expect, test } from 'vitest';
import { commandLines, formatBytes, grouped, paragraph, table } from '../../src/text/paragraph.ts';
import { anywhere } from '../../src/text/shell.ts';

test('a paragraph breaks at spaces and keeps its indent', () => {
  const lines = paragraph('word '.repeat(20), 'Head: ', '  ');
  expect(lines).toEqual([`Head: ${'word '.repeat(13).trim()}`, `  ${'word '.repeat(7).trim()}`]);
});

test('a word longer than a line is not split, so that paths can be copied', () => {
  expect(paragraph('x'.repeat(100))).toEqual(['x'.repeat(100)]);
});

test('a long command continues after a backslash', () => {
  const flags = ['--alpha 1', '--beta 2', '--gamma 3', '--delta 4', '--epsilon 5', '--zeta 6'];
  expect(
    commandLines(`tablewalk check ${flags.join(' ')}`, anywhere).join('\n'),
  ).toMatchInlineSnapshot(`
    "  tablewalk check --alpha 1 --beta 2 --gamma 3 --delta 4 --epsilon 5 \\
        --zeta 6"
  `);
});

test('columns are aligned and the last one wraps', () => {
  expect(
    table([
      ['a', 'one'],
      ['long', 'word '.repeat(16)],
    ]).join('\n'),
  ).toMatchInlineSnapshot(`
    "  a     one
      long  word word word word word word word word word word word word word
            word word word"
  `);
});

test('numbers', () => {
  expect([0, 999, 1000, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([4096, 1536 * 1024, 2 ** 31].map(formatBytes)).toEqual(['4 KiB', '1.5 MiB', '2 GiB']);
});
