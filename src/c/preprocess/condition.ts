/** Evaluates the condition of an #if: configuration names, numbers and the operators of C. */
import { Refusal } from '../refusal.ts';
import type { Span } from '../source-text.ts';
import { isSolid, type Token } from './tokens.ts';

/** The value of a configuration name, and whether it is defined at all. */
export interface Names {
  readonly isDefined: (name: string) => boolean;
  readonly valueOf: (name: string) => bigint;
}

type Binary = (a: bigint, b: bigint) => bigint;
type PrecedenceLevel = Readonly<Record<string, Binary>>;

/** By precedence, lowest first. */
const levels: readonly PrecedenceLevel[] = [
  { '||': (a, b) => asBit(a !== 0n || b !== 0n) },
  { '&&': (a, b) => asBit(a !== 0n && b !== 0n) },
  { '|': (a, b) => a | b },
  { '^': (a, b) => a ^ b },
  { '&': (a, b) => a & b },
  { '==': (a, b) => asBit(a === b), '!=': (a, b) => asBit(a !== b) },
  {
    '<': (a, b) => asBit(a < b),
    '<=': (a, b) => asBit(a <= b),
    '>': (a, b) => asBit(a > b),
    '>=': (a, b) => asBit(a >= b),
  },
  {
    '<<': (a, b) => BigInt.asIntN(64, a << BigInt.asUintN(6, b)),
    '>>': (a, b) => a >> BigInt.asUintN(6, b),
  },
  { '+': (a, b) => BigInt.asIntN(64, a + b), '-': (a, b) => BigInt.asIntN(64, a - b) },
  {
    '*': (a, b) => BigInt.asIntN(64, a * b),
    '/': (a, b) => (b === 0n ? 0n : a / b),
    '%': (a, b) => (b === 0n ? 0n : a % b),
  },
];
// Maps, because a token may be called `constructor`.
const operators = levels.map((level) => new Map(Object.entries(level)));

const unary = new Map<string, (a: bigint) => bigint>([
  ['!', (a) => asBit(a === 0n)],
  ['~', (a) => ~a],
  ['-', (a) => -a],
  ['+', (a) => a],
]);

/** Conditions in the kernel are short; a deeper one could exhaust the stack. */
const depthMax = 100;

/** 64 bits in octal digits, with a suffix. */
const digitsMax = 30;

/** `defined`, `IS_ENABLED` and the like: the operand is a name, not its value. */
export function asksOfName({ text }: Pick<Token, 'text'>): boolean {
  return text === 'defined' || text.startsWith('IS_');
}

function asBit(value: boolean): bigint {
  return value ? 1n : 0n;
}

class ConditionParser {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly names: Names;
  private readonly span: Span;

  constructor(tokens: readonly Token[], names: Names, span: Span) {
    this.tokens = tokens.filter(isSolid);
    this.names = names;
    this.span = span;
  }

  whole(): bigint {
    const value = this.choice();
    if (this.at < this.tokens.length) this.refuse();
    return value;
  }

  private choice(): bigint {
    if (++this.depth > depthMax) this.refuse();
    const condition = this.binary(0);
    let value = condition;
    if (this.accepts('?')) {
      const yes = this.choice();
      if (!this.accepts(':')) this.refuse();
      const no = this.choice();
      value = condition === 0n ? no : yes;
    }
    this.depth--;
    return value;
  }

  private binary(level: number): bigint {
    if (level === operators.length) return this.prefix();
    let left = this.binary(level + 1);
    for (;;) {
      const operate = operators[level].get(this.tokens[this.at]?.text ?? '');
      if (operate === undefined) return left;
      this.at++;
      left = operate(left, this.binary(level + 1));
    }
  }

  private prefix(): bigint {
    const token = this.tokens[this.at++];
    if (token === undefined) return this.refuse();
    if (token.kind === 'number') return this.number(token);
    if (token.kind === 'name') return this.name(token);
    if (token.text === '(') {
      const value = this.choice();
      if (!this.accepts(')')) this.refuse();
      return value;
    }
    const operate = unary.get(token.text);
    if (operate === undefined || ++this.depth > depthMax) return this.refuse();
    const value = operate(this.prefix());
    this.depth--;
    return value;
  }

  private number({ text }: Token): bigint {
    const match =
      text.length > digitsMax ? null : /^(0[xX][\da-fA-F]+|0[0-7]*|[1-9]\d*)[uUlL]*$/.exec(text);
    if (match === null) return this.refuse();
    const [, digits] = match;
    return BigInt.asIntN(64, BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits));
  }

  private name({ text }: Token): bigint {
    if (asksOfName({ text })) {
      const hasParenthesis = this.accepts('(');
      const name = this.tokens[this.at++];
      if (name?.kind !== 'name' || (hasParenthesis && !this.accepts(')'))) return this.refuse();
      if (text === 'defined') return asBit(this.names.isDefined(name.text));
      return asBit(this.names.isDefined(name.text) && this.names.valueOf(name.text) !== 0n);
    }
    // An undefined name is 0, as in C.
    return this.names.valueOf(text);
  }

  private accepts(text: string): boolean {
    if (this.tokens[this.at]?.text !== text) return false;
    this.at++;
    return true;
  }

  private refuse(): never {
    throw new Refusal(this.span, 'this condition is not understood');
  }
}

export function evaluateCondition(tokens: readonly Token[], names: Names, span: Span): boolean {
  return new ConditionParser(tokens, names, span).whole() !== 0n;
}
