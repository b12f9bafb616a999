/**
 * A small preprocessor: conditional blocks by configuration, the macros of the file, attributes. Headers are
 * not read. The resulting text maps each character to its origin.
 */
import { stopIfDueNowAndThen } from '../../stop.ts';
import { nestingMax } from '../bounds.ts';
import { Refusal } from '../refusal.ts';
import type { SourceText, Span } from '../source-text.ts';
import { asksOfName, evaluateCondition, type Names } from './condition.ts';
import { type Macro, MacroExpander } from './macros.ts';
import { isSolid, type Token, tokensOf } from './tokens.ts';

/** Values of CONFIG_ names and of other names that an #if may test; an absent name is not defined. */
export type Configuration = Readonly<Record<string, number>>;

export interface Preprocessed {
  readonly tokens: readonly Token[];
  /** At the end of the text. */
  readonly macros: ReadonlyMap<string, Macro>;
  /** `#pragma tablewalk table`: its definitions precede those of the source and of the environment. */
  readonly isTable: boolean;
  /** CONFIG_ names that were tested and are not in the configuration: assumed off. */
  readonly takenOff: readonly string[];
}

/** One #if … #endif: whether its current branch is active, and whether any branch was. */
interface Conditional {
  /** Whether every enclosing block is active. */
  isActive: boolean;
  wasTaken: boolean;
  readonly isOutsideActive: boolean;
  readonly span: Span;
}

/** `macros`: those of the headers before the text. */
export function preprocess(
  source: SourceText,
  configuration: Configuration,
  macros: ReadonlyMap<string, Macro> = new Map(),
): Preprocessed {
  return new Preprocessor(source, configuration, macros).run();
}

class Preprocessor {
  private readonly source: SourceText;
  private readonly configuration: ReadonlyMap<string, number>;
  private readonly expander: MacroExpander;
  private readonly blocks: Conditional[] = [];
  private readonly takenOff = new Set<string>();
  private readonly output: Token[] = [];
  private waiting: Token[] = [];
  private isTable = false;

  constructor(
    source: SourceText,
    configuration: Configuration,
    macros: ReadonlyMap<string, Macro>,
  ) {
    this.source = source;
    this.configuration = new Map(Object.entries(configuration));
    this.expander = new MacroExpander(source, macros);
  }

  run(): Preprocessed {
    for (const line of linesOf(tokensOf(this.source))) {
      stopIfDueNowAndThen();
      const first = line.find(isSolid);
      if (first?.text === '#') {
        const solid = line.filter(isSolid);
        this.directive(solid.slice(1), this.spanOf(first, line[line.length - 1]));
      } else if (this.isActive()) {
        for (const token of line) this.waiting.push(token);
      }
    }
    const open = this.blocks.at(-1);
    if (open !== undefined) throw new Refusal(open.span, 'this condition has no #endif');
    this.flush();
    const { macros } = this.expander;
    return { tokens: this.output, macros, isTable: this.isTable, takenOff: [...this.takenOff] };
  }

  /** Expands the text read so far with the macros known so far. */
  private flush(): void {
    for (const token of this.expander.expandAll(this.waiting)) this.output.push(token);
    this.waiting = [];
  }

  private isActive(): boolean {
    return this.blocks.at(-1)?.isActive ?? true;
  }

  private directive(tokens: readonly Token[], span: Span): void {
    const [word, ...rest] = tokens;
    switch (word?.text) {
      case 'if':
        this.open(() => this.condition(rest, span), span);
        return;
      case 'ifdef':
        this.open(() => this.names.isDefined(nameIn(rest, span)), span);
        return;
      case 'ifndef':
        this.open(() => !this.names.isDefined(nameIn(rest, span)), span);
        return;
      case 'elif':
        this.nextPart(span, () => this.condition(rest, span));
        return;
      case 'else':
        this.nextPart(span, () => true);
        return;
      case 'endif':
        if (this.blocks.pop() === undefined) throw new Refusal(span, 'this #endif has no #if');
        return;
      case 'define':
      case 'undef':
        if (!this.isActive()) return;
        this.flush();
        if (word.text === 'define') this.define(rest, span);
        else this.expander.macros.delete(nameIn(rest, span));
        return;
      case 'pragma':
        if (this.isActive()) this.pragma(rest, span);
        return;
      default:
        // #include, and #error in an inactive branch: they do not affect what is read.
        if (word?.text === 'error' && this.isActive()) {
          throw new Refusal(span, 'this #error is reached with the configuration of the scope');
        }
    }
  }

