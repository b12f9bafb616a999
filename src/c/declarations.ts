/** Top-level declarations of a text: functions, static variables, structs, types, enumerators. */

import { stopIfDueNowAndThen } from '../stop.ts';
import { fieldsMax, nestingMax } from './bounds.ts';
import type { OutputText } from './preprocess/output-text.ts';
import { Refusal } from './refusal.ts';
import { field, partsOf, type SyntaxNode, spanOf } from './syntax.ts';
import { typeInWords } from './type-words.ts';
import {
  type FunctionType,
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

/** A text after preprocessing and parsing. */
export interface Unit {
  readonly output: OutputText;
  readonly root: SyntaxNode;
  readonly locks: ReadonlySet<string>;
}

export interface Declared {
  readonly name: string;
  readonly type: Type;
  readonly node: SyntaxNode;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly unit: Unit;
  readonly node: SyntaxNode;
  readonly body: SyntaxNode;
  readonly type: FunctionType;
  readonly parameters: readonly Declared[];
}

export interface VariableDefinition extends Declared {
  readonly unit: Unit;
  readonly isConst: boolean;
  readonly initialiser: SyntaxNode | undefined;
}

/** Types that the environment declares, by name. */
export interface KnownTypes {
  readonly types: ReadonlyMap<string, Type>;
  readonly structs: ReadonlyMap<string, StructType>;
}

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
        if (declarator === null) continue;
        const declared = this.declared(unit, type, declarator);
        fields.set(declared.name, declared.type);
      }
    }
    const struct = structOf(name, fields);
    if (fieldCountOf(struct) > fieldsMax) {
      const message = `struct ${name} has more than ${fieldsMax} fields, with those of the structs in it`;
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

/** The names that the texts declare; of two definitions the first one wins. */
export class Declarations {
  readonly functions = new Map<string, FunctionDefinition>();
  readonly variables = new Map<string, VariableDefinition>();
  readonly enumerators = new Map<
    string,
    { unit: Unit; value: SyntaxNode | undefined; index: number }
  >();
  readonly locks = new Set<string>();
  /** Functions whose signature is not understood, with the reason. */
  readonly broken = new Map<string, Refusal>();
  readonly types: TypeReader;

  constructor({ types, structs }: KnownTypes) {
    this.types = new TypeReader(types, structs);
  }

  add(unit: Unit): void {
    for (const lock of unit.locks) this.locks.add(lock);
    this.addAll(unit, unit.root);
  }

  private addAll(unit: Unit, parent: SyntaxNode): void {
    for (const node of partsOf(parent)) {
      stopIfDueNowAndThen();
      try {
        this.addOne(unit, node);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        // A declaration that is not reachable need not be understood.
        const name = nameOfFunction(node);
        if (name !== undefined && !this.broken.has(name)) this.broken.set(name, error);
      }
    }
  }

  private addOne(unit: Unit, node: SyntaxNode): void {
    switch (node.type) {
      case 'function_definition':
        this.addFunction(unit, node);
        return;
      case 'declaration':
        this.addVariables(unit, node);
        return;
      case 'type_definition': {
        const type = this.types.specified(unit, field(node, 'type') ?? node);
        const declared = this.types.declared(unit, type, field(node, 'declarator'));
        this.types.addTypedef(declared.name, declared.type);
        return;
      }
      case 'struct_specifier':
        this.types.specified(unit, node);
        return;
      case 'enum_specifier':
        this.addEnumerators(unit, node);
        return;
      case 'linkage_specification':
      case 'declaration_list':
      case 'ERROR':
        this.addAll(unit, node);
        return;
      default:
        return;
    }
  }

  private addFunction(unit: Unit, node: SyntaxNode): void {
    const type = this.types.specified(unit, field(node, 'type') ?? node);
    const declarator = field(node, 'declarator');
    const { name, type: whole } = this.types.declared(unit, type, declarator);
    const body = field(node, 'body');
    const inner = declarator === undefined ? undefined : functionDeclarator(declarator);
    if (whole.kind !== 'function' || body === undefined || inner === undefined) return;
    if (this.functions.has(name)) return;
    const parameters = this.types.parametersOf(unit, inner);
    this.functions.set(name, { name, unit, node, body, type: whole, parameters });
  }

  private addVariables(unit: Unit, node: SyntaxNode): void {
    const specifier = field(node, 'type');
    if (specifier === undefined) return;
    if (specifier.type === 'enum_specifier') this.addEnumerators(unit, specifier);
    const words = partsOf(node).map((part) => part.text);
    const [isExtern, isConst] = [words.includes('extern'), words.includes('const')];
    const type = this.types.specified(unit, specifier);
    for (const declarator of node.childrenForFieldName('declarator')) {
      stopIfDueNowAndThen();
      if (declarator === null) continue;
      const declared = this.types.declared(unit, type, declarator);
      if (declared.type.kind === 'function' || isExtern) continue;
      if (this.variables.has(declared.name)) continue;
      const initialiser = field(declarator, 'value');
      this.variables.set(declared.name, { ...declared, unit, isConst, initialiser });
    }
  }

  private addEnumerators(unit: Unit, node: SyntaxNode): void {
    const body = field(node, 'body');
    if (body === undefined) return;
    let value: SyntaxNode | undefined;
    let index = 0;
    for (const part of partsOf(body)) {
      const name = field(part, 'name');
      if (name === undefined) continue;
      const own = field(part, 'value');
      if (own !== undefined) [value, index] = [own, 0];
      this.enumerators.set(name.text, { unit, value, index });
      index++;
    }
  }
}

function functionDeclarator(node: SyntaxNode): SyntaxNode | undefined {
  let at: SyntaxNode | undefined = node;
  while (at !== undefined && at.type !== 'function_declarator') at = field(at, 'declarator');
  return at;
}

function nameOfFunction(node: SyntaxNode): string | undefined {
  const declarator = field(node, 'declarator');
  const inner = declarator === undefined ? undefined : functionDeclarator(declarator);
  return inner === undefined ? undefined : field(inner, 'declarator')?.text;
}
