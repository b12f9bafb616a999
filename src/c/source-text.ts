/** A C source with its name: maps offsets to lines and columns. */

export interface Position {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

export class SourceText {
  /** As messages and stories name it. */
  readonly file: string;
  readonly text: string;
  /** The path that the user gave. */
  readonly path: string;
  /** Offset of the first character of each line. */
  private readonly lineStarts: readonly number[];

  constructor(file: string, text: string, path: string = file) {
    this.file = file;
    this.text = text;
    this.path = path;
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.lineStarts = starts;
  }

  positionAt(offset: number): Position {
    const { lineStarts } = this;
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lineStarts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - lineStarts[low] + 1 };
  }

  /** The text of a line, counted from 1, without its line end. */
  lineText(line: number): string {
    const end = this.lineStarts[line] ?? this.text.length + 1;
    return this.text.slice(this.lineStarts[line - 1], end - 1).replace(/\r$/, '');
  }
}

/** A half-open range of offsets in one text. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export function positionOf({ source, start }: Span): Position {
  return source.positionAt(start);
}

/** `vmem.c:12:3`. */
export function positionText({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}
