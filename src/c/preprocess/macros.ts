/** Expands the macros defined in the file. Every token of an expansion keeps the position of the use. */
import { stopIfDueNowAndThen } from '../../stop.ts';
import { Refusal } from '../refusal.ts';
import type { SourceText } from '../source-text.ts';
import { isSolid, type Token } from './tokens.ts';

export interface Macro {
  readonly name: string;
  /** Null for an object-like macro; an empty list if it takes no arguments. */
  readonly parameters: readonly string[] | null;
  readonly isVariadic: boolean;
  readonly body: readonly Token[];
}

/** More tokens than any kernel file expands to; stops macros that grow exponentially. */
const expandedMax = 500_000;
/** Nesting depth of macros, in bodies or in arguments. */
const depthMax = 60;

type Hidden = ReadonlySet<string>;

export class MacroExpander {
  readonly macros: Map<string, Macro>;
  private readonly source: SourceText;
  private expanded = 0;
  private depth = 0;

  constructor(source: SourceText, macros: ReadonlyMap<string, Macro>) {
    this.source = source;
    this.macros = new Map(macros);
  }

  /** Expands every macro in a part of the text. The result is not expanded again. */
  expandAll(tokens: readonly Token[]): Token[] {
    return this.expand(tokens).map((token) =>
      token.hidden === undefined ? token : { ...token, hidden: undefined },
    );
  }

  private expand(tokens: readonly Token[]): Token[] {
    const done: Token[] = [];
    const left = [...tokens].reverse();
    for (let token = left.pop(); token !== undefined; token = left.pop()) {
      stopIfDueNowAndThen();
      const macro = token.kind === 'name' ? this.macros.get(token.text) : undefined;
      const isUsed = macro !== undefined && !token.hidden?.has(macro.name);
      const replacement = isUsed ? this.replace(macro, token, left) : undefined;
      if (replacement === undefined) done.push(token);
      else for (const next of replacement.reverse()) left.push(next);
    }
    return done;
  }

  /** The expanded body of a macro; undefined if its name is used without arguments. */
  private replace(macro: Macro, use: Token, left: Token[]): Token[] | undefined {
    const { start, end } = use;
    const hidden: Hidden = new Set([...(use.hidden ?? []), macro.name]);
    if (hidden.size > depthMax) this.refuse(use, 'macros are nested too deeply here');
    let { body } = macro;
    if (macro.parameters !== null) {
      const taken = this.takeArguments(macro, use, left);
      if (taken === undefined) return undefined;
      body = this.substitute(macro, taken, use);
    }
    this.expanded += body.length + 1;
    this.checkLength(this.expanded, macro, use);
    const unions = new Map<Hidden | undefined, Hidden>([[undefined, hidden]]);
    // A macro is not expanded again inside its own expansion.
    return body.map((token) => {
      const union = unions.get(token.hidden) ?? new Set([...(token.hidden ?? []), ...hidden]);
      unions.set(token.hidden, union);
      return { ...token, start, end, hidden: union };
    });
  }

  private substitute(macro: Macro, given: Token[][], use: Token): Token[] {
    const parameters = macro.parameters ?? [];
    const argumentsOf = matchArguments(macro, parameters, given);
    if (argumentsOf === undefined) {
      return this.refuse(
        use,
        `macro ${macro.name} takes ${parameters.length} arguments, not ${given.length}`,
      );
    }
    if (++this.depth > depthMax) this.refuse(use, 'macros are nested too deeply here');
    const expanded = new Map<string, Token[]>();
    const result: Token[] = [];
    const { body } = macro;
    let isPasting = false;
    for (const [at, token] of body.entries()) {
      if (token.text === '#') this.refuse(use, `# in macro ${macro.name} is not supported`);
      if (token.text === '##') {
        isPasting = true;
        continue;
      }
      if (!isSolid(token) && (isPasting || isPasted(body, at))) continue;
      const argument = token.kind === 'name' ? argumentsOf.get(token.text) : undefined;
      const inserted =
        argument === undefined
          ? [token]
          : this.inserted(token.text, argument, isPasting || isPasted(body, at), expanded);
      this.checkLength(result.length + inserted.length, macro, use);
      if (isPasting) this.paste(result, inserted, macro, use);
      else for (const one of inserted) result.push(one);
      isPasting = false;
    }
    this.depth--;
    return result;
  }

  /** An argument in place of its parameter: expanded, unless it is pasted. */
  private inserted(
    name: string,
    argument: Token[],
    isRaw: boolean,
    expanded: Map<string, Token[]>,
  ): Token[] {
    if (isRaw) return argument.filter(isSolid);
    const known = expanded.get(name) ?? this.expand(argument);
    expanded.set(name, known);
    return known;
  }

  /** `a##b`: the last token and the first of `inserted` become one. */
  private paste(result: Token[], [first, ...rest]: Token[], macro: Macro, use: Token): void {
    if (first === undefined) return;
    const last = result.pop();
    const text = `${last?.text ?? ''}${first.text}`;
    if (!/^\w+$/.test(text)) this.refuse(use, `## in macro ${macro.name} makes no name`);
    const kind = /^\d/.test(text) ? 'number' : 'name';
    result.push({ ...first, kind, text, hidden: undefined });
    for (const one of rest) result.push(one);
  }

  /** The arguments after the name of a macro, removed from `left`; undefined if no parenthesis follows. */
  private takeArguments(macro: Macro, use: Token, left: Token[]): Token[][] | undefined {
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
    const message = `the arguments of macro ${macro.name} are not closed before the next #define or the end of the file`;
    return this.refuse(use, message);
  }

  private checkLength(count: number, macro: Macro, use: Token): void {
    if (count > expandedMax) this.refuse(use, `macro ${macro.name} expands too far`);
  }

  private refuse({ start, end }: Token, message: string): never {
    throw new Refusal({ source: this.source, start, end }, message);
  }
}

/** The next token that is no blank is `##`. */
function isPasted(body: readonly Token[], at: number): boolean {
  return body.slice(at + 1).find(isSolid)?.text === '##';
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
