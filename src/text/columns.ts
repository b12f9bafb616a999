/** Rows of numbers under a header, aligned right; a last column of words is aligned left. */
import { lineColumns } from './paragraph.ts';

export function columns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  style: 'numbers' | 'text last' = 'numbers',
): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const last = head.length - 1;
  return all.map((row) => {
    const cells = row.map((cell, column) =>
      style === 'text last' && column === last ? cell : cell.padStart(widths[column]),
    );
    const line = `  ${cells.join('  ')}`.trimEnd();
    return line.length <= lineColumns() ? line : `${line.slice(0, lineColumns() - 3)}...`;
  });
}