  /** Those for a compiler do not affect what is read. */
  private pragma([owner, word]: readonly Token[], span: Span): void {
    if (owner?.text !== 'tablewalk') return;
    if (word?.text !== 'table') {
      throw new Refusal(span, '#pragma tablewalk has one word: table');
    }
    this.isTable = true;
  }

  /** A block inside an inactive one is not evaluated. */
  private open(test: () => boolean, span: Span): void {
    const isOutsideActive = this.isActive();
    const isActive = isOutsideActive && test();
    this.blocks.push({ isActive, wasTaken: isActive, isOutsideActive, span });
    if (this.blocks.length > nestingMax) {
      throw new Refusal(span, `conditions are nested deeper than ${nestingMax}`);
    }
  }

  private nextPart(span: Span, test: () => boolean): void {
    const block = this.blocks.at(-1);
    if (block === undefined) throw new Refusal(span, 'this part of a condition has no #if');
    block.isActive = !block.wasTaken && block.isOutsideActive && test();
    block.wasTaken ||= block.isActive;
  }

  private condition(tokens: readonly Token[], span: Span): boolean {
    // The operand of `defined` is a name, even if it is a macro.
    const guarded = tokens.map((token, index) =>
      isTested(tokens, index) ? { ...token, hidden: new Set([token.text]) } : token,
    );
    return evaluateCondition(this.expander.expandAll(guarded), this.names, span);
  }

  private readonly names: Names = {
    isDefined: (name) => {
      if (this.expander.macros.has(name) || this.configuration.has(name)) return true;
      if (name.startsWith('CONFIG_')) this.takenOff.add(name);
      return false;
    },
    valueOf: (name) => {
      if (!this.configuration.has(name) && name.startsWith('CONFIG_')) this.takenOff.add(name);
      return BigInt(this.configuration.get(name) ?? 0);
    },
  };

  private define(tokens: readonly Token[], span: Span): void {
    const [name, ...rest] = tokens;
    if (name?.kind !== 'name') throw new Refusal(span, 'this #define has no name');
    // Only a parenthesis directly after the name starts parameters.
    const takesArguments = rest[0]?.text === '(' && rest[0].start === name.end;
    const end = takesArguments ? rest.findIndex(({ text }) => text === ')') : -1;
    if (takesArguments && end < 0) throw new Refusal(span, 'these parameters are not closed');
    const inside = rest.slice(1, Math.max(1, end)).filter(({ text }) => text !== ',');
    const isVariadic = inside.at(-1)?.text === '...';
    const parameters = inside.map(({ text }) => text).filter((text) => text !== '...');
    this.expander.macros.set(name.text, {
      name: name.text,
      parameters: takesArguments ? parameters : null,
      isVariadic,
      body: spaced(rest.slice(end + 1)),
    });
  }

  private spanOf(first: Token, last: Token): Span {
    return { source: this.source, start: first.start, end: last.end };
  }
}

/** Logical lines: a line that ends with a backslash is continued. */
function* linesOf(tokens: readonly Token[]): Generator<Token[]> {
  let line: Token[] = [];
  for (const token of tokens) {
    line.push(token);
    if (token.kind !== 'newline') continue;
    yield line;
    line = [];
  }
  if (line.length > 0) yield line;
}

/** Whether a token is the name in `defined NAME`, `defined(NAME)` or `IS_ENABLED(NAME)`. */
function isTested(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  const asking = before?.text === '(' ? tokens[index - 2] : before;
  return asking !== undefined && asksOfName(asking);
}

function nameIn(tokens: readonly Token[], span: Span): string {
  const [token] = tokens;
  if (token?.kind !== 'name') throw new Refusal(span, 'a name is missing here');
  return token.text;
}

/** Keeps two names of a body from merging. */
function spaced(body: readonly Token[]): Token[] {
  return body.flatMap((token): Token[] => [{ ...token, kind: 'blank', text: ' ' }, token]);
}
