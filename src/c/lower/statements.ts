/** Statements: all control flow of C, as jumps. */
import type { FunctionCode, Instruction, Label } from '../code.ts';
import { CFault, Fault } from '../environment.ts';
import { FinalRefusal, Refusal } from '../refusal.ts';
import { field, firstBroken, partsOf, type SyntaxNode } from '../syntax.ts';
import { typeText, voidType } from '../types.ts';
import type { Operand } from './emitter.ts';
import { childrenOf, Loops } from './loops.ts';
import { converted } from './operators.ts';

export class FunctionLowering<Host, Request, Answer> extends Loops<Host, Request, Answer> {
  private readonly labels = new Map<
    string,
    { label: Label; isPlaced: boolean; node: SyntaxNode }
  >();

  /** Lowers the whole function into `code`. */
  into(code: FunctionCode<Host, Request, Answer>): void {
    const { body, node, parameters } = this.definition;
    const broken = firstBroken(node);
    if (broken !== undefined) {
      const what = broken.isMissing
        ? `a ${broken.type} is missing here`
        : 'this is not understood as C';
      this.collect(() => this.refuse(broken, what));
      code.code = this.assembled();
      return;
    }
    for (const parameter of parameters) this.declare(parameter.name, parameter.type);
    this.block(partsOf(body));
    for (const [name, { isPlaced, node: use }] of this.labels) {
      if (!isPlaced) this.collect(() => this.refuse(use, `label ${name} is not in this function`));
    }
    // At its closing brace.
    this.emit({ op: 'return', value: null, span: this.spanOf(body.children.at(-1) ?? body) });
    code.code = this.withEnd(this.assembled(), body);
    code.slotCount = this.slots;
    code.locals = this.locals;
  }

  /** A label in an unsupported statement does not exist, so a jump to it is not supported either. */
  private withEnd(
    code: readonly Instruction<Host, Request, Answer>[],
    body: SyntaxNode,
  ): readonly Instruction<Host, Request, Answer>[] {
    const lost = this.jumpsToNowhere(code);
    if (lost.length === 0 || !this.context.isLazy) return code;
    for (const label of lost) label.at = code.length;
    const message = 'a jump into a statement that is not understood';
    return [...code, notUnderstood(new Refusal(this.spanOf(body), message))];
  }

  /**
   * Emits the code of `lower`. If it is not supported, records the reason, and emits code that ends
   * the program there.
   */
  private collect(lower: () => void): void {
    const { result: refusal, append } = this.captured(() => refusalOf(lower));
    if (refusal === undefined) {
      append();
      return;
    }
    this.context.refused(refusal);
    if (this.context.isLazy) this.emit(notUnderstood(refusal));
  }

  protected block(nodes: readonly SyntaxNode[]): void {
    for (const node of nodes) this.collect(() => this.nested(node, () => this.statement(node)));
  }

  private statement(node: SyntaxNode): void {
    switch (node.type) {
      case 'compound_statement':
        this.inScope(() => this.block(partsOf(node)));
        return;
      case 'expression_statement':
        for (const part of partsOf(node)) this.effect(part);
        return;
      case 'declaration':
        this.declaration(node);
        return;
      case 'if_statement':
        this.ifStatement(node);
        return;
      case 'while_statement':
      case 'do_statement':
        this.whileStatement(node);
        return;
      case 'for_statement':
        this.inScope(() => this.forStatement(node));
        return;
      case 'switch_statement':
        this.switchStatement(node);
        return;
      case 'case_statement':
        this.caseStatement(node);
        return;
      case 'labeled_statement':
        this.labelled(node);
        return;
      case 'type_definition':
      case 'struct_specifier':
        this.refuse(node, 'a type declared inside a function is not supported');
        break;
      default:
        this.jumpStatement(node);
        return;
    }
  }

