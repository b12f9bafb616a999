/** Writes JSON piece by piece, with the same bytes as `JSON.stringify(value, null, 2)`. */

/** The sink of a document. `encode` escapes text for the output; bytes may be written again. */
export interface ByteSink {
  readonly encode: (text: string) => Uint8Array;
  readonly write: (bytes: Uint8Array) => void;
}

export class JsonPieces {
  private readonly sink: ByteSink;
  private readonly comma: Uint8Array;

  constructor(sink: ByteSink) {
    this.sink = sink;
    this.comma = sink.encode(',');
  }

  text(text: string): void {
    this.sink.write(this.sink.encode(text));
  }

  /** An element of a list: on a line of its own. */
  element(value: unknown, depth: number): Uint8Array {
    return this.sink.encode(`${lineAt(depth)}${jsonAt(value, depth)}`);
  }

  /** The end of a document of `aroundList`, after the elements of its list. */
  endDocument(tail: string): void {
    this.text(`${lineAt(1)}]${tail}\n`);
  }

  /** A list of elements already serialised; `depth` is that of the line on which it starts. */
  list(pieces: Iterable<Uint8Array>, depth: number): void {
    let isFirst = true;
    for (const piece of pieces) {
      if (isFirst) this.text('[');
      else this.sink.write(this.comma);
      this.sink.write(piece);
      isFirst = false;
    }
    this.text(isFirst ? '[]' : `${lineAt(depth)}]`);
  }
}

/** A new line, indented. */
export function lineAt(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}

/** A value that starts in a line of that depth. */
export function jsonAt(value: unknown, depth: number): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', lineAt(depth));
}

/** The text of an object before and after the value of a field that is an empty list in the object. */
export function aroundList(document: object, field: string): { head: string; tail: string } {
  const text = JSON.stringify(document, null, 2);
  // Only a field of the outermost object is preceded by two spaces.
  const name = `\n  ${JSON.stringify(field)}: `;
  const at = text.indexOf(`${name}[]`) + name.length;
  return { head: text.slice(0, at), tail: text.slice(at + '[]'.length) };
}
