/** Types and declarators: what a declaration says of a name. */
import { fieldsMax, nestingMax } from './bounds.ts';
import { Refusal } from './refusal.ts';
import { field, partsOf, type SyntaxNode, spanOf } from './syntax.ts';
import { typeInWords } from './type-words.ts';
import {
  fieldCountOf,
  functionType,
  nestingOf,
  pointerTo,
  type StructType,
  structOf,
  type Type,
  uintType,
  voidType,
} from './types.ts';
import type { Declared, Unit } from './unit.ts';

/** Reads types and declarators, given the names that the texts and the environment declare. */
export class TypeReader {
  private readonly structs: Map<string, StructType>;
  private readonly names: Map<string, Type>;

  constructor(names: ReadonlyMap<string, Type>, structs: ReadonlyMap<string, StructType>) {
    this.names = new Map(names);
    this.structs = new Map(structs);
  }

  addTypedef(name: string, type: Type): void {
    this.names.set(name, type);
  }

  /** The type that a single word names. */
  named(name: string): Type | undefined {
    return this.names.get(name);
  }

  /** The type named by the specifiers before the declarators. */
  specified(unit: Unit, node: SyntaxNode): Type {
    switch (node.type) {
      case 'struct_specifier':
      case 'union_specifier':
        return this.structOf(unit, node);
      case 'enum_specifier':
        return uintType;
      default: {
        const type = typeInWords(node.text, this.names);
        if (type === undefined) {
          throw new Refusal(spanOf(unit.output, node), `type ${node.text} is not known`);
        }
        return type;
      }
    }
  }

  /** A declarator: its name, and the type given by the stars and parentheses around it. */
  declared(unit: Unit, type: Type, node: SyntaxNode | undefined): Declared & { name: string } {
    if (node === undefined) return { name: '', type, node: unit.root };
    const inner = field(node, 'declarator') ?? innerDeclarator(node);
    switch (node.type) {
      case 'identifier':
      case 'field_identifier':
      case 'type_identifier':
        return { name: node.text, type, node };
      case 'pointer_declarator':
      case 'abstract_pointer_declarator':
        return this.declared(unit, this.bounded(unit, pointerTo(type), node), inner);
      case 'init_declarator':
      case 'parenthesized_declarator':
      case 'abstract_parenthesized_declarator':
      case 'attributed_declarator':
        return this.declared(unit, type, inner);
      case 'function_declarator':
      case 'abstract_function_declarator': {
        const parameters = this.parametersOf(unit, node).map((parameter) => parameter.type);
        const whole = this.bounded(unit, functionType(type, parameters), node);
        return this.declared(unit, whole, inner);
      }
      case 'array_declarator':
      case 'abstract_array_declarator':
        throw new Refusal(spanOf(unit.output, node), 'arrays are not supported');
      default:
        throw new Refusal(spanOf(unit.output, node), 'this declaration is not supported');
    }
  }

  private bounded(unit: Unit, type: Type, node: SyntaxNode): Type {
    if (nestingOf(type) <= nestingMax) return type;
    const message = `this type has more than ${nestingMax} pointers and functions within each other`;
    throw new Refusal(spanOf(unit.output, node), message);
  }

  parametersOf(unit: Unit, declarator: SyntaxNode): Declared[] {
    const list = field(declarator, 'parameters');
    const nodes = list === undefined ? [] : partsOf(list);
    const parameters = nodes
      .filter((node) => node.type === 'parameter_declaration')
      .map((node) => this.parameter(unit, node));
    const isNone = parameters.length === 1 && parameters[0].type === voidType;
    return isNone ? [] : parameters;
  }

  private parameter(unit: Unit, node: SyntaxNode): Declared {
    const type = this.specified(unit, field(node, 'type') ?? node);
    const declared = this.declared(unit, type, field(node, 'declarator'));
    // A function parameter of function type is a pointer.
    const decayed = declared.type.kind === 'function' ? pointerTo(declared.type) : declared.type;
    return { ...declared, type: decayed, node };
  }

  /** `const char *(*)(int)` inside sizeof or a cast. */
  described(unit: Unit, node: SyntaxNode): Type {
    const type = this.specified(unit, field(node, 'type') ?? node);
    return this.declared(unit, type, field(node, 'declarator')).type;
  }

  private structOf(unit: Unit, node: SyntaxNode): StructType {
    const name = field(node, 'name')?.text ?? `at ${node.startIndex}`;
    const body = field(node, 'body');
    if (body === undefined) {
      return this.structs.get(name) ?? { kind: 'struct', name, fields: null };
    }
    const fields = new Map<string, Type>();
    for (const part of partsOf(body)) {
      if (part.type !== 'field_declaration') continue;
      const type = this.specified(unit, field(part, 'type') ?? part);
      for (const declarator of part.childrenForFieldName('declarator')) {
        const declared = this.declared(unit, type, declarator);
        fields.set(declared.name, declared.type);
      }
    }
    const struct = structOf(name, fields);
    if (fieldCountOf(struct) > fieldsMax) {
      const message = `struct ${name} has more than ${fieldsMax} fields, including those of nested structs`;
      throw new Refusal(spanOf(unit.output, node), message);
    }
    this.structs.set(name, struct);
    return struct;
  }
}

function innerDeclarator(node: SyntaxNode): SyntaxNode | undefined {
  return partsOf(node).findLast(
    (part) => part.type.includes('declarator') || part.type.endsWith('identifier'),
  );
}
