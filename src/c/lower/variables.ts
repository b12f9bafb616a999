/** Declarations inside functions. */
import { field, partsOf, type SyntaxNode } from '../syntax.ts';
import { intType } from '../types.ts';
import { type Slots, StructValue } from '../values.ts';
import type { Operand } from './emitter.ts';
import { Expressions } from './expressions.ts';
import { integerOperand } from './operators.ts';

export abstract class Variables<Host, Request, Answer> extends Expressions<Host, Request, Answer> {
  protected declaration(node: SyntaxNode): void {
    const words = node.children.map((part) => part.type === 'storage_class_specifier' && part.text);
    if (words.includes('static'))
      this.refuse(
        node,
        'a static variable in a function is not supported; move it out of the function',
      );
    const { types } = this.context.declarations;
    const base = types.specified(this.unit, field(node, 'type') ?? node);
    for (const declarator of node.childrenForFieldName('declarator')) {
      const { name, type } = types.declared(this.unit, base, declarator);
      const initialiser = field(declarator, 'value');
      if (type.kind === 'struct') this.structVariable(declarator, name, type, initialiser);
      else this.plainVariable(declarator, name, type, initialiser);
    }
  }

  private plainVariable(
    node: SyntaxNode,
    name: string,
    type: Operand<Host>['type'],
    initialiser: SyntaxNode | undefined,
  ): void {
    if (initialiser?.type === 'initializer_list') {
      this.refuse(initialiser, 'this initialiser is not supported');
    }
    // The name is in scope in its own initialiser, but has no value there.
    const { slot } = this.declare(name, type);
    if (initialiser === undefined) {
      // Every iteration of a loop starts without a value.
      this.emit({ op: 'do', effect: unsetting(slot), span: this.spanOf(node) });
      return;
    }
    this.store(node, { kind: 'local', slot, type, name }, this.assignable(node, initialiser, type));
  }

  private structVariable(
    node: SyntaxNode,
    name: string,
    type: Extract<Operand<Host>['type'], { kind: 'struct' }>,
    initialiser: SyntaxNode | undefined,
  ): void {
    const { slot } = this.declare(name, type);
    const place = { kind: 'local', slot, type, name } as const;
    const { fields } = type;
    if (fields === null) this.refuse(node, `the fields of struct ${type.name} are not known`);
    if (initialiser !== undefined && initialiser.type !== 'initializer_list') {
      this.store(node, place, this.assignable(node, initialiser, type));
      return;
    }
    const names = [...fields.keys()];
    this.emit({ op: 'set', slot, value: () => new StructValue(names), span: this.spanOf(node) });
    if (initialiser === undefined) return;
    const given = new Set<string>();
    for (const [index, part] of partsOf(initialiser).entries()) {
      const isNamed = part.type === 'initializer_pair';
      const fieldName = isNamed ? designator(part) : names[index];
      const fieldType = fields.get(fieldName ?? '');
      const value = isNamed ? field(part, 'value') : part;
      if (fieldName === undefined || fieldType === undefined || value === undefined) {
        this.refuse(part, `struct ${type.name} has no such field`);
      }
      given.add(fieldName);
      const operand = this.assignable(part, value, fieldType);
      this.store(part, { kind: 'field', base: place, name: fieldName, type: fieldType }, operand);
    }
    for (const [fieldName, fieldType] of fields) {
      if (given.has(fieldName) || fieldType.kind === 'struct') continue;
      const zero = integerOperand<Host>(intType, 0);
      this.store(node, { kind: 'field', base: place, name: fieldName, type: fieldType }, zero);
    }
  }
}

/** `.name` in `{ .name = value }`. */
function designator(node: SyntaxNode): string | undefined {
  const part = field(node, 'designator');
  return part === undefined ? undefined : partsOf(part)[0]?.text;
}

/** Removes the value of a variable: reading it is a fault until it is set. */
export function unsetting(slot: number): (slots: Slots) => void {
  return (slots) => {
    slots[slot] = undefined;
  };
}
