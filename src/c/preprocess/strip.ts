/** Removes what only a compiler needs: attributes, and declarations by macro. */
import { stopIfDueNowAndThen } from '../../stop.ts';
import type { Vocabulary } from '../environment.ts';
import { isSolid, type Token } from './tokens.ts';

export interface Stripped {
  readonly tokens: Token[];
  /** Locks that the file defines, by name. */
  readonly locks: ReadonlySet<string>;
}

export function strip(tokens: readonly Token[], vocabulary: Vocabulary): Stripped {
  const kept: Token[] = [];
  const locks = new Set<string>();
  const closing = closingParentheses(tokens);
  let depth = 0;
  /** The index after the last token of `kept` that is neither white space nor a comment. */
  let solidEnd = 0;
  for (let at = 0; at < tokens.length; at++) {
    stopIfDueNowAndThen();
    const token = tokens[at];
    if (token.text === '{') depth++;
    if (token.text === '}') depth--;
    const attributeEnd = endOfAttribute(tokens, at, vocabulary, closing);
    if (attributeEnd !== undefined) {
      at = attributeEnd;
      continue;
    }
    const end = depth === 0 ? endOfDeclaration(tokens, at, vocabulary, closing) : undefined;
    if (end === undefined) {
      kept.push(token);
      if (isSolid(token)) solidEnd = kept.length;
      continue;
    }
    if (vocabulary.lockMacros.has(token.text)) {
      const name = tokens.slice(at + 1, end).find(({ kind }) => kind === 'name');
      if (name !== undefined) locks.add(name.text);
    }
    // `static` before a removed declaration is removed as well; the text before it is not processed again.
    if (kept[solidEnd - 1]?.text === 'static') {
      kept.length = solidEnd - 1;
      solidEnd = 0;
    }
    at = end;
  }
  return { tokens: kept, locks };
}

/** The index of the last token of an attribute, including its arguments. */
function endOfAttribute(
  tokens: readonly Token[],
  at: number,
  vocabulary: Vocabulary,
  closing: Closing,
): number | undefined {
  const { kind, text } = tokens[at];
  if (kind !== 'name') return undefined;
  if (text === '__attribute__' || vocabulary.attributesOf.has(text)) {
    return endOfArguments(tokens, at, closing) ?? at;
  }
  return vocabulary.attributes.has(text) ? at : undefined;
}

/** The index of the semicolon of `MACRO(…);`, if the vocabulary knows that declaration. */
function endOfDeclaration(
  tokens: readonly Token[],
  at: number,
  vocabulary: Vocabulary,
  closing: Closing,
): number | undefined {
  const { text } = tokens[at];
  if (!vocabulary.lockMacros.has(text) && !vocabulary.ignoredDeclarations.has(text))
    return undefined;
  const close = endOfArguments(tokens, at, closing);
  if (close === undefined) return undefined;
  const next = nextSolid(tokens, close + 1);
  return tokens[next]?.text === ';' ? next : undefined;
}

/** The index of the parenthesis that closes the arguments of the name at `at`. */
function endOfArguments(
  tokens: readonly Token[],
  at: number,
  closing: Closing,
): number | undefined {
  return closing.get(nextSolid(tokens, at + 1));
}

/** For each opening parenthesis, by index: where it is closed. */
type Closing = ReadonlyMap<number, number>;

function closingParentheses(tokens: readonly Token[]): Closing {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { text } = tokens[index];
    if (text === '(') open.push(index);
    const start = text === ')' ? open.pop() : undefined;
    if (start !== undefined) closing.set(start, index);
  }
  return closing;
}

function nextSolid(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at < tokens.length && !isSolid(tokens[at])) at++;
  return at;
}
