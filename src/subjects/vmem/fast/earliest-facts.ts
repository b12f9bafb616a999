/** Executes an operation again with the same choices, to find which facts came first. */

import { common } from '../../../model/masks.ts';
import type { ChoiceStack } from '../../../model/program/choice-stack.ts';
import { opEnd } from '../../../model/program/history-trie.ts';
import type { LoggedBytes } from '../../../model/state/logged-bytes.ts';
import { Op } from '../kernel/request.ts';
import type { VectorMachine } from './machine.ts';
import type { StepTrie } from './step-trie.ts';

/**
 * Of these facts, those in the first step with any of them. The return of a call belongs to the step
 * before it. The state must be that at the start of the operation, and becomes that at its end.
 */
export function earliestFacts(
  trie: StepTrie,
  machine: VectorMachine,
  state: LoggedBytes,
  stack: ChoiceStack,
  watched: number,
  root: number,
): number {
  let earliest = 0;
  let isOpen = true;
  let node = root;
  let choices = 0;
  while (trie.op[node] !== opEnd) {
    const op = trie.op[node];
    if (earliest !== 0 && op !== Op.return) isOpen = false;
    let choice = -1;
    if (op === Op.alloc) {
      // Possible contents must be listed again before one is chosen.
      const isChosen = machine.contentOptions(node) > 1 || machine.mayFail();
      if (isChosen) stack.mark[choices] = state.mark();
      choice = isChosen ? stack.choice[choices++] : 0;
    }
    const code = machine.step(node, choice);
    if (isOpen) earliest = common(machine.seen.facts, watched);
    if (machine.seen.ended) break;
    node = trie.next(node, code);
  }
  return earliest;
}
