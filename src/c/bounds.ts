/** Limits on the size of a text: larger input is rejected early, with its position. */
import { Refusal } from './refusal.ts';
import type { SourceText } from './source-text.ts';

/** Nesting depth of brackets, conditions and types; kernel code has about 20. */
export const nestingMax = 200;

/** Tokens of a text; vmem.c has about 5,000. */
export const tokensMax = 1_000_000;

/** Characters of a text after macro expansion; vmem.c has 20,000. */
export const expandedTextMax = 2_000_000;

/** Statements and expressions of all functions reachable from the entry points; vmem.c has about 5,000. */
export const loweredMax = 200_000;

/** Maximum number of reported errors. */
export const refusalsMax = 100;

/** Fields of a struct, including those of nested structs. */
export const fieldsMax = 1000;

const step: ReadonlyMap<string, number> = new Map([
  ['(', 1],
  ['[', 1],
  ['{', 1],
  [')', -1],
  [']', -1],
  ['}', -1],
]);

/** Tracks the nesting of brackets while tokens are read. */
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
    // Each branch of an #if may open a bracket that is closed once after it, or the other way round.
    this.depth = Math.max(0, this.depth + (step.get(text) ?? 0));
    if (this.depth <= nestingMax) return;
    const span = { source: this.source, start, end };
    throw new Refusal(span, `brackets are nested deeper than ${nestingMax}`);
  }
}
