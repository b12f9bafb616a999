/** Leaves of expressions: numbers, characters, strings, names. */

import { integerOf, negate } from '../integers.ts';
import type { SyntaxNode } from '../syntax.ts';
import {
  type IntegerType,
  intType,
  longType,
  pointerTo,
  typeText,
  uintType,
  ulongType,
  voidType,
} from '../types.ts';
import type { Unit } from '../unit.ts';
import { FunctionValue, TextValue } from '../values.ts';
import { Calls } from './calls.ts';
import type { Operand } from './emitter.ts';
import { binaryOperand, converted, integerOperand } from './operators.ts';

export abstract class Literals<Host, Request, Answer> extends Calls<Host, Request, Answer> {
  protected literal(node: SyntaxNode): Operand<Host> {
    switch (node.type) {
      case 'number_literal':
        return this.number(node);
      case 'char_literal':
        return this.character(node);
      case 'true':
        return integerOperand(intType, 1);
      case 'false':
        return integerOperand(intType, 0);
      case 'null':
        return { type: pointerTo(voidType), value: () => 0 };
      case 'string_literal':
      case 'concatenated_string': {
        const text = new TextValue(node.text.slice(0, 200));
        return { type: pointerTo(voidType), value: () => text };
      }
      case 'identifier':
        return this.identifier(node);
      case 'gnu_asm_expression':
        return this.refuse(node, 'inline assembly is not supported');
      case 'ERROR':
        return this.refuse(node, 'this is not understood as C');
      default:
        return this.refuse(node, `${node.type.replaceAll('_', ' ')} is not supported`);
    }
  }

  private number(node: SyntaxNode): Operand<Host> {
    const match = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|\d+)([uUlL]{0,3})$/.exec(node.text);
    const isOctal = match !== null && /^0\d/.test(match[2]);
    if (match === null || (isOctal && /[89]/.test(match[2]))) {
      return this.refuse(node, `the number ${node.text} is not supported`);
    }
    const [, sign, digits, suffix] = match;
    const value = BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
    const type = literalType(value, /^\d/.test(digits) && !/^0./.test(digits), suffix);
    if (type === undefined) return this.refuse(node, `${node.text} does not fit into 64 bits`);
    // The parser includes a sign in the literal.
    const number = integerOf(value);
    return integerOperand(type, sign === '-' ? negate(type, number) : number);
  }

  private character(node: SyntaxNode): Operand<Host> {
    const text = node.text.slice(1, -1);
    const escaped = escapes.get(text);
    if (escaped === undefined && text.length !== 1) {
      return this.refuse(node, `the character ${node.text} is not supported`);
    }
    return integerOperand(intType, escaped ?? text.charCodeAt(0));
  }

  protected identifier(node: SyntaxNode): Operand<Host> {
    const name = node.text;
    const place = this.placeOf(node);
    if (place !== undefined) return this.load(node, place);
    const { declarations, environment } = this.context;
    const variable = declarations.variables.get(name);
    if (variable !== undefined) return this.initialValue(node, name);
    const definition = declarations.functions.get(name);
    if (definition !== undefined) {
      const index = this.context.indexOf(name);
      return { type: pointerTo(definition.type), value: () => new FunctionValue(index) };
    }
    const enumerator = declarations.enumerators.get(name);
    if (enumerator !== undefined) return this.enumerator(enumerator);
    const constant = environment.constants.get(name);
    if (constant === undefined) return this.refuseName(node, name, 'name');
    this.context.note('constant', name);
    const { type, fixed, value } = constant;
    if (fixed !== undefined) return { type, value: () => fixed, constant: fixed };
    return { type, value: (_slots, host) => value(host) };
  }

  /** A variable of the file that is never written keeps its initial value. */
  private initialValue(node: SyntaxNode, name: string): Operand<Host> {
    const variable = this.context.declarations.variables.get(name);
    if (variable === undefined) return this.refuseName(node, name, 'name');
    const { initialiser, type, unit } = variable;
    if (type.kind !== 'integer' && type.kind !== 'pointer') {
      return this.refuse(
        node,
        `${name} is ${typeText(type)}; only integers and pointers are supported`,
      );
    }
    if (initialiser === undefined) return { type, value: () => 0 };
    return this.within(unit, () => converted(this.expression(initialiser), type));
  }

  /** Lowers code of another unit than that of the function. */
  private within<Result>(unit: Unit, lower: () => Result): Result {
    const outer = this.unit;
    this.unit = unit;
    try {
      return lower();
    } finally {
      this.unit = outer;
    }
  }

  private enumerator({
    unit,
    value,
    index,
  }: {
    readonly unit: Unit;
    readonly value: SyntaxNode | undefined;
    readonly index: number;
  }): Operand<Host> {
    if (value === undefined) return integerOperand(intType, index);
    const first = this.within(unit, () => this.expression(value));
    const { environment } = this.context;
    const sum = binaryOperand(environment, '+', first, integerOperand(intType, index));
    return sum ?? this.refuse(value, 'this enumerator is not understood');
  }
}

const escapes: ReadonlyMap<string, number> = new Map([
  ['\\0', 0],
  ['\\n', 10],
  ['\\t', 9],
  ["\\'", 39],
  ['\\\\', 92],
]);

/** The first of these types that can represent the value, as in C; hexadecimal numbers may be unsigned. */
function literalType(value: bigint, isDecimal: boolean, suffix: string): IntegerType | undefined {
  const isUnsigned = /u/i.test(suffix);
  const isLong = /l/i.test(suffix);
  const fitting: readonly (readonly [IntegerType, bigint, boolean])[] = [
    [intType, 31n, !isUnsigned && !isLong],
    [uintType, 32n, (isUnsigned || !isDecimal) && !isLong],
    [longType, 63n, !isUnsigned],
    [ulongType, 64n, isUnsigned || !isDecimal],
  ];
  return fitting.find(([, bits, isAllowed]) => isAllowed && value < 2n ** bits)?.[0];
}
