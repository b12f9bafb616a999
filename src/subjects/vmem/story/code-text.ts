/** Lines of a C source in stories: `vmem.c:273 try_free_pmd_table()`. */
import { Fact } from '../../../invariants/facts.ts';
import type { Invariant } from '../../../invariants/invariant.ts';
import { meet } from '../../../model/masks.ts';
import type { CodePlace } from '../../../text/code-place.ts';
import { lineColumns, paragraph } from '../../../text/paragraph.ts';
import type { VmemExecution } from '../execution/execution.ts';

/** A paragraph that ends with the place; a place is broken only before its caller. */
export function placedLines(text: string, place: string, first: string, rest: string): string[] {
  const lines = paragraph(text, first, rest);
  if (place === '') return lines;
  const last = `${lines[lines.length - 1]}, at ${place}`;
  if (last.length <= lineColumns()) return [...lines.slice(0, -1), last];
  const below = `${rest}at ${place}`;
  if (below.length <= lineColumns()) return [...lines, below];
  return [
    ...lines,
    ...below.split(' from ').map((part, at) => (at === 0 ? part : `${rest}from ${part}`)),
  ];
}

/** Where the C source violates the claim: its call stack, innermost function first; empty if no C source does. */
export function brokenAt(
  { violatedBy }: Pick<Invariant, 'violatedBy'>,
  { operations, pending }: VmemExecution,
): readonly CodePlace[] {
  for (const call of operations.at(-1)?.calls ?? []) {
    const seen = call.factsAt.find(({ fact }) => meet(Fact[fact], violatedBy));
    if (seen === undefined) continue;
    const { eventIndex } = seen;
    return eventIndex === 'rest' ? call.returnedAt : (call.places[eventIndex] ?? []);
  }
  if (violatedBy !== 0) return [];
  // No thread can continue: the first that waits.
  return pending.map(({ places }) => places).find(({ length }) => length > 0) ?? [];
}
