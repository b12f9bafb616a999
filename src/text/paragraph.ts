/** Plain ASCII text that fits a mail (72 columns) or a terminal. */
import { anywhere, commandHere, type Self } from './shell.ts';

/** Width of text for files, mails and programs. */
const mailColumns = 72;
/** Narrower lines break sentences too often, longer ones are hard to read. */
const columnsMin = 60;
const columnsMax = 100;

/** Passed to every function that makes text. */
const medium = { columns: mailColumns };

/** Maximum length of a line. */
export function lineColumns(): number {
  return medium.columns;
}

/** Number of columns of a terminal; undefined if there is no terminal. */
export function columnsFor(terminalColumns: number | undefined): number {
  if (terminalColumns === undefined) return mailColumns;
  return Math.min(columnsMax, Math.max(columnsMin, terminalColumns));
}

/** Runs `make` with lines of at most this number of columns. */
export function inColumns(columns: number, make: () => string): string {
  const before = medium.columns;
  medium.columns = columns;
  try {
    return make();
  } finally {
    medium.columns = before;
  }
}

/** Breaks a text at spaces. `first` starts the first line, `rest` (of the same length) the others. */
export function paragraph(text: string, first = '', rest = ' '.repeat(first.length)): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const space = isEmpty ? '' : ' ';
    if (!isEmpty && line.length + space.length + word.length > lineColumns()) {
      lines.push(line);
      line = rest + word;
    } else {
      line += space + word;
    }
    isEmpty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}

/** A space before an option, but not within single quotes, where a backslash would not join the lines. */
const beforeOption = / (?=--)(?=(?:[^']|'[^']*')*$)/;

/** A command that can be pasted: broken before options, with a backslash at line ends. */
export function commandLines(command: string, self: Self, indent = '  '): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const part of commandHere(command, self).split(beforeOption)) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + part.length + 3 > lineColumns()) {
      lines.push(`${line} \\`);
      line = `${indent}  ${part}`;
    } else {
      line += isFirst ? part : ` ${part}`;
    }
  }
  return [...lines, line];
}

/** Rows with aligned columns; the last column may wrap. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  return rows.flatMap((row) => {
    const head = row.slice(0, -1).map((cell, column) => cell.padEnd(widths[column]));
    const first = `${indent}${head.join('  ')}${head.length > 0 ? '  ' : ''}`;
    return paragraph(row.at(-1) ?? '', first);
  });
}

/** 1234567 → 1,234,567. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** 4096 → 4 KiB. */
export function formatBytes(bytes: number): string {
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}

/** Colours of a report. No report depends on colours. */
export interface Paint {
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
  readonly unsure: (text: string) => string;
  readonly strong: (text: string) => string;
  /** Prefix of the commands and package files that the report names. */
  readonly self: Self;
}

const plainText = (text: string): string => text;
export const plain: Paint = {
  bad: plainText,
  good: plainText,
  unsure: plainText,
  strong: plainText,
  self: anywhere,
};
