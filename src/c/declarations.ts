/** Top-level declarations of a text: functions, static variables, structs, types, enumerators. */

import { stopIfDueNowAndThen } from '../stop.ts';
import { Refusal } from './refusal.ts';
import { field, partsOf, type SyntaxNode } from './syntax.ts';
import { TypeReader } from './type-reader.ts';
import type { FunctionType, StructType, Type } from './types.ts';
import type { Declared, Unit } from './unit.ts';

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
