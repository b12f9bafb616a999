/**
 * A loop that tests whether a table has an entry: `for (i = 0; i < COUNT; i++, p++) if (!EMPTY(*p)) return
 * …;`. It is treated as one scan of the whole table, which is exact for a kernel that holds the lock.
 */
import { field, partsOf, type SyntaxNode } from '../syntax.ts';

export interface ScanLoop {
  /** The index and the pointer of the loop. */
  readonly counter: string;
  readonly pointer: string;
  readonly count: SyntaxNode;
  readonly predicate: string;
  /** The statement for an entry that is not empty: a return. */
  readonly exit: SyntaxNode;
}

/** Undefined for any other loop. */
export function scanLoopIn(node: SyntaxNode): ScanLoop | undefined {
  const counter = counterOf(field(node, 'initializer'));
  const condition = field(node, 'condition');
  const count = condition === undefined ? undefined : field(condition, 'right');
  if (counter === undefined || condition?.type !== 'binary_expression' || count === undefined)
    return undefined;
  const isBound =
    field(condition, 'left')?.text === counter && field(condition, 'operator')?.text === '<';
  if (!isBound || count.type !== 'identifier') return undefined;
  const steps = updatesOf(field(node, 'update'));
  const pointer = steps?.find((name) => name !== counter);
  if (steps === undefined || !steps.includes(counter) || pointer === undefined) return undefined;
  const body = bodyOf(node);
  if (body === undefined || body.type !== 'if_statement' || field(body, 'alternative'))
    return undefined;
  const predicate = negatedPredicate(field(body, 'condition'), pointer);
  const exit = only(field(body, 'consequence'));
  if (predicate === undefined || exit?.type !== 'return_statement') return undefined;
  const isIndependent = partsOf(exit).every((part) =>
    /^(true|false|number_literal|unary_expression)$/.test(part.type),
  );
  return isIndependent ? { counter, pointer, count, predicate, exit } : undefined;
}

/** `i = 0` */
function counterOf(node: SyntaxNode | undefined): string | undefined {
  if (node?.type !== 'assignment_expression' || field(node, 'operator')?.text !== '=')
    return undefined;
  const left = field(node, 'left');
  return left?.type === 'identifier' && field(node, 'right')?.text === '0' ? left.text : undefined;
}

/** The names in `i++, p++`. */
function updatesOf(node: SyntaxNode | undefined): string[] | undefined {
  if (node?.type !== 'comma_expression') return undefined;
  const [left, right] = [stepOf(field(node, 'left')), stepOf(field(node, 'right'))];
  return left === undefined || right === undefined ? undefined : [left, right];
}

/** The name in `i++`. */
function stepOf(node: SyntaxNode | undefined): string | undefined {
  const isStep = node?.type === 'update_expression' && field(node, 'operator')?.text === '++';
  const argument = isStep && node !== undefined ? field(node, 'argument') : undefined;
  return argument?.type === 'identifier' ? argument.text : undefined;
}

function bodyOf(node: SyntaxNode): SyntaxNode | undefined {
  return only(field(node, 'body'));
}

/** The only statement of a block. */
function only(node: SyntaxNode | undefined): SyntaxNode | undefined {
  if (node?.type !== 'compound_statement') return node;
  const parts = partsOf(node);
  return parts.length === 1 ? parts[0] : undefined;
}

/** `EMPTY` in `!EMPTY(*p)` or `!EMPTY(get(p))`. */
function negatedPredicate(node: SyntaxNode | undefined, pointer: string): string | undefined {
  if (node?.type === 'parenthesized_expression') return negatedPredicate(partsOf(node)[0], pointer);
  if (node?.type !== 'unary_expression' || field(node, 'operator')?.text !== '!') return undefined;
  const call = field(node, 'argument');
  if (call?.type !== 'call_expression') return undefined;
  const [entry, ...others] = argumentsOf(call);
  if (entry === undefined || others.length > 0 || !isLoadOf(entry, pointer)) return undefined;
  return field(call, 'function')?.text;
}

function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const list = field(call, 'arguments');
  return list === undefined ? [] : partsOf(list);
}

function isLoadOf(node: SyntaxNode, pointer: string): boolean {
  if (node.type === 'call_expression') {
    const given = argumentsOf(node);
    const isGet = /^p(te|md|ud|4d|gd)p_get$/.test(field(node, 'function')?.text ?? '');
    return isGet && given.length === 1 && given[0].text === pointer;
  }
  return node.type === 'pointer_expression' && node.text.replace(/\s/g, '') === `*${pointer}`;
}
