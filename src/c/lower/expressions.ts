/** Expressions: emits their effects in order and returns how to compute the value. */

import { Fault } from '../environment.ts';
import {
  type BinaryOperator,
  type Comparison,
  complement,
  type Integer,
  isInteger,
  negate,
} from '../integers.ts';
import { field, partsOf, type SyntaxNode } from '../syntax.ts';
import {
  intType,
  isSameType,
  pointerTo,
  promoted,
  type Type,
  typeText,
  voidType,
} from '../types.ts';
import { Reference } from '../values.ts';
import { child } from './casts.ts';
import { Choices } from './choices.ts';
import type { Operand } from './emitter.ts';
import {
  binaryOperand,
  comparisonOperand,
  converted,
  integerOperand,
  notOf,
  truthOf,
} from './operators.ts';
import type { StoragePlace } from './places.ts';

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

export abstract class Expressions<Host, Request, Answer> extends Choices<Host, Request, Answer> {
  /** The statements of `({ … })`, and the operand given by the last one. */
  protected abstract statementExpression(node: SyntaxNode): Operand<Host>;

  protected expression(node: SyntaxNode): Operand<Host> {
    return this.nested(node, () => this.expressionInside(node));
  }

  private expressionInside(node: SyntaxNode): Operand<Host> {
    switch (node.type) {
      case 'parenthesized_expression': {
        const [inner] = partsOf(node);
        return inner.type === 'compound_statement'
          ? this.statementExpression(inner)
          : this.expression(inner);
      }
      case 'unary_expression':
        return this.unary(node);
      case 'pointer_expression':
        return this.pointer(node);
      case 'binary_expression':
        return this.binary(node);
      case 'conditional_expression':
        return this.conditional(node);
      case 'comma_expression':
        this.expression(child(node, 'left'));
        return this.expression(child(node, 'right'));
      case 'assignment_expression':
        return this.assignment(node);
      case 'update_expression':
        return this.update(node);
      case 'call_expression': {
        const type = this.typeIn(field(node, 'function'));
        return type === undefined ? this.call(node) : this.castTo(node, type);
      }
      case 'cast_expression':
        return this.cast(node);
      case 'sizeof_expression':
        return this.sizeOf(node);
      case 'field_expression':
      case 'subscript_expression':
        return this.placed(node);
      default:
        return this.literal(node);
    }
  }

  private placed(node: SyntaxNode): Operand<Host> {
    const place = this.placeOf(node);
    if (place === undefined) return this.refuse(node, `${node.text} is not understood`);
    return this.load(node, place);
  }

  private unary(node: SyntaxNode): Operand<Host> {
    const operator = child(node, 'operator').text;
    const argument = child(node, 'argument');
    if (operator === '!') return notOf(this.truth(argument));
    return this.negated(node, operator, this.expression(argument));
  }

  /** `-x`, `~x`, `+x`. */
  private negated(node: SyntaxNode, operator: string, operand: Operand<Host>): Operand<Host> {
    if (operand.type.kind !== 'integer') {
      return this.refuse(
        node,
        `operator ${operator} on ${typeText(operand.type)} is not supported`,
      );
    }
    const type = promoted(operand.type);
    const { value } = converted(operand, type);
    if (operator === '+') return { type, value };
    const { signedOverflow } = this.context.environment;
    const compute = (given: Integer): Integer =>
      operator === '-' ? negate(type, given, signedOverflow) : complement(type, given);
    return {
      type,
      value: (slots, host) => {
        const given = value(slots, host);
        if (!isInteger(given))
          throw new Fault(`operator ${operator} on something without a number`);
        return compute(given);
      },
    };
  }

  private pointer(node: SyntaxNode): Operand<Host> {
    if (child(node, 'operator').text === '*') return this.placed(node);
    const argument = child(node, 'argument');
    const name = argument.text;
    const local = argument.type === 'identifier' ? this.local(name) : undefined;
    if (local !== undefined) {
      const { slot, type } = local;
      return { type: pointerTo(type), value: (slots) => new Reference(slots, slot) };
    }
    const { environment, declarations } = this.context;
    if (argument.type === 'identifier' && declarations.locks.has(name)) {
      return { type: pointerTo(voidType), value: (_, host) => environment.lock(host, name) };
    }
    const definition = declarations.functions.get(name);
    if (definition !== undefined) return this.identifier(argument);
    // `&p[i]` is `p + i`.
    if (argument.type === 'subscript_expression') return this.elementPointer(argument);
    const root = /^\w+/.exec(name)?.[0] ?? name;
    if (environment.objects.has(root) && this.local(root) === undefined) {
      this.context.note('constant', root);
      return { type: pointerTo(voidType), value: (_, host) => environment.object(host, name) };
    }
    return this.refuse(node, `the address of ${name} is not supported`);
  }

  private binary(node: SyntaxNode): Operand<Host> {
    const operator = child(node, 'operator').text;
    const [left, right] = [child(node, 'left'), child(node, 'right')];
    const type = this.typeIn(left);
    if (type !== undefined) return this.signedCast(node, type, operator, right);
    if (operator === '&&' || operator === '||') return this.logical(node, operator, left, right);
    if (operator === '==' || operator === '!=') {
      const tested = this.staticTest(node, operator, left, right);
      if (tested !== undefined) return tested;
    }
    return this.combined(node, operator, this.expression(left), this.expression(right));
  }

