/** State for lowering a function: variables in scopes, instructions in order, labels, errors with positions. */
import { didYouMean } from '../../input/nearest.ts';
import { nestingMax } from '../bounds.ts';
import type { Evaluate, Instruction, Label } from '../code.ts';
import type { Declarations, FunctionDefinition } from '../declarations.ts';
import type { Environment, StaticVariable } from '../environment.ts';
import type { Integer } from '../integers.ts';
import type { Configuration } from '../preprocess/preprocess.ts';
import { Refusal } from '../refusal.ts';
import type { Span } from '../source-text.ts';
import { type SyntaxNode, spanOf } from '../syntax.ts';
import type { Type } from '../types.ts';
import type { Unit } from '../unit.ts';

/** An expression whose effects are already emitted; only its value remains to be computed. */
export interface Operand<Host> {
  readonly type: Type;
  readonly value: Evaluate<Host>;
  /** Its value if it is the same in each run. */
  readonly constant?: Integer;
  /** The variable that it reads. */
  readonly slot?: number;
  /** True if it is 0 or 1. */
  readonly isTruth?: true;
}

export interface Local {
  readonly slot: number;
  readonly type: Type;
}

/** State shared by all functions of a program while they are lowered. */
export interface ProgramContext<Host, Request, Answer> {
  readonly environment: Environment<Host, Request, Answer>;
  readonly configuration: Configuration;
  readonly declarations: Declarations;
  /** The number of a function; schedules it for lowering. */
  readonly indexOf: (name: string) => number;
  /** Static variables that reachable code writes. */
  readonly written: ReadonlySet<string>;
  readonly staticOf: (name: string) => StaticVariable;
  /** Counts one lowered node; throws if there are too many, or if the work must stop. */
  readonly charge: (node: SyntaxNode, unit: Unit) => void;
  /** True if unsupported code ends the program when it is reached. */
  readonly isLazy: boolean;
  /** Records an error; throws if there are too many. */
  readonly refused: (refusal: Refusal) => void;
  readonly note: (kind: 'function' | 'constant', name: string) => void;
}

type Item<Host, Request, Answer> = Instruction<Host, Request, Answer> | { readonly mark: Label };

/** A variable that the lowering made: it is set before it is read. */
export function variableOperand<Host>(type: Type, slot: number): Operand<Host> {
  return { type, slot, value: (slots) => slots[slot] ?? 0 };
}

export abstract class Emitter<Host, Request, Answer> {
  protected readonly context: ProgramContext<Host, Request, Answer>;
  protected readonly definition: FunctionDefinition;
  private readonly scopes: Map<string, Local>[] = [new Map()];
  private items: Item<Host, Request, Answer>[] = [];
  protected readonly locals: { readonly name: string; readonly slot: number }[] = [];
  private slotCount = 0;
  private depth = 0;
  /** Macros and initialisers are read in the unit that contains them. */
  protected unit: Unit;

  constructor(context: ProgramContext<Host, Request, Answer>, definition: FunctionDefinition) {
    this.context = context;
    this.definition = definition;
    this.unit = definition.unit;
  }

  get slots(): number {
    return this.slotCount;
  }

  /** The instructions in order, with labels resolved. */
  protected assembled(): Instruction<Host, Request, Answer>[] {
    const code: Instruction<Host, Request, Answer>[] = [];
    for (const item of this.items) {
      if ('mark' in item) item.mark.at = code.length;
      else code.push(item);
    }
    return code;
  }

  protected emit(instruction: Instruction<Host, Request, Answer>): void {
    this.items.push(instruction);
  }

  protected label(): Label {
    return { at: -1 };
  }

  protected place(label: Label): void {
    this.items.push({ mark: label });
  }

  protected jump(node: SyntaxNode, target: Label): void {
    this.emit({ op: 'jump', target, span: this.spanOf(node) });
  }

  /** Jumps to labels that were never emitted: they go to the end of the code instead. */
  protected jumpsToNowhere(code: readonly Instruction<Host, Request, Answer>[]): Label[] {
    return code.flatMap((one) => ('target' in one && one.target.at < 0 ? [one.target] : []));
  }

  /** Runs `lower` and returns its instructions without emitting them. */
  protected captured<T>(lower: () => T): { result: T; append: () => void; isEmpty: boolean } {
    const before = this.items;
    this.items = [];
    const own = this.items;
    try {
      const result = lower();
      const append = (): void => {
        for (const item of own) this.items.push(item);
      };
      return { result, append, isEmpty: own.length === 0 };
    } finally {
      this.items = before;
    }
  }

  protected newSlot(): number {
    return this.slotCount++;
  }

  /** Stores a value in a new variable, so that it is computed once, at this point. */
  protected kept(node: SyntaxNode, { type, value }: Operand<Host>): Operand<Host> {
    const slot = this.newSlot();
    this.emit({ op: 'set', slot, value, span: this.spanOf(node) });
    return variableOperand(type, slot);
  }

  protected declare(name: string, type: Type): Local {
    const local = { slot: this.newSlot(), type };
    this.locals.push({ name, slot: local.slot });
    this.scopes[this.scopes.length - 1].set(name, local);
    return local;
  }

  protected local(name: string): Local | undefined {
    return this.scopes.findLast((scope) => scope.has(name))?.get(name);
  }

  protected inScope<T>(lower: () => T): T {
    this.scopes.push(new Map());
    try {
      return lower();
    } finally {
      this.scopes.pop();
    }
  }

  protected nested<T>(node: SyntaxNode, lower: () => T): T {
    this.context.charge(node, this.unit);
    this.depth++;
    try {
      if (this.depth > nestingMax) {
        this.refuse(node, `this is nested deeper than ${nestingMax} statements and expressions`);
      }
      return lower();
    } finally {
      this.depth--;
    }
  }

  protected spanOf(node: SyntaxNode): Span {
    return spanOf(this.unit.output, node);
  }

  protected refuse(node: SyntaxNode, message: string, remedy?: string): never {
    throw new Refusal(this.spanOf(node), `in ${this.definition.name}(): ${message}`, remedy);
  }

  /** An undeclared name, with the nearest declared one. */
  protected refuseName(node: SyntaxNode, name: string, kind: 'function' | 'name'): never {
    const { environment, declarations } = this.context;
    const reason = environment.unsupported.get(name);
    if (reason !== undefined) this.refuse(node, `${name}: ${reason}`);
    const file = this.unit.output.source.file.split('/').at(-1);
    if (kind === 'function') {
      const own = [...declarations.functions.keys()].slice(0, comparedMax);
      const known = [...own, ...environment.functions.keys()];
      this.refuse(
        node,
        `${name}() is not defined in ${file} and is not known${didYouMean(name, known)}`,
        remedy,
      );
    }
    const own = this.visibleNames().slice(0, comparedMax);
    const known = [...own, ...environment.constants.keys()];
    this.refuse(
      node,
      `${name} is not defined in ${file} and is not known${didYouMean(name, known)}`,
      remedy,
    );
  }

  private visibleNames(): string[] {
    const { declarations } = this.context;
    return [
      ...this.scopes.flatMap((scope) => [...scope.keys()]),
      ...declarations.variables.keys(),
      ...declarations.enumerators.keys(),
    ];
  }
}

/** Names of the text that an unknown name is compared with. */
const comparedMax = 1000;

const remedy = 'If another file or a header defines it, name that file with --with.';
