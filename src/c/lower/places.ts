/** Lvalues: variables, fields, and what a pointer points to. */
import { CFault, Fault, type Site, type StaticVariable, type Taken } from '../environment.ts';
import { field, partsOf, type SyntaxNode } from '../syntax.ts';
import { type Type, typeText } from '../types.ts';
import {
  describeValue,
  Opaque,
  Reference,
  type Slots,
  StructValue,
  type Value,
} from '../values.ts';
import { Emitter, type Operand, variableOperand } from './emitter.ts';
import { binaryOperand, converted } from './operators.ts';

export type StoragePlace<Host> =
  | { readonly kind: 'local'; readonly slot: number; readonly type: Type; readonly name: string }
  | { readonly kind: 'static'; readonly variable: StaticVariable; readonly type: Type }
  | {
      readonly kind: 'field';
      readonly base: StoragePlace<Host>;
      readonly name: string;
      readonly type: Type;
    }
  | { readonly kind: 'target'; readonly pointer: Operand<Host>; readonly type: Type };

export abstract class Places<Host, Request, Answer> extends Emitter<Host, Request, Answer> {
  protected abstract expression(node: SyntaxNode): Operand<Host>;

  /** The lvalue of a node; undefined if it is only a value. */
  protected placeOf(node: SyntaxNode): StoragePlace<Host> | undefined {
    return this.nested(node, () => this.placeInside(node));
  }

  private placeInside(node: SyntaxNode): StoragePlace<Host> | undefined {
    switch (node.type) {
      case 'parenthesized_expression':
        return this.placeOf(partsOf(node)[0]);
      case 'identifier':
        return this.variable(node.text);
      case 'pointer_expression':
        return field(node, 'operator')?.text === '*' ? this.targetOf(node) : undefined;
      case 'subscript_expression':
        return this.pointedTo(node, this.elementPointer(node));
      case 'field_expression':
        return this.fieldOf(node);
      case 'call_expression':
        return this.entryOf(node);
      default:
        return undefined;
    }
  }

  private variable(name: string): StoragePlace<Host> | undefined {
    const local = this.local(name);
    if (local !== undefined) return { kind: 'local', ...local, name };
    const variable = this.context.declarations.variables.get(name);
    if (variable === undefined || variable.isConst || !this.context.written.has(name))
      return undefined;
    return { kind: 'static', variable: this.context.staticOf(name), type: variable.type };
  }

  private targetOf(node: SyntaxNode): StoragePlace<Host> {
    const argument = field(node, 'argument') ?? node;
    return this.pointedTo(argument, this.expression(argument));
  }

  /** `p + i` of `p[i]`. */
  protected elementPointer(node: SyntaxNode): Operand<Host> {
    const base = this.expression(field(node, 'argument') ?? node);
    if (base.type.kind !== 'pointer') return this.refuse(node, 'arrays are not supported');
    const index = this.expression(field(node, 'index') ?? node);
    const pointer = binaryOperand(this.context.environment, '+', base, index);
    return pointer ?? this.refuse(node, 'arrays are not supported');
  }

  private pointedTo(node: SyntaxNode, pointer: Operand<Host>): StoragePlace<Host> {
    if (pointer.type.kind !== 'pointer') {
      return this.refuse(node, `${node.text} is ${typeText(pointer.type)} and no pointer`);
    }
    return { kind: 'target', pointer: this.kept(node, pointer), type: pointer.type.to };
  }

  private fieldOf(node: SyntaxNode): StoragePlace<Host> {
    const argument = field(node, 'argument') ?? node;
    const name = field(node, 'field')?.text ?? '';
    const isArrow = field(node, 'operator')?.text === '->';
    const base = isArrow
      ? this.pointedTo(argument, this.expression(argument))
      : this.placeOf(argument);
    const type = base?.type.kind === 'struct' ? base.type.fields?.get(name) : undefined;
    if (base === undefined || type === undefined) {
      return this.refuse(node, `field ${name} of ${argument.text} is not known`);
    }
    return { kind: 'field', base, name, type };
  }

  /** `pmd_val(*pmd) = …`: the entry designated by the argument. */
  private entryOf(node: SyntaxNode): StoragePlace<Host> | undefined {
    const name = field(node, 'function')?.text ?? '';
    if (!this.context.environment.lvalues.has(name)) return undefined;
    this.context.note('function', name);
    const list = field(node, 'arguments');
    const [argument] = list === undefined ? [] : partsOf(list);
    const place = argument === undefined ? undefined : this.placeOf(argument);
    const type = this.context.environment.functions.get(name)?.type;
    return place === undefined || type === undefined ? undefined : { ...place, type };
  }

