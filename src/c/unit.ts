/** A text after preprocessing and parsing, and what a declaration in it declares. */
import type { OutputText } from './preprocess/output-text.ts';
import type { SyntaxNode } from './syntax.ts';
import type { Type } from './types.ts';

/** A text after preprocessing and parsing. */
export interface Unit {
  readonly output: OutputText;
  readonly root: SyntaxNode;
  readonly locks: readonly string[];
  /** Its names precede those of the environment: the checked text, or a table of the user. */
  readonly isPreferred: boolean;
}

export interface Declared {
  readonly name: string;
  readonly type: Type;
  readonly node: SyntaxNode;
}
