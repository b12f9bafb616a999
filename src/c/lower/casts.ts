/** Casts and sizeof, and type names that the parser mistakes for names of values. */
import { field, partsOf, type SyntaxNode } from '../syntax.ts';
import { isSameType, type Type, typeText, ulongType } from '../types.ts';
import type { Operand } from './emitter.ts';
import { Literals } from './literals.ts';
import { converted, sizeReader } from './operators.ts';

export abstract class Casts<Host, Request, Answer> extends Literals<Host, Request, Answer> {
  protected cast(node: SyntaxNode): Operand<Host> {
    const type = this.context.declarations.types.described(this.unit, child(node, 'type'));
    return this.convertedTo(node, type, this.expression(child(node, 'value')));
  }

  /** `(type)(value)`, which the parser treats as a call. */
  protected castTo(node: SyntaxNode, type: Type): Operand<Host> {
    const list = field(node, 'arguments');
    const given = list === undefined ? [] : partsOf(list);
    if (given.length !== 1) return this.refuse(node, 'a cast takes one value');
    return this.convertedTo(node, type, this.expression(given[0]));
  }

  protected convertedTo(node: SyntaxNode, type: Type, operand: Operand<Host>): Operand<Host> {
    if (type.kind === 'void') return { type, value: operand.value };
    const isPlain = type.kind === 'integer' || type.kind === 'pointer';
    const isGiven = operand.type.kind === 'integer' || operand.type.kind === 'pointer';
    if (isPlain && isGiven) return converted(operand, type);
    if (isSameType(type, operand.type)) return operand;
    return this.refuse(node, `${typeText(operand.type)} is cast to ${typeText(type)}`);
  }

  /** `(name)` where the name is a type, which the parser cannot know. */
  protected typeIn(node: SyntaxNode | undefined): Type | undefined {
    const [inner] = node?.type === 'parenthesized_expression' ? partsOf(node) : [];
    if (inner?.type !== 'identifier' || this.local(inner.text) !== undefined) return undefined;
    return this.context.declarations.types.named(inner.text);
  }

  protected sizeOf(node: SyntaxNode): Operand<Host> {
    const described = field(node, 'type');
    const named = this.typeIn(field(node, 'value'));
    const type =
      named ??
      (described === undefined
        ? this.captured(() => this.expression(child(node, 'value'))).result.type
        : this.context.declarations.types.described(this.unit, described));
    const size = sizeReader(this.context.environment, type);
    return { type: ulongType, value: (_slots, host) => size(host) };
  }
}

export function child(node: SyntaxNode, name: string): SyntaxNode {
  return field(node, name) ?? node;
}
