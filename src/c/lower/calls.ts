/** Calls: of functions of the text, of the environment, and through function pointers. */

import { argumentValues } from '../code.ts';
import type { FunctionDefinition } from '../declarations.ts';
import { CFault, Fault, type FunctionOf } from '../environment.ts';
import { field, partsOf, type SyntaxNode } from '../syntax.ts';
import { intType, type Type, voidType } from '../types.ts';
import { describeValue, FunctionValue, type Value } from '../values.ts';
import type { Operand } from './emitter.ts';
import { converted, integerOperand } from './operators.ts';
import { Places } from './places.ts';

/** Answered by the configuration, not by a value. */
const configurationTests = new Set(['IS_ENABLED', 'IS_BUILTIN', 'IS_REACHABLE']);

export abstract class Calls<Host, Request, Answer> extends Places<Host, Request, Answer> {
  /** An expression used only as a condition. */
  protected abstract truth(node: SyntaxNode): Operand<Host>;

  protected call(node: SyntaxNode): Operand<Host> {
    const callee = field(node, 'function') ?? node;
    const list = field(node, 'arguments');
    const given = list === undefined ? [] : partsOf(list);
    const name = callee.text;
    if (callee.type !== 'identifier' || this.local(name) !== undefined) {
      return this.callValue(node, callee, given);
    }
    if (configurationTests.has(name)) {
      const value = this.context.configuration[given[0]?.text ?? ''] ?? 0;
      return integerOperand(intType, value === 0 ? 0 : 1);
    }
    const own = this.context.declarations.functions.get(name);
    const known = this.context.environment.functions.get(name);
    // Names of the text and of the user's tables precede the environment; additional files come last.
    if (own !== undefined && (known === undefined || own.unit.isPreferred)) {
      return this.callOwn(node, own, given);
    }
    const broken = this.context.declarations.broken.get(name);
    if (known === undefined && broken !== undefined) throw broken;
    if (known === undefined) return this.refuseName(callee, name, 'function');
    this.context.note('function', name);
    return this.callKnown(node, name, known, given);
  }

  private callOwn(
    node: SyntaxNode,
    definition: FunctionDefinition,
    given: readonly SyntaxNode[],
  ): Operand<Host> {
    const { name, parameters, type } = definition;
    this.checkCount(node, name, parameters.length, given.length);
    const index = this.context.indexOf(name);
    const types = parameters.map((parameter) => parameter.type);
    return this.emitCall(node, () => new FunctionValue(index), types, given, type.result);
  }

  private callValue(
    node: SyntaxNode,
    callee: SyntaxNode,
    given: readonly SyntaxNode[],
  ): Operand<Host> {
    const operand = this.expression(callee);
    const type = operand.type.kind === 'pointer' ? operand.type.to : operand.type;
    if (type.kind !== 'function') return this.refuse(callee, `${callee.text} is no function`);
    this.checkCount(node, callee.text, type.parameters.length, given.length);
    return this.emitCall(node, operand.value, type.parameters, given, type.result);
  }

  private emitCall(
    node: SyntaxNode,
    callee: Operand<Host>['value'],
    types: readonly Type[],
    given: readonly SyntaxNode[],
    result: Type,
  ): Operand<Host> {
    const operands = given.map((argument, index) =>
      converted(this.argument(argument), types[index]),
    );
    const slot = this.newSlot();
    const values = operands.map(({ value }) => value);
    this.emit({ op: 'call', slot, callee, given: values, span: this.spanOf(node) });
    return { type: result, value: (slots) => slots[slot] ?? noValue() };
  }

  private callKnown(
    node: SyntaxNode,
    name: string,
    known: FunctionOf<Host, Request, Answer>,
    given: readonly SyntaxNode[],
  ): Operand<Host> {
    if (known.arity !== undefined) this.checkCount(node, name, known.arity, given.length);
    const operands = given.map((argument) => this.argument(argument));
    const type = known.type;
    if (known.value !== undefined) {
      const compute = known.value;
      const values = operands.map(({ value }) => value);
      return {
        type,
        value: (slots, host) => compute(host, argumentValues(values, slots, host)),
      };
    }
    const steps = known.steps ?? (() => 0);
    return this.stepped(node, type, operands, steps);
  }

  /** An argument whose value a later argument must not change. */
  private argument(node: SyntaxNode): Operand<Host> {
    const operand = this.expression(node);
    if (operand.type === voidType) this.refuse(node, `${node.text} has no value`);
    return operand;
  }

  private checkCount(node: SyntaxNode, name: string, wanted: number, given: number): void {
    if (wanted === given) return;
    this.refuse(
      node,
      `${name}() takes ${wanted} ${wanted === 1 ? 'argument' : 'arguments'}, not ${given}`,
    );
  }
}

function noValue(): never {
  throw new Fault('the value of a function that returned none is used', CFault.undefined);
}

/** For the interpreter: what a call through a value runs. */
export function calledIndex(value: Value): number {
  if (value instanceof FunctionValue) return value.index;
  throw new Fault(
    `a call through ${value === 0 ? 'a null pointer' : describeValue(value)}`,
    CFault.undefined,
  );
}
