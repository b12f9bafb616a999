/**
 * Measures the memory of a search's arrays by filling them again, so that growth rules are not
 * repeated here.
 */
import { MemoryBudget } from '../src/explorer/memory-budget.ts';
import { ParentLinks } from '../src/explorer/parent-links.ts';
import { QuotientSet } from '../src/explorer/quotient-set.ts';
import type { SlotBytes } from '../src/explorer/search.ts';
import { FingerprintSet } from '../src/explorer/visited-set.ts';

/** A well-mixed bijection of 32 bits. */
const mixer = 0x9e3779b1;

export function tableBytes(states: number, slotBytes: SlotBytes): number {
  const budget = new MemoryBudget(Infinity);
  const table =
    slotBytes === 4 ? new QuotientSet(budget, Infinity) : new FingerprintSet(budget, Infinity);
  for (let number = 1; number <= states; number++) table.insert(Math.imul(number, mixer), number);
  return budget.bytesUsed;
}

export function linkBytes(states: number): number {
  const budget = new MemoryBudget(Infinity);
  const links = new ParentLinks(budget);
  for (let number = 0; number < states; number++) links.push(number, 0);
  return budget.bytesUsed;
}
