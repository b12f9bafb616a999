/** Expands the macros that a file defines itself. Every token of an expansion keeps the place of its use. */
import { Refusal } from '../refusal.ts';
import type { SourceText } from '../source-text.ts';
import { isSolid, type Token } from './tokens.ts';

export interface Macro {
  readonly name: string;
  /** Null if it takes no arguments, not even none. */
  readonly parameters: readonly string[] | null;
  readonly isVariadic: boolean;
  readonly body: readonly Token[];
}

/** More tokens than any file of a kernel expands to; a macro that doubles itself stops here. */
const expandedMax = 500_000;
const depthMax = 60;

export class MacroExpander {
  readonly macros = new Map<string, Macro>();
  private readonly source: SourceText;
  private expanded = 0;
  private depth = 0;

  constructor(source: SourceText) {
    this.source = source;
  }

  expand(tokens: readonly Token[]): Token[] {
    const done: Token[] = [];
    const left = [...tokens].reverse();
    for (let token = left.pop(); token !== undefined; token = left.pop()) {
      const macro = token.kind === 'name' ? this.macros.get(token.text) : undefined;
      if (macro === undefined || token.hidden?.has(macro.name)) {
        done.push(token);
        continue;
      }
      const replacement = this.replace(macro, token, left);
      if (replacement === undefined) {
        done.push(token);
        continue;
      }
      for (const next of replacement.reverse()) left.push(next);
    }
    return done;
  }

  /** The body of a macro at one use of it; undefined where its name is used without arguments. */
  private replace(macro: Macro, use: Token, left: Token[]): Token[] | undefined {
    const place = { start: use.start, end: use.end };
    const hidden = new Set([...(use.hidden ?? []), macro.name]);
    let body = macro.body;
    if (macro.parameters !== null) {
      const taken = takeArguments(left);
      if (taken === undefined) return undefined;
      body = this.substitute(macro, taken, use);
    }
    this.expanded += body.length + 1;
    if (this.expanded > expandedMax) {
      throw new Refusal({ source: this.source, ...place }, `macro ${macro.name} expands too far`);
    }
    // A macro is not expanded again inside its own expansion.
    return body.map((token) => ({
      ...token,
      ...place,
      hidden: token.hidden === undefined ? hidden : new Set([...token.hidden, ...hidden]),
    }));
  }

  private substitute(macro: Macro, given: Token[][], use: Token): Token[] {
    const { source } = this;
    const parameters = macro.parameters ?? [];
    const span = { source, start: use.start, end: use.end };
    const argumentsOf = matchArguments(macro, parameters, given);
    if (argumentsOf === undefined) {
      throw new Refusal(
        span,
        `macro ${macro.name} takes ${parameters.length} arguments, not ${given.length}`,
      );
    }
    if (++this.depth > depthMax) throw new Refusal(span, 'macros are nested too deeply here');
    const result: Token[] = [];
    for (const [index, token] of macro.body.entries()) {
      if (token.text === '#' || token.text === '##') {
        throw new Refusal(span, `${token.text} in macro ${macro.name} is not supported`);
      }
      const argument = token.kind === 'name' ? argumentsOf.get(token.text) : undefined;
      if (argument === undefined) result.push({ ...token, hidden: undefinedIfNone(token) });
      else result.push(...this.expand(argument));
      if (index > expandedMax) break;
    }
    this.depth--;
    return result;
  }
}

function undefinedIfNone(token: Token): ReadonlySet<string> {
  return token.hidden ?? new Set();
}

/** The arguments behind the name of a macro, taken off `left`; undefined if no parenthesis follows. */
function takeArguments(left: Token[]): Token[][] | undefined {
  let at = left.length - 1;
  while (at >= 0 && !isSolid(left[at])) at--;
  if (at < 0 || left[at].text !== '(') return undefined;
  const given: Token[][] = [[]];
  let depth = 0;
  for (at--; at >= 0; at--) {
    const token = left[at];
    if (token.text === ')' && depth === 0) {
      left.length = at;
      return given;
    }
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (token.text === ',' && depth === 0) given.push([]);
    else given[given.length - 1].push(token.kind === 'newline' ? blankFor(token) : token);
  }
  return undefined;
}

function blankFor(token: Token): Token {
  return { ...token, kind: 'blank', text: ' ' };
}

function matchArguments(
  macro: Macro,
  parameters: readonly string[],
  given: Token[][],
): Map<string, Token[]> | undefined {
  const isEmpty = given.length === 1 && !given[0].some(isSolid);
  const count = parameters.length === 0 && isEmpty ? 0 : given.length;
  if (macro.isVariadic ? count < parameters.length : count !== parameters.length) return undefined;
  const named = new Map(parameters.map((name, index) => [name, given[index]]));
  if (macro.isVariadic) {
    const rest = given.slice(parameters.length);
    named.set(
      '__VA_ARGS__',
      rest.flatMap((one, index) => (index === 0 ? one : [comma(one[0] ?? given[0][0]), ...one])),
    );
  }
  return named;
}

function comma(near: Token | undefined): Token {
  return { kind: 'punctuation', text: ',', start: near?.start ?? 0, end: near?.end ?? 0 };
}
