/**
 * A quick pass over the functions reachable from the entry points: finds the variables of the file
 * that they write.
 */
import { stopIfDueNowAndThen } from '../stop.ts';
import type { Declarations } from './declarations.ts';
import { field, partsOf, type SyntaxNode } from './syntax.ts';

export function writtenNames(
  declarations: Declarations,
  roots: readonly string[],
): ReadonlySet<string> {
  const written = new Set<string>();
  const reached = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const definition = declarations.functions.get(name);
    if (definition === undefined || reached.has(name)) continue;
    reached.add(name);
    stopIfDueNowAndThen();
    for (const node of definition.body.ofTypes(looked)) {
      if (node.type === 'identifier' && declarations.functions.has(node.text)) {
        waiting.push(node.text);
      }
      const target = writtenIn(node);
      if (target?.type === 'identifier') written.add(target.text);
    }
  }
  return written;
}

const looked = ['identifier', 'assignment_expression', 'update_expression'];

function writtenIn(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'assignment_expression') return inside(field(node, 'left'));
  if (node.type === 'update_expression') return inside(field(node, 'argument'));
  return undefined;
}

function inside(node: SyntaxNode | undefined): SyntaxNode | undefined {
  return node?.type === 'parenthesized_expression' ? inside(partsOf(node)[0]) : node;
}