  protected load(node: SyntaxNode, place: StoragePlace<Host>): Operand<Host> {
    const { type } = place;
    switch (place.kind) {
      case 'local': {
        const { slot, name } = place;
        return { type, slot, value: (slots) => slots[slot] ?? unset(name) };
      }
      case 'static': {
        const { variable } = place;
        const { load } = this.context.environment.statics;
        return this.stepped(node, type, [], (host) => load(host, variable));
      }
      case 'field': {
        const base = this.load(node, place.base);
        const { name } = place;
        const at = indexOfField(place.base.type, name);
        const { slot, value } = base;
        if (slot === undefined) {
          return { type, value: (slots, host) => fieldIn(value(slots, host), at, name) };
        }
        return {
          type,
          value: (slots, host) => {
            const struct = slots[slot];
            return fieldIn(struct instanceof StructValue ? struct : value(slots, host), at, name);
          },
        };
      }
      case 'target': {
        const { load } = this.context.environment;
        return this.stepped(node, type, [place.pointer], (host, given) =>
          loadThrough(load, host, given[0]),
        );
      }
    }
  }

  /** Emits the store and returns the stored value. */
  protected store(
    node: SyntaxNode,
    place: StoragePlace<Host>,
    given: Operand<Host>,
  ): Operand<Host> {
    const operand = converted(given, place.type);
    const span = this.spanOf(node);
    if (place.kind === 'local') {
      const { slot, name, type } = place;
      this.emit({ op: 'set', slot, value: operand.value, span });
      return { type, slot, value: (slots) => slots[slot] ?? unset(name) };
    }
    const kept = this.kept(node, operand);
    if (place.kind === 'field') {
      this.storeField(node, place, kept);
      return kept;
    }
    const { environment } = this.context;
    if (place.kind === 'static') {
      const { variable } = place;
      this.stepped(node, place.type, [kept], (host, [value]) =>
        environment.statics.store(host, variable, value),
      );
      return kept;
    }
    this.stepped(node, place.type, [place.pointer, kept], (host, given) =>
      storeThrough(environment.store, host, given[0], given[1]),
    );
    return kept;
  }

  private storeField(
    node: SyntaxNode,
    place: Extract<StoragePlace<Host>, { kind: 'field' }>,
    { value }: Operand<Host>,
  ): void {
    const span = this.spanOf(node);
    if (!isInMemory(place)) this.refuse(node, 'a field of this is not supported');
    const base = this.load(node, place.base);
    const { name } = place;
    const at = indexOfField(place.base.type, name);
    const effect = (slots: Slots, host: Host): void => {
      const struct = base.value(slots, host);
      if (!(struct instanceof StructValue))
        throw new Fault(`field ${name} of ${describeValue(struct)}`);
      struct.set(at, name, value(slots, host));
    };
    this.emit({ op: 'do', effect, span });
  }

  /** Emits steps of the environment and returns their value. */
  protected stepped(
    node: SyntaxNode,
    type: Type,
    given: readonly Operand<Host>[],
    take: (host: Host, given: readonly Value[], site: Site) => Taken<Request, Answer>,
  ): Operand<Host> {
    const slot = this.newSlot();
    const values = given.map(({ value }) => value);
    const span = this.spanOf(node);
    const site = { func: this.definition.name, span };
    this.emit({ op: 'steps', slot, take, given: values, site, span });
    return variableOperand(type, slot);
  }
}

/** Where a struct keeps a field if it has all of them. */
function indexOfField(type: Type, name: string): number {
  return type.kind === 'struct' ? [...(type.fields?.keys() ?? [])].indexOf(name) : -1;
}

/** A struct in a variable, or behind a pointer to one: it is modified in place. */
function isInMemory<Host>(place: StoragePlace<Host>): boolean {
  if (place.kind === 'field') return isInMemory(place.base);
  return place.kind === 'local' || place.kind === 'target';
}

function unset(name: string): never {
  throw new Fault(`${name} is used before it is set`, CFault.undefined);
}

/** A number that is not a null pointer may be an address unknown to the environment. */
function badPointer(what: string, pointer: Value): Fault {
  if (pointer === 0) return new Fault(`a ${what} through a null pointer`, CFault.undefined);
  return new Fault(`a ${what} through ${describeValue(pointer)}`);
}

function fieldIn(struct: Value, at: number, name: string): Value {
  if (!(struct instanceof StructValue))
    throw new Fault(`field ${name} of ${describeValue(struct)}`);
  return struct.get(at, name) ?? unset(name);
}

function loadThrough<Host, Request, Answer>(
  load: (host: Host, pointer: Opaque) => Taken<Request, Answer>,
  host: Host,
  pointer: Value,
): Taken<Request, Answer> {
  if (pointer instanceof Reference) {
    return pointer.slots[pointer.slot] ?? unset('a variable behind a pointer');
  }
  if (pointer instanceof Opaque) return load(host, pointer);
  throw badPointer('load', pointer);
}

function storeThrough<Host, Request, Answer>(
  store: (host: Host, pointer: Opaque, value: Value) => Taken<Request, Answer>,
  host: Host,
  pointer: Value,
  value: Value,
): Taken<Request, Answer> {
  if (pointer instanceof Reference) {
    pointer.slots[pointer.slot] = value;
    return value;
  }
  if (pointer instanceof Opaque) return store(host, pointer, value);
  throw badPointer('store', pointer);
}
