/** Which steps run together with the one before them. `docs/REDUCTIONS.md` says why that is sound. */
import type { Merge } from '../environment/scope.ts';
import { Op } from '../kernel/request.ts';
import { opEnd } from './compile-step.ts';
import type { HistoryTrie } from './trie.ts';

/**
 * Steps that read what only the holder of vmem_mutex writes and that no other thread can see. A scan
 * of a block for 0xFD is none of them: the core writes struct pages without the mutex.
 */
const reads: ReadonlySet<number> = new Set([
  Op.read,
  Op.follow,
  Op.scanTable,
  Op.tailIsSet,
  Op.tailIs,
  Op.loadStatic,
  Op.count,
  Op.warn,
  Op.fault,
]);

const isRead: Uint8Array = Uint8Array.from({ length: 256 }, (_, op) => (reads.has(op) ? 1 : 0));

/** True if `op` is taken in one transition with the step before it, by a thread with or without the mutex. */
export function isMerged(merge: Merge, op: number, hasMutex: boolean): boolean {
  if (merge === 'none' || !hasMutex) return false;
  // Who wants a second lock may have to wait for it with the mutex in hand.
  if (merge === 'sections') return op !== Op.lock;
  return isRead[op] === 1;
}

/** A call that does nothing, with nothing behind it: it belongs to the step before, for want of another. */
export function isLastCall(trie: HistoryTrie, call: number): boolean {
  let node = call;
  while (trie.op[node] === Op.call || trie.op[node] === Op.return) node = trie.next(node, 0);
  return trie.op[node] === opEnd;
}
