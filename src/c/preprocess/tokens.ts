/** Splits C source into tokens. Comments and white space become one token each, so that nothing is lost. */
import { stopIfDueNowAndThen } from '../../stop.ts';
import { BracketDepth, tokensMax } from '../bounds.ts';
import { Refusal } from '../refusal.ts';
import type { SourceText } from '../source-text.ts';

export type TokenKind =
  | 'name'
  | 'number'
  | 'string'
  | 'character'
  | 'punctuation'
  | 'blank'
  | 'newline';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Its origin; for an expanded macro, the position of the use. */
  readonly start: number;
  readonly end: number;
  /** Macros that must not expand this name again, because it came from their own expansion. */
  readonly hidden?: ReadonlySet<string> | undefined;
}

const punctuators =
  /\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\*=|\/=|%=|&=|\^=|\|=|##|[^\s\w]/y;

/** By kind, in the order in which they are tried; each matches at the current offset only. */
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['name', /[A-Za-z_]\w*/y],
  ['number', /\.?\d(?:[eEpP][+-]|[\w.])*/y],
  ['string', /"(?:[^"\\\n]|\\[\s\S])*"/y],
  ['character', /'(?:[^'\\\n]|\\[\s\S])*'/y],
  ['punctuation', punctuators],
];

export function tokensOf(source: SourceText): Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  const depth = new BracketDepth(source);
  let at = 0;
  while (at < text.length) {
    stopIfDueNowAndThen();
    const token = tokenAt(source, at);
    depth.see(token);
    if (tokens.length === tokensMax) {
      throw new Refusal({ source, ...token }, `the text has more than ${tokensMax} tokens`);
    }
    if (token.text === '"' || token.text === "'") {
      throw new Refusal({ source, start: at, end: at + 1 }, 'this literal is not closed');
    }
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function tokenAt(source: SourceText, at: number): Token {
  const { text } = source;
  if (text[at] === '\n') return { kind: 'newline', text: '\n', start: at, end: at + 1 };
  const blankEnd = endOfBlank(source, at);
  if (blankEnd > at) {
    // Only the line ends of comments are kept.
    const blank = text.slice(at, blankEnd).replace(/[^\n]/g, ' ');
    return { kind: 'blank', text: blank, start: at, end: blankEnd };
  }
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return { kind, text: match[0], start: at, end: at + match[0].length };
  }
  throw new Refusal({ source, start: at, end: at + 1 }, 'this character is not understood');
}

/**
 * The end of the white space and comments at `start`; a backslash at the end of a line counts as white
 * space.
 */
function endOfBlank(source: SourceText, start: number): number {
  const { text } = source;
  let at = start;
  for (;;) {
    const character = text[at];
    if (character === '/' && text[at + 1] === '/') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (character === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      if (end < 0)
        throw new Refusal({ source, start: at, end: at + 2 }, 'this comment is not closed');
      at = end + 2;
    } else if (character === '\\' && /^\r?\n/.test(text.slice(at + 1, at + 3))) {
      at = text.indexOf('\n', at) + 1;
    } else if (character !== undefined && ' \t\f\v\r\u00a0\ufeff'.includes(character)) {
      at++;
    } else {
      return at;
    }
  }
}

/** Neither white space nor a comment. */
export function isSolid(token: Token): boolean {
  return token.kind !== 'blank' && token.kind !== 'newline';
}
