/**
 * When an operation may start: the ranges that must be live, and the running operations that own
 * ranges it needs.
 */

import type { Operation, Scope } from '../environment/scope.ts';
import { conflicts } from '../environment/scope.ts';
import type { VectorLayout } from './layout.ts';

/** (byte, mask, wanted) triples: the operation is enabled if each byte & mask is as wanted. */
export function compileConditions(
  layout: VectorLayout,
  scope: Scope,
  operation: Operation,
): Int32Array {
  const triples: number[] = [];
  for (const condition of operation.requires) {
    const pairs = layout.conditionBits(scope, condition);
    for (let at = 0; at < pairs.length; at += 2) {
      triples.push(pairs[at], pairs[at + 1], condition.live ? pairs[at + 1] : 0);
    }
  }
  return Int32Array.from(triples);
}

export function conditionsHold(bytes: Uint8Array, triples: Int32Array): boolean {
  for (let at = 0; at < triples.length; at += 3) {
    if ((bytes[triples[at]] & triples[at + 1]) !== triples[at + 2]) return false;
  }
  return true;
}

/** By pair of operations: 1 if they need the same range, which has one owner at a time. */
export function conflictsBetween(operations: readonly Operation[]): Uint8Array[] {
  return operations.map((one) =>
    Uint8Array.from(operations, (other) => (conflicts(one, other) ? 1 : 0)),
  );
}