  private jumpStatement(node: SyntaxNode): void {
    switch (node.type) {
      case 'return_statement':
        this.returnStatement(node);
        return;
      case 'goto_statement': {
        const name = field(node, 'label') ?? node;
        this.jump(node, this.labelOf(name));
        return;
      }
      case 'break_statement':
      case 'continue_statement':
        this.leaveLoop(node);
        return;
      default:
        this.literal(node);
    }
  }

  /** An expression whose value is dropped. It is still computed, because computing it may fail. */
  protected effect(node: SyntaxNode): void {
    const operand = this.expression(node);
    const isDone = /^(assignment|update|call)_expression$/.test(node.type);
    if (!isDone && operand.type !== voidType) this.kept(node, operand);
    // Arithmetic of the environment checks its arguments even if its value is dropped.
    const name = field(node, 'function')?.text ?? '';
    if (this.context.environment.functions.get(name)?.value !== undefined) this.kept(node, operand);
  }

  private ifStatement(node: SyntaxNode): void {
    const otherwise = this.label();
    const condition = field(node, 'condition') ?? node;
    this.unless(condition, this.truth(condition), otherwise);
    this.block(childrenOf(node, 'consequence'));
    const alternative = field(node, 'alternative');
    if (alternative === undefined) {
      this.place(otherwise);
      return;
    }
    const end = this.label();
    this.jump(node, end);
    this.place(otherwise);
    this.block(alternative.type === 'else_clause' ? partsOf(alternative) : [alternative]);
    this.place(end);
  }

  private labelled(node: SyntaxNode): void {
    const name = field(node, 'label') ?? node;
    const label = this.labelOf(name);
    const known = this.labels.get(name.text);
    if (known?.isPlaced) this.refuse(name, `label ${name.text} is there twice`);
    if (known !== undefined) known.isPlaced = true;
    this.place(label);
    this.block(partsOf(node).filter((part) => part.id !== name.id));
  }

  private labelOf(name: SyntaxNode): Label {
    const known = this.labels.get(name.text);
    if (known !== undefined) return known.label;
    const label = this.label();
    this.labels.set(name.text, { label, isPlaced: false, node: name });
    return label;
  }

  private returnStatement(node: SyntaxNode): void {
    const { result } = this.definition.type;
    const span = this.spanOf(node);
    const [value] = partsOf(node);
    if (value === undefined) {
      this.emit({ op: 'return', value: null, span });
      return;
    }
    if (result.kind === 'void') {
      const operand = this.expression(value);
      if (operand.type.kind !== 'void')
        this.refuse(node, 'a function without a result returns a value');
      this.emit({ op: 'return', value: null, span });
      return;
    }
    const operand = converted(this.assignable(node, value, result), result);
    this.emit({ op: 'return', value: operand.value, span });
  }

  protected statementExpression(node: SyntaxNode): Operand<Host> {
    return this.inScope(() => {
      const parts = partsOf(node);
      const last = parts.at(-1);
      this.block(parts.slice(0, -1));
      const [value] = last?.type === 'expression_statement' ? partsOf(last) : [];
      if (last === undefined || value === undefined) {
        if (last !== undefined) this.block([last]);
        return { type: voidType, value: () => 0 };
      }
      const operand = this.expression(value);
      if (operand.type.kind === 'void') return operand;
      if (operand.type.kind === 'struct')
        this.refuse(value, `${typeText(operand.type)} is not supported here`);
      return this.kept(value, operand);
    });
  }
}

/** Why a statement is not supported; undefined if it is. */
function refusalOf(lower: () => void): Refusal | undefined {
  try {
    lower();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal) || error instanceof FinalRefusal) throw error;
    return error;
  }
}

/** Ends the program that reaches it. */
function notUnderstood<Host, Request, Answer>({
  span,
  reason,
}: Refusal): Instruction<Host, Request, Answer> {
  const effect = (): never => {
    throw new Fault(
      `this is reached, and it was not understood: ${reason.replace(/^in \w+\(\): /, '')}`,
      CFault.notUnderstood,
    );
  };
  return { op: 'do', effect, span, isUnknown: true };
}
