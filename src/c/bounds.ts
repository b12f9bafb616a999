/** How much of a text is read: what no person writes is refused with its place, before it costs time or memory. */
import { Refusal } from './refusal.ts';
import type { SourceText } from './source-text.ts';

/** Brackets, conditions and types within each other; code of a kernel has some 20. */
export const nestingMax = 200;

/** Tokens of a text; vmem.c has some 5,000. */
export const tokensMax = 1_000_000;

/** Characters of a text after its macros are expanded; vmem.c has 20,000. */
export const expandedTextMax = 2_000_000;

/** Statements and expressions of all functions that the entry points reach; those of vmem.c are some 5,000. */
export const loweredMax = 200_000;

/** Places that are reported. */
export const refusalsMax = 100;

/** Fields of a struct, those of the structs in it included. */
export const fieldsMax = 1000;

const step: ReadonlyMap<string, number> = new Map([
  ['(', 1],
  ['[', 1],
  ['{', 1],
  [')', -1],
  [']', -1],
  ['}', -1],
]);

/** Counts brackets as the tokens of a text go by. */
export class BracketDepth {
  private readonly source: SourceText;
  private depth = 0;

  constructor(source: SourceText) {
    this.source = source;
  }

  see({
    text,
    start,
    end,
  }: {
    readonly text: string;
    readonly start: number;
    readonly end: number;
  }): void {
    // The branches of an #if may each open what is closed once behind it, or the other way round.
    this.depth = Math.max(0, this.depth + (step.get(text) ?? 0));
    if (this.depth <= nestingMax) return;
    const span = { source: this.source, start, end };
    throw new Refusal(span, `brackets are nested deeper than ${nestingMax}`);
  }
}
