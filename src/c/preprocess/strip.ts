/** Takes out of a text what a compiler needs and a reader does not: attributes, and declarations by macro. */
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
  let depth = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token.text === '{') depth++;
    if (token.text === '}') depth--;
    if (token.kind !== 'name') {
      kept.push(token);
      continue;
    }
    const isAttribute = token.text === '__attribute__' || vocabulary.attributesOf.has(token.text);
    if (isAttribute) {
      at = endOfArguments(tokens, at) ?? at;
      continue;
    }
    if (vocabulary.attributes.has(token.text)) continue;
    const end = depth === 0 ? endOfDeclaration(tokens, at, vocabulary) : undefined;
    if (end === undefined) {
      kept.push(token);
      continue;
    }
    if (vocabulary.lockMacros.has(token.text)) {
      const name = tokens.slice(at + 1, end).find(({ kind }) => kind === 'name');
      if (name !== undefined) locks.add(name.text);
    }
    dropStorageClass(kept);
    at = end;
  }
  return { tokens: kept, locks };
}

/** The index of the semicolon of `MACRO(…);`, if that is a declaration that the vocabulary knows. */
function endOfDeclaration(
  tokens: readonly Token[],
  at: number,
  vocabulary: Vocabulary,
): number | undefined {
  const { text } = tokens[at];
  if (!vocabulary.lockMacros.has(text) && !vocabulary.ignoredDeclarations.has(text))
    return undefined;
  const close = endOfArguments(tokens, at);
  if (close === undefined) return undefined;
  const next = nextSolid(tokens, close + 1);
  return tokens[next]?.text === ';' ? next : undefined;
}

/** The index of the parenthesis that closes the arguments of the name at `at`. */
function endOfArguments(tokens: readonly Token[], at: number): number | undefined {
  let index = nextSolid(tokens, at + 1);
  if (tokens[index]?.text !== '(') return undefined;
  let depth = 0;
  for (; index < tokens.length; index++) {
    if (tokens[index].text === '(') depth++;
    if (tokens[index].text === ')' && --depth === 0) return index;
  }
  return undefined;
}

function nextSolid(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at < tokens.length && !isSolid(tokens[at])) at++;
  return at;
}

/** `static` in front of a declaration that went must go with it. */
function dropStorageClass(kept: Token[]): void {
  const at = kept.findLastIndex(isSolid);
  if (at >= 0 && kept[at].text === 'static') kept.length = at;
}
