/** Braces that have no partner: the parser would read the rest of the text as something else. */
import { Refusal } from '../refusal.ts';
import type { SourceText } from '../source-text.ts';
import type { Token } from './tokens.ts';

/** Throws a `Refusal` at the brace. An open one is that of the outermost block, usually a function. */
export function checkBraces(source: SourceText, tokens: readonly Token[]): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.text === '{') open.push(token);
    if (token.text !== '}' || open.pop() !== undefined) continue;
    throw new Refusal({ source, start: token.start, end: token.end }, 'this brace closes nothing');
  }
  const [first] = open;
  if (first === undefined) return;
  const { start, end } = first;
  throw new Refusal({ source, start, end }, 'this brace is not closed');
}
