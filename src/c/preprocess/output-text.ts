/** The preprocessed text, with the origin of each part. */
import { BracketDepth, expandedTextMax } from '../bounds.ts';
import { Refusal } from '../refusal.ts';
import type { SourceText, Span } from '../source-text.ts';
import type { Token } from './tokens.ts';

/** Per token: its start in the output, and its range in the source. */
const wordsPerToken = 3;

/** Plain data, without the source. */
export interface OutputData {
  readonly text: string;
  readonly origins: Int32Array<ArrayBuffer>;
}

export function outputOf(source: SourceText, tokens: readonly Token[]): OutputData {
  const origins = new Int32Array(tokens.length * wordsPerToken);
  const depth = new BracketDepth(source);
  const parts: string[] = [];
  let length = 0;
  for (const token of tokens) {
    const { text, start, end } = token;
    const at = parts.length * wordsPerToken;
    origins[at] = length;
    origins[at + 1] = start;
    origins[at + 2] = end;
    parts.push(text);
    length += text.length;
    depth.see(token);
    if (length > expandedTextMax) {
      const message = `the text is longer than ${expandedTextMax} characters, with its macros expanded`;
      throw new Refusal({ source, start, end }, message);
    }
  }
  return { text: parts.join(''), origins };
}

export class OutputText {
  readonly source: SourceText;
  readonly text: string;
  private readonly origins: Int32Array;

  constructor(source: SourceText, { text, origins }: OutputData) {
    this.source = source;
    this.text = text;
    this.origins = origins;
  }

  /** The range of the source that [start, end) of the output came from. */
  spanOf(start: number, end: number): Span {
    const { source, origins, text } = this;
    if (origins.length === 0) return { source, start: 0, end: 0 };
    const first = this.tokenAt(start);
    const last = this.tokenAt(Math.max(start, end - 1));
    const from = origins[first + 1];
    const length = (origins[first + wordsPerToken] ?? text.length) - origins[first];
    // A token of an expansion has the position of the whole use.
    const isPlain = length === origins[first + 2] - from;
    const begin = from + (isPlain ? Math.min(start - origins[first], length) : 0);
    return { source, start: begin, end: Math.max(begin, origins[last + 2]) };
  }

  /** The source range of the token at an offset of the output. */
  private tokenAt(offset: number): number {
    const { origins } = this;
    let low = 0;
    let high = origins.length / wordsPerToken - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (origins[middle * wordsPerToken] <= offset) low = middle;
      else high = middle - 1;
    }
    return low * wordsPerToken;
  }
}
