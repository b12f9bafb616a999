/** The steps that are merged with the previous one. `docs/REDUCTIONS.md` explains why this is sound. */

import { opEnd } from '../../../model/program/history-trie.ts';
import type { Scope } from '../environment/scope.ts';
import { Op } from '../kernel/request.ts';
import { Trait } from '../steps/step-row.ts';
import { hasTrait } from '../steps/steps.ts';
import type { StepTrie } from './step-trie.ts';
import { stepsCounted } from './step-words.ts';

/**
 * True if `op` is merged into one transition with the step before it, by a thread with or without the mutex.
 */
export function isMerged(merge: Scope['config']['merge'], op: number, hasMutex: boolean): boolean {
  if (merge === 'none' || !hasMutex) return false;
  // A thread that takes a second lock may have to wait for it while it holds the mutex.
  if (merge === 'sections') return op !== Op.lock;
  return hasTrait(op, Trait.mergesUnderMutex);
}

/**
 * True for a call without effect that is the last of its operation: it belongs to the previous step.
 */
export function isLastCall(trie: StepTrie, call: number): boolean {
  return trie.op[afterCalls(trie, call)] === opEnd;
}

/** The first node from `start` that is neither a call nor a return. */
export function afterCalls(trie: StepTrie, start: number): number {
  let node = start;
  while (stepsCounted(trie.op[node]) === 0) node = trie.next(node, 0);
  return node;
}
