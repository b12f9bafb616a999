/** Expressions that evaluate only some operands: `&&`, `||` and `?:`. */
import { field, type SyntaxNode } from '../syntax.ts';
import { commonType, intType, isSameType, type Type, typeText, voidType } from '../types.ts';
import { Casts, child } from './casts.ts';
import type { Operand } from './emitter.ts';
import { converted } from './operators.ts';

export abstract class Choices<Host, Request, Answer> extends Casts<Host, Request, Answer> {
  protected logical(
    node: SyntaxNode,
    operator: '&&' | '||',
    left: SyntaxNode,
    right: SyntaxNode,
  ): Operand<Host> {
    const a = this.truth(left);
    const { result: b, append, isEmpty } = this.captured(() => this.truth(right));
    const [x, y] = [a.value, b.value];
    if (isEmpty) {
      const value: Operand<Host>['value'] =
        operator === '&&'
          ? (slots, host) => (x(slots, host) === 0 ? 0 : y(slots, host))
          : (slots, host) => (x(slots, host) === 0 ? y(slots, host) : 1);
      return { type: intType, value };
    }
    const span = this.spanOf(node);
    const slot = this.newSlot();
    const end = this.label();
    this.emit({ op: 'set', slot, value: x, span });
    const goesOn: Operand<Host>['value'] =
      operator === '&&' ? (slots) => slots[slot] ?? 0 : (slots) => (slots[slot] === 0 ? 1 : 0);
    this.emit({ op: 'unless', condition: goesOn, target: end, span });
    append();
    this.emit({ op: 'set', slot, value: y, span });
    this.place(end);
    return { type: intType, value: (slots) => slots[slot] ?? 0 };
  }

  protected conditional(node: SyntaxNode): Operand<Host> {
    const condition = this.truth(child(node, 'condition'));
    const yesNode = field(node, 'consequence');
    if (yesNode === undefined) return this.refuse(node, '?: without a middle is not supported');
    const yes = this.captured(() => this.expression(yesNode));
    const no = this.captured(() => this.expression(child(node, 'alternative')));
    const type = this.meeting(node, yes.result.type, no.result.type);
    const [test, a, b] = [
      condition.value,
      converted(yes.result, type).value,
      converted(no.result, type).value,
    ];
    if (yes.isEmpty && no.isEmpty) {
      return { type, value: (slots, host) => (test(slots, host) === 0 ? b : a)(slots, host) };
    }
    const span = this.spanOf(node);
    const slot = this.newSlot();
    const [otherwise, end] = [this.label(), this.label()];
    this.emit({ op: 'unless', condition: test, target: otherwise, span });
    yes.append();
    if (type !== voidType) this.emit({ op: 'set', slot, value: a, span });
    this.emit({ op: 'jump', target: end, span });
    this.place(otherwise);
    no.append();
    if (type !== voidType) this.emit({ op: 'set', slot, value: b, span });
    this.place(end);
    return { type, value: (slots) => slots[slot] ?? 0 };
  }

  /** The type of `c ? a : b`. */
  private meeting(node: SyntaxNode, a: Type, b: Type): Type {
    if (a.kind === 'integer' && b.kind === 'integer') return commonType(a, b);
    if (a.kind === 'void' || b.kind === 'void') return voidType;
    if (a.kind === 'pointer') return a;
    if (b.kind === 'pointer') return b;
    if (isSameType(a, b)) return a;
    return this.refuse(node, `${typeText(a)} and ${typeText(b)} are no alternatives`);
  }
}