  /** `(type)-1`, which the parser treats as a subtraction. */
  private signedCast(
    node: SyntaxNode,
    type: Type,
    operator: string,
    right: SyntaxNode,
  ): Operand<Host> {
    const isSimple = /^(number_literal|identifier|parenthesized_expression)$/.test(right.type);
    if (!isSimple || !['-', '+'].includes(operator)) {
      return this.refuse(
        node,
        `the cast to ${typeText(type)} is not understood`,
        'Write (type)(…).',
      );
    }
    return this.convertedTo(node, type, this.negated(node, operator, this.expression(right)));
  }

  private combined(
    node: SyntaxNode,
    operator: string,
    left: Operand<Host>,
    right: Operand<Host>,
  ): Operand<Host> {
    const { environment } = this.context;
    const operand = comparisons.has(operator)
      ? comparisonOperand(environment, operator as Comparison, left, right)
      : binaryOperand(environment, operator as BinaryOperator, left, right);
    if (operand !== undefined) return operand;
    const types = `${typeText(left.type)} and ${typeText(right.type)}`;
    return this.refuse(node, `operator ${operator} between ${types} is not supported`);
  }

  /** Comparing a static variable is one request: the variable is not loaded. */
  private staticTest(
    node: SyntaxNode,
    operator: '==' | '!=',
    left: SyntaxNode,
    right: SyntaxNode,
  ): Operand<Host> | undefined {
    const [a, b] = [this.staticIn(left), this.staticIn(right)];
    const place = a ?? b;
    if (place === undefined || (a !== undefined && b !== undefined)) return undefined;
    const other = converted(this.expression(a === undefined ? left : right), place.type);
    const { is } = this.context.environment.statics;
    const { variable } = place;
    const equal = this.stepped(node, intType, [other], (host, [value]) =>
      is(host, variable, value),
    );
    return operator === '==' ? equal : notOf(equal);
  }

  private staticIn(node: SyntaxNode): Extract<StoragePlace<Host>, { kind: 'static' }> | undefined {
    if (node.type === 'parenthesized_expression') return this.staticIn(partsOf(node)[0]);
    const place = node.type === 'identifier' ? this.placeOf(node) : undefined;
    return place?.kind === 'static' ? place : undefined;
  }

  protected truth(node: SyntaxNode): Operand<Host> {
    const place = this.staticIn(node);
    if (place !== undefined) {
      const { isSet } = this.context.environment.statics;
      const { variable } = place;
      return this.stepped(node, intType, [], (host) => isSet(host, variable));
    }
    const operand = this.expression(node);
    if (operand.type.kind === 'integer' || operand.type.kind === 'pointer') return truthOf(operand);
    return this.refuse(node, `${typeText(operand.type)} is neither true nor false`);
  }

  private assignment(node: SyntaxNode): Operand<Host> {
    const [left, right] = [child(node, 'left'), child(node, 'right')];
    const operator = child(node, 'operator').text;
    const place = this.placeToStore(left);
    if (operator === '=') return this.store(node, place, this.assignable(node, right, place.type));
    const before = this.load(left, place);
    const value = this.combined(node, operator.slice(0, -1), before, this.expression(right));
    return this.store(node, place, value);
  }

  /** Checks that a value may be assigned to a type without a cast, as far as it matters. */
  protected assignable(node: SyntaxNode, right: SyntaxNode, type: Type): Operand<Host> {
    const operand = this.expression(right);
    const isPlain = type.kind === 'integer' || type.kind === 'pointer';
    const isGiven = operand.type.kind === 'integer' || operand.type.kind === 'pointer';
    if ((isPlain && isGiven) || isSameType(type, operand.type)) return operand;
    return this.refuse(node, `${typeText(operand.type)} is assigned to ${typeText(type)}`);
  }

  private placeToStore(node: SyntaxNode): StoragePlace<Host> {
    const place = this.placeOf(node);
    if (place !== undefined) return place;
    const isUnknown =
      node.type === 'identifier' && !this.context.declarations.variables.has(node.text);
    if (isUnknown) return this.refuseName(node, node.text, 'name');
    return this.refuse(node, `a store to ${node.text} is not supported`);
  }

  private update(node: SyntaxNode): Operand<Host> {
    const argument = child(node, 'argument');
    const operator = child(node, 'operator').text;
    const isPrefix = node.children.at(0)?.text === operator;
    // The parser reads `!i--` as (!i)--.
    if (!isPrefix && argument.type === 'unary_expression') {
      const outer = child(argument, 'operator').text;
      const inner = this.updated(node, operator, isPrefix, child(argument, 'argument'));
      return outer === '!' ? notOf(truthOf(inner)) : this.negated(argument, outer, inner);
    }
    return this.updated(node, operator, isPrefix, argument);
  }

  private updated(
    node: SyntaxNode,
    operator: string,
    isPrefix: boolean,
    argument: SyntaxNode,
  ): Operand<Host> {
    if (argument.type === 'unary_expression') this.refuse(node, 'write this with parentheses');
    const place = this.placeToStore(argument);
    const before = this.kept(node, this.load(argument, place));
    const one = integerOperand<Host>(intType, 1);
    const after = this.combined(node, operator === '++' ? '+' : '-', before, one);
    const stored = this.store(node, place, after);
    return isPrefix ? stored : before;
  }
}
