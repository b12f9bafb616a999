/** Loops and switch, with the targets of `break` and `continue`. */
import type { Label } from '../code.ts';
import { field, partsOf, type SyntaxNode } from '../syntax.ts';
import { intType } from '../types.ts';
import type { Operand } from './emitter.ts';
import { comparisonOperand, notOf } from './operators.ts';
import { scanLoopIn } from './scan-loop.ts';
import { unsetting, Variables } from './variables.ts';

/** Targets of `break` and `continue`; a switch has no target for `continue`. */
interface Exits {
  readonly afterwards: Label;
  readonly again: Label | undefined;
}

export abstract class Loops<Host, Request, Answer> extends Variables<Host, Request, Answer> {
  private readonly exits: Exits[] = [];
  private readonly cases = new Map<number, Label>();

  protected abstract block(nodes: readonly SyntaxNode[]): void;

  /** An expression whose value is dropped. */
  protected abstract effect(node: SyntaxNode): void;

  /** `break` and `continue`. */
  protected leaveLoop(node: SyntaxNode): void {
    if (node.type === 'break_statement') {
      const exits = this.exits.at(-1);
      this.jump(node, exits?.afterwards ?? this.refuse(node, 'break outside of a loop'));
      return;
    }
    const exits = this.exits.findLast(({ again }) => again !== undefined);
    this.jump(node, exits?.again ?? this.refuse(node, 'continue outside of a loop'));
  }

  protected unless(node: SyntaxNode, condition: Operand<Host>, target: Label): void {
    this.emit({ op: 'unless', condition: condition.value, target, span: this.spanOf(node) });
  }

  protected whileStatement(node: SyntaxNode): void {
    const isDo = node.type === 'do_statement';
    const [start, again, end] = [this.label(), this.label(), this.label()];
    const condition = field(node, 'condition') ?? node;
    const test = (): void => this.unless(condition, this.truth(condition), end);
    this.place(start);
    if (!isDo) {
      this.place(again);
      test();
    }
    this.loopBody(node, { afterwards: end, again });
    if (isDo) {
      this.place(again);
      test();
    }
    this.jump(node, start);
    this.place(end);
  }

  private loopBody(node: SyntaxNode, exits: Exits): void {
    this.exits.push(exits);
    try {
      this.block(childrenOf(node, 'body'));
    } finally {
      this.exits.pop();
    }
  }

  protected forStatement(node: SyntaxNode): void {
    if (this.scanned(node)) return;
    const initialiser = field(node, 'initializer');
    if (initialiser?.type === 'declaration') this.declaration(initialiser);
    else if (initialiser !== undefined) this.effect(initialiser);
    const [start, again, end] = [this.label(), this.label(), this.label()];
    this.place(start);
    const condition = field(node, 'condition');
    if (condition !== undefined) this.unless(condition, this.truth(condition), end);
    this.loopBody(node, { afterwards: end, again });
    this.place(again);
    const update = field(node, 'update');
    if (update !== undefined) this.effect(update);
    this.jump(node, start);
    this.place(end);
  }

  /** True if the loop is one scan of a whole table. */
  private scanned(node: SyntaxNode): boolean {
    const loop = scanLoopIn(node);
    if (loop === undefined) return false;
    const scan = this.context.environment.scans.get(loop.predicate);
    const [counter, pointer] = [this.local(loop.counter), this.local(loop.pointer)];
    if (scan?.count !== loop.count.text || pointer === undefined || counter === undefined)
      return false;
    if (this.context.declarations.functions.has(loop.predicate)) return false;
    this.context.note('function', loop.predicate);
    const load = this.load(node, { kind: 'local', ...pointer, name: loop.pointer });
    const isEmpty = this.stepped(node, intType, [load], (host, [value]) => scan.steps(host, value));
    const end = this.label();
    this.unless(node, notOf(isEmpty), end);
    this.block([loop.exit]);
    this.place(end);
    // No text seen so far uses either of them after such a loop; a use would find it unset.
    for (const { slot } of [counter, pointer]) {
      this.emit({ op: 'do', effect: unsetting(slot), span: this.spanOf(node) });
    }
    return true;
  }

  protected switchStatement(node: SyntaxNode): void {
    const condition = field(node, 'condition') ?? node;
    const value = this.kept(condition, this.expression(condition));
    const end = this.label();
    let otherwise = end;
    for (const part of childrenOf(node, 'body').flatMap((body) => partsOf(body))) {
      if (part.type !== 'case_statement') continue;
      const label = this.label();
      this.cases.set(part.id, label);
      const wanted = field(part, 'value');
      if (wanted === undefined) {
        otherwise = label;
        continue;
      }
      const equal = comparisonOperand(
        this.context.environment,
        '==',
        value,
        this.expression(wanted),
      );
      if (equal === undefined) this.refuse(wanted, 'this case is not supported');
      this.unless(part, notOf(equal), label);
    }
    this.jump(node, otherwise);
    this.exits.push({ afterwards: end, again: undefined });
    this.inScope(() => this.block(childrenOf(node, 'body').flatMap((body) => partsOf(body))));
    this.exits.pop();
    this.place(end);
  }

  protected caseStatement(node: SyntaxNode): void {
    const label = this.cases.get(node.id);
    if (label === undefined)
      this.refuse(node, 'a case inside a block of a switch is not supported');
    this.place(label);
    const value = field(node, 'value');
    this.block(partsOf(node).filter((part) => part.id !== value?.id));
  }
}

export function childrenOf(node: SyntaxNode, name: string): SyntaxNode[] {
  return [field(node, name) ?? []].flat();
}
