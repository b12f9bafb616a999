/**
 * Failed table allocations that are reported as success: above page tables in v2 2/9, at every level
 * since v2 3/9.
 */
import { describe, expect, test } from 'vitest';
import { heldBy, twins, violationOf } from '../../scenarios/twins.ts';

/** One identity range [first, end) of 4 KiB pages: 4 pages per page table, 16 per pmd table. */
function range(first: number, end: number) {
  return twins(
    'success-means-mapped',
    {
      geometry: 'tiny3',
      contract: 'any',
      edat1: false,
      edat2: false,
      blocks: [],
      identityPoints: [first, end],
      memmapPoints: [],
      failAllocs: 1,
    },
    'revision',
    { bad: 'v2-3', good: 'v2-2' },
  );
}

describe('a range in one pmd table: modify_pte_table() of v2 2/9 returns nothing', () => {
  const { bad, good } = range(0, 8);

  test('v2 2/9 returns -ENOMEM for the second page table', () => {
    // Empty; after a failure of allocation 2 or 3; mapped; unmapped with all its tables.
    expect(heldBy(good)).toBe('5 states, judged 5 times');
  });

  test('v2 3/9 returns 0', () => {
    expect(violationOf(bad)).toEqual([
      '1 operation, 21 steps',
      'map 0x0-0x8000, allocation 3 fails',
    ]);
  });
});

test('a range over two entries of the pud table: v2 2/9 loses the error of the second pmd table', () => {
  expect(violationOf(range(12, 20).good)).toEqual([
    '1 operation, 21 steps',
    'map 0xc000-0x14000, allocation 3 fails',
  ]);
});
