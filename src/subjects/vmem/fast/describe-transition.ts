/** Describes a transition of interleaved threads by the nodes it passed. For reports, never for the search. */

import type { ChoiceStack } from '../../../model/program/choice-stack.ts';
import type { Scope } from '../environment/scope.ts';
import { AllocKind, Op } from '../kernel/request.ts';
import { pageBytes } from '../machine/geometry.ts';
import { markedRuns, unusedBlock } from './block-content.ts';
import type { BlockRecord, TakenRequest, TakenTransition } from './interleaved-record.ts';
import type { StepTrie } from './step-trie.ts';
import { StepWord } from './step-words.ts';

/** Data of the system about its last transition. */
export interface Passed {
  readonly thread: number;
  readonly firstNode: number;
  readonly lastNode: number;
  /** True if the path ended at the step of `lastNode`. */
  readonly ended: boolean;
  readonly steps: number;
  /** By place, the thread that was there before; null if no thread moved. */
  readonly places: readonly number[] | null;
}

export function describeTransition(
  scope: Scope,
  trie: StepTrie,
  choices: ChoiceStack,
  passed: Passed,
): TakenTransition {
  const { thread, firstNode, lastNode, ended, steps, places } = passed;
  const index = trie.operationOf[firstNode];
  const operation = scope.operations[index];
  const threadName = scope.threads?.[thread].name ?? '';
  const attempts: number[] = [];
  const failed: number[] = [];
  const contents: BlockRecord[] = [];
  const requests: TakenRequest[] = [];
  let attempt = 0;
  let isInside = false;
  const nodes = trie.history(lastNode);
  if (ended) nodes.push({ node: lastNode, code: 0 });
  for (const { node, code } of nodes) {
    isInside ||= node === firstNode;
    if (trie.op[node] === Op.alloc) attempt++;
    if (!isInside) continue;
    const request = trie.request(node);
    if (request !== undefined) requests.push({ request, code });
    if (trie.op[node] !== Op.alloc) continue;
    attempts.push(attempt);
    if (code === 0) failed.push(attempt);
    const marked = code === 0 ? [] : marksIn(scope, trie, choices, node);
    if (marked.length > 0) contents.push({ attempt, marked });
  }
  return {
    label: `${threadName}: ${operation.label}`,
    thread,
    threadName,
    operation: operation.label,
    op: operation.record,
    starts: trie.root(index) === firstNode,
    attempts,
    failed,
    contents,
    steps,
    requests,
    ...(places === null ? {} : { places }),
  };
}

/** The bytes of 0xFD in the memory returned by the allocation of `node`. */
function marksIn(
  scope: Scope,
  trie: StepTrie,
  choices: ChoiceStack,
  node: number,
): [number, number][] {
  const kind = trie.word(node, StepWord.what);
  const isUnused = scope.config.fresh === 'unused';
  if (kind === AllocKind.table) return [];
  if (kind === AllocKind.page) return isUnused ? [[0, pageBytes]] : [];
  const { span } = scope.kernel.machine.geometry;
  const pages = span[1] / pageBytes;
  const content = choices.contentAt(node, isUnused ? unusedBlock(pages) : 0);
  return markedRuns(content, pages, pageBytes);
}
