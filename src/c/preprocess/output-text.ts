/** The preprocessed text, with the origin of each part. */
import { BracketDepth, expandedTextMax } from '../bounds.ts';
import { Refusal } from '../refusal.ts';
import type { SourceText, Span } from '../source-text.ts';
import type { Token } from './tokens.ts';

export class OutputText {
  private readonly source: SourceText;
  private readonly parts: string[] = [];
  /** Per token: its start in the output, and its range in the source. */
  private readonly starts: number[] = [];
  private readonly tokens: Token[] = [];
  private readonly depth: BracketDepth;
  private length = 0;

  constructor(source: SourceText) {
    this.source = source;
    this.depth = new BracketDepth(source);
  }

  get text(): string {
    return this.parts.join('');
  }

  add(token: Token): void {
    this.starts.push(this.length);
    this.tokens.push(token);
    this.parts.push(token.text);
    this.length += token.text.length;
    this.depth.see(token);
    if (this.length > expandedTextMax) {
      const { start, end } = token;
      const message = `the text is longer than ${expandedTextMax} characters, with its macros expanded`;
      throw new Refusal({ source: this.source, start, end }, message);
    }
  }

  /** The range of the source that [start, end) of the output came from. */
  spanOf(start: number, end: number): Span {
    const { source } = this;
    if (this.tokens.length === 0) return { source, start: 0, end: 0 };
    const first = this.indexAt(start);
    const last = this.indexAt(Math.max(start, end - 1));
    const token = this.tokens[first];
    const inside = start - this.starts[first];
    // A token of an expansion has the position of the whole use.
    const isPlain = token.text.length === token.end - token.start;
    const from = token.start + (isPlain ? Math.min(inside, token.text.length) : 0);
    return { source, start: from, end: Math.max(from, this.tokens[last].end) };
  }

  private indexAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
